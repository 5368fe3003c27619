import { epochMs, parseDuration, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { instantAt, instantOf, localAt, type LocalInstant, type LocalMs } from '../../../../shared/time/local-time.ts';
import { formatAge } from '../../../../shared/time/format.ts';
import { DAY_MS, midnightOf, timeOfDayMs, weekdayOf } from '../../../../shared/time/time-of-day.ts';
import { tidyDuration } from '../../../lib/tidy-duration.ts';

const TIME_OF_DAY = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** The first instant from `from` on at which a clock of the zone shows this time of day. */
function nextTimeOfDay(text: string, timeZone: string, from: EpochMs): LocalInstant {
  const midnight = midnightOf(localAt(from, timeZone));
  const padded = text.padStart(5, '0');
  const onDay = (days: number): LocalInstant => instantAt((midnight + days * DAY_MS + timeOfDayMs(padded)) as LocalMs, timeZone);
  return [onDay(0), onDay(1)].find(({ at }) => at >= from) ?? onDay(2);
}

/** Reads when a window begins: "now", "22:00" (the next such time), local time of the zone with its day, or an RFC 3339 instant. Null: none of these. */
export function readStart(text: string, timeZone: string, now: EpochMs): LocalInstant | null {
  const typed = text.trim();
  if (/^now$/i.test(typed)) return { at: epochMs(Math.floor(now / 1_000) * 1_000), quirk: null };
  return TIME_OF_DAY.test(typed) ? nextTimeOfDay(typed, timeZone, now) : instantOf(typed, timeZone);
}

/** Reads when it ends: like the start, but "02:00" is the first after it, and a duration counts from it. */
export function readEnd(text: string, timeZone: string, start: EpochMs): LocalInstant | null {
  const typed = text.trim();
  const span = parseDuration(tidyDuration(typed));
  if (span !== null) return { at: epochMs(start + span), quirk: null };
  return TIME_OF_DAY.test(typed) ? nextTimeOfDay(typed, timeZone, epochMs(start + 1)) : instantOf(typed, timeZone);
}

/** An instant as it is written for people of that zone: "2026-12-01 22:00"; with its offset where a clock shows that time twice. */
export function localText(at: EpochMs, timeZone: string): string {
  const local = localAt(at, timeZone);
  const [day = '', time = ''] = new Date(local).toISOString().split('T');
  const text = `${day} ${time.slice(0, 8).replace(/:00$/, '')}`;
  const back = instantOf(text, timeZone);
  return back !== null && back.at === at && back.quirk === null ? text : toRfc3339(at);
}

/** How long a window is: "2 h", "1 h 52 min". */
export const lengthText = (spanMs: number): string => formatAge(spanMs).replace(/ 0 (?:min|h)$/, '');

/** When a weekly window begins next, counted in local time of its zone. `at` is "HH:MM". */
export function nextWeekly({ days, at }: { readonly days: readonly string[]; readonly at: string }, timeZone: string, now: EpochMs): EpochMs | null {
  const midnight = midnightOf(localAt(now, timeZone));
  for (let day = 0; day <= 8; day++) {
    const local = (midnight + day * DAY_MS + timeOfDayMs(at)) as LocalMs;
    const start = instantAt(local, timeZone).at;
    if (days.includes(weekdayOf(local)) && start > now) return start;
  }
  return null;
}
