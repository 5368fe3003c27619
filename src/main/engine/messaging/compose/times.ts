import type { EpochMs } from '../../../../shared/model/units.ts';
import { zoneName } from '../../../../shared/time/format.ts';

/** How times are written for an audience: always in UTC, and in its own zone beside it where that is another. */
export interface Times {
  /** IANA zone of the readers; one that nobody knows is left out. */
  readonly timeZone: string;
  readonly clock: '12h' | '24h';
  readonly now: EpochMs;
}

const formatters = new Map<string, Intl.DateTimeFormat | null>();

function formatterOf(timeZone: string, clock: Times['clock']): Intl.DateTimeFormat | null {
  const key = `${clock} ${timeZone}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null = null;
  try {
    made = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', numberingSystem: 'latn', year: 'numeric', month: 'short', day: 'numeric', hour: clock === '12h' ? 'numeric' : '2-digit', minute: '2-digit', hourCycle: clock === '12h' ? 'h12' : 'h23' });
  } catch {
    made = null;
  }
  formatters.set(key, made);
  return made;
}

interface Shown {
  readonly day: string;
  readonly time: string;
}

function shownIn(at: EpochMs, timeZone: string, clock: Times['clock']): Shown | null {
  const format = formatterOf(timeZone, clock);
  if (format === null) return null;
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { day, month, year, hour, minute, dayPeriod } = parts;
  return { day: `${day} ${month} ${year}`, time: `${hour}:${minute}${dayPeriod === undefined ? '' : ` ${dayPeriod}`}` };
}

/** "3:00 PM UTC (4:00 PM Berlin)"; with the day where it is not that of `now`: "27 Nov 2026, 3:00 PM UTC (…)". */
export function writtenTime(at: EpochMs, { timeZone, clock, now }: Times): string {
  const utc = shownIn(at, 'UTC', clock);
  const today = shownIn(now, 'UTC', clock)?.day;
  if (utc === null) return '';
  const own = shownIn(at, timeZone, clock);
  const isUtc = own === null || (own.day === utc.day && own.time === utc.time && /^(?:Etc\/)?(?:UTC|UCT|Zulu|Universal|GMT)$/i.test(timeZone));
  const first = `${utc.day === today ? '' : `${utc.day}, `}${utc.time} UTC`;
  return isUtc ? first : `${first} (${own.day === utc.day ? '' : `${own.day}, `}${own.time} ${zoneName(timeZone)})`;
}

const unitOf = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** "47 minutes", "1 hour 12 minutes", "2 days 3 hours"; under a minute "less than a minute". */
export function writtenSpan(spanMs: number): string {
  const minutes = Math.round(Math.max(0, spanMs) / 60_000);
  if (minutes === 0) return 'less than a minute';
  if (minutes < 60) return unitOf(minutes, 'minute');
  if (minutes < 48 * 60) return [unitOf(Math.floor(minutes / 60), 'hour'), ...(minutes % 60 === 0 ? [] : [unitOf(minutes % 60, 'minute')])].join(' ');
  const hours = Math.round(minutes / 60);
  return [unitOf(Math.floor(hours / 24), 'day'), ...(hours % 24 === 0 ? [] : [unitOf(hours % 24, 'hour')])].join(' ');
}

/** "1-2 hours", "30-45 minutes", "45 minutes to 2 hours"; the same twice is "about 2 hours". */
export function writtenRange(fromMinutes: number, toMinutes: number): string {
  if (fromMinutes === toMinutes) return `about ${writtenSpan(toMinutes * 60_000)}`;
  for (const [unit, name] of [[24 * 60, 'days'], [60, 'hours']] as const) if (fromMinutes % unit === 0 && toMinutes % unit === 0) return `${fromMinutes / unit}-${toMinutes / unit} ${name}`;
  return toMinutes <= 120 ? `${fromMinutes}-${toMinutes} minutes` : `${writtenSpan(fromMinutes * 60_000)} to ${writtenSpan(toMinutes * 60_000)}`;
}
