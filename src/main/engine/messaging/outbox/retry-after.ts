import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';

const SECONDS = /^\s*\d{1,12}(?:\.\d+)?\s*$/;
/** The three forms of RFC 9110, 5.6.7, each of which begins with the name of a day; else any number would be read as a year. */
const DATE = /^\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/i;

/**
 * How long an answer asks to wait (RFC 9110, 10.2.3): seconds or a date. A date is held against the answer's own `Date`, so that our
 * clock does not matter, else against ours. Null where it says nothing that makes sense.
 */
export function retryAfterMs(retryAfter: string | null, date: string | null, nowMs: number): DurationMs | null {
  if (retryAfter === null) return null;
  if (SECONDS.test(retryAfter)) return durationMs(Number(retryAfter) * 1_000);
  if (!DATE.test(retryAfter)) return null;
  const at = Date.parse(retryAfter);
  const sent = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? null : durationMs(Math.max(0, at - (Number.isNaN(sent) ? nowMs : sent)));
}
