import type { EpochMs } from '../../../shared/model/units.ts';

/** The instants are in an impossible order. */
export const INVALID = -1;

/** Milliseconds between two instants of an incident; null = one of them is not recorded, `INVALID` = in an impossible order. Equal ones are a valid 0. */
export type Spent = number | null;

/** Source: the two instants as they stand in the incident's journal. Unit: ms. */
export function spentBetween(from: EpochMs | null, to: EpochMs | null): Spent {
  if (from === null || to === null) return null;
  return to < from ? INVALID : to - from;
}
