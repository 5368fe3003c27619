import { WEEKDAYS } from '../model/policy-config.ts';
import { durationMs, type DurationMs } from '../model/units.ts';
import type { LocalMs } from './local-time.ts';

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Hours of a day, `HH:MM`; where `to` comes before `from`, it is on the next day. */
export interface Hours {
  readonly from: string;
  readonly to: string;
}

/** `HH:MM` as what a clock has shown since midnight. */
export function timeOfDayMs(text: string): DurationMs {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return durationMs(hours * HOUR_MS + minutes * MINUTE_MS);
}

/** The midnight before it, on the same wall clock. */
export const midnightOf = (local: LocalMs): LocalMs => (Math.floor(local / DAY_MS) * DAY_MS) as LocalMs;

/**
 * The midnight of the day on which the hours began that a clock is in at `local`: of hours across midnight that may be the day
 * before. Null outside of them. The start belongs to them, the end does not.
 */
export function dayOfHours({ from, to }: Hours, local: LocalMs): LocalMs | null {
  const midnight = midnightOf(local);
  const [start, end, time] = [timeOfDayMs(from), timeOfDayMs(to), local - midnight];
  if (start < end) return time >= start && time < end ? midnight : null;
  if (time >= start) return midnight;
  return time < end ? ((midnight - DAY_MS) as LocalMs) : null;
}

/** The week of `Date` begins on Sunday. */
export const weekdayOf = (local: LocalMs): (typeof WEEKDAYS)[number] => WEEKDAYS[(new Date(local).getUTCDay() + 6) % 7] ?? 'mon';
