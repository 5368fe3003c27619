/** Uniform in [0, 1). */
export type Random = () => number;

/** A repeatable stream for tests (mulberry32, public domain); the seed is any 32-bit integer. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Exponential with mean 1: the gap between Poisson arrivals, and a tail that is long but not endless. */
export const exponential = (random: Random): number => -Math.log(1 - random());

/** Standard normal by Box and Muller. */
export const normal = (random: Random): number => Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random());
