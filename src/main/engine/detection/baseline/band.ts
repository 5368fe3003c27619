/** However still a signal has been, a change of less than `sensitivity` times 2 % of what is usual is nobody's incident. */
const STILLEST = 0.02;

/** Where something usually lies. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

export type Side = 'above' | 'below';

/** What has been found beyond its limit stays so until it is this much of the way back, so that it does not flicker there. */
export const STAYS_BEYOND = 0.5;

export interface Limit {
  readonly limit: number;
  readonly breached: boolean;
}

/** How far a value lies beyond the band on this side; negative within it and on the other side. */
export const beyond = (side: Side, value: number, { low, high }: Band): number => (side === 'above' ? value - high : low - value);

/** The value that lies this far beyond the band. */
export const limitOf = (side: Side, reach: number, { low, high }: Band): number => (side === 'above' ? high + reach : low - reach);

/** The least spread that is believed. */
export const leastSpread = ({ low, high }: Band): number => STILLEST * Math.max(Math.abs(low), Math.abs(high));

/** What either of two explains; null where neither is known. */
export function union(a: Band | null, b: Band | null): Band | null {
  return a === null || b === null ? (a ?? b) : { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}
