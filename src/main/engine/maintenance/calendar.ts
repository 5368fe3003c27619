import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { DAY_MS } from '../../../shared/time/time-of-day.ts';
import type { ResolvedMaintenance } from '../../config/resolved-policy.ts';
import { openOrNext, type Occurrence } from './rules.ts';

/** How far ahead windows are known. */
export const AHEAD_MS = 14 * DAY_MS;
/** Without one ahead, a window is looked at again after so long. */
const AGAIN_MS = 3_600_000;

/** The occurrence of a window that is open at an instant, or the next one within 14 days. */
export type Calendar = (window: ResolvedMaintenance, at: EpochMs) => Occurrence | null;

interface Known {
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly occurrence: Occurrence | null;
}

/** Remembers what it found until that has ended: time zones are slow to ask, and every alert of a storm does. */
export function createCalendar(): Calendar {
  const known = new WeakMap<ResolvedMaintenance, Known>();
  return (window, at) => {
    const before = known.get(window);
    if (before !== undefined && at >= before.from && at < before.until) return before.occurrence;
    const occurrence = openOrNext(window, at, AHEAD_MS);
    known.set(window, { from: at, until: occurrence?.endsAt ?? epochMs(at + AGAIN_MS), occurrence });
    return occurrence;
  };
}
