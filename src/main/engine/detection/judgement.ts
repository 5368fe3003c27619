import type { UnknownReason, Verdict } from './spec.ts';

/** What one sample says, with the number it was held against. `value` is the number judged, in the unit of `limit`. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly unknownReason: UnknownReason | null;
  readonly value: number | null;
  readonly limit: number | null;
}

export const known = (fails: boolean, value: number | null, limit: number | null): Judgement => ({ verdict: fails ? 'fail' : 'pass', unknownReason: null, value, limit });

export const unknown = (unknownReason: UnknownReason, value: number | null = null, limit: number | null = null): Judgement => ({ verdict: 'unknown', unknownReason, value, limit });
