/** Uniform in [0, 1). */
export type Random = () => number;

/** Exponential with mean 1: the gap between Poisson arrivals, and a tail that is long but not endless. */
export const exponential = (random: Random): number => -Math.log(1 - random());

/** Standard normal by Box and Muller. */
export const normal = (random: Random): number => Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random());
