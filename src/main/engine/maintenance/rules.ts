import type { ServiceId } from '../../../shared/model/ids.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { instantAt, localAt, type LocalMs } from '../../../shared/time/local-time.ts';
import { DAY_MS, midnightOf, timeOfDayMs, weekdayOf } from '../../../shared/time/time-of-day.ts';
import type { ResolvedMaintenance, ResolvedWindow } from '../../config/resolved-policy.ts';

/** One time that a window is open; the start belongs to it, the end does not. */
export interface Occurrence {
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
}

/**
 * When a window is open between two instants (the second one excluded), oldest first. A weekly one starts at its local time and
 * lasts as long as is written, also over a change of the clocks; a start that clocks skip comes as much later (02:30 as 03:30), of
 * one that comes twice the first counts.
 */
export function occurrences(window: ResolvedWindow, from: EpochMs, to: EpochMs): Occurrence[] {
  const { once, weekly, timeZone } = window;
  const overlaps = ({ startsAt, endsAt }: Occurrence): boolean => startsAt < to && endsAt > from;
  if (once !== null) return [{ startsAt: once.from, endsAt: once.to }].filter(overlaps);
  if (weekly === null) return [];
  const found: Occurrence[] = [];
  // A day more on either side: what clocks skip may push a start over midnight.
  const last = midnightOf(localAt(to, timeZone)) + DAY_MS;
  for (let day = midnightOf(localAt(epochMs(from - weekly.forMs), timeZone)) - DAY_MS; day <= last; day += DAY_MS) {
    if (!weekly.days.includes(weekdayOf(day as LocalMs))) continue;
    const startsAt = instantAt((day + timeOfDayMs(weekly.at)) as LocalMs, timeZone).at;
    found.push({ startsAt, endsAt: epochMs(startsAt + weekly.forMs) });
  }
  return found.filter(overlaps);
}

/** Whether the window is for this service; what belongs to no service is silenced only by a window for all. */
export const covers = ({ services }: ResolvedMaintenance, service: ServiceId | null): boolean => services === 'all' || (service !== null && services.includes(service));

/** The occurrence that is open at an instant, or else the next one within `aheadMs`. */
export const openOrNext = (window: ResolvedWindow, at: EpochMs, aheadMs: number): Occurrence | null => occurrences(window, at, epochMs(at + aheadMs))[0] ?? null;

export const isOpenAt = (occurrence: Occurrence | null, at: EpochMs): occurrence is Occurrence => occurrence !== null && occurrence.startsAt <= at && at < occurrence.endsAt;
