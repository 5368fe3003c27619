import type { EpochMs } from '../model/units.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const two = (value: number): string => String(value).padStart(2, '0');

/** How long something has lasted: `07:20` below an hour, `2 h 14 min` below two days, then `3 d 4 h`. Negative spans are 00:00. */
export function formatDuration(spanMs: number): string {
  const span = Math.max(0, Math.floor(spanMs / SECOND) * SECOND);
  if (span < HOUR) return `${two(Math.floor(span / MINUTE))}:${two(Math.floor((span % MINUTE) / SECOND))}`;
  if (span < 2 * DAY) return `${Math.floor(span / HOUR)} h ${Math.floor((span % HOUR) / MINUTE)} min`;
  return `${Math.floor(span / DAY)} d ${Math.floor((span % DAY) / HOUR)} h`;
}

/** How long something has lasted, to the second, as a stopwatch on a wall shows it: `00:07:20`, from two days on `3 d 04:10:22`. Negative spans are 00:00:00. */
export function formatStopwatch(spanMs: number): string {
  const span = Math.max(0, spanMs);
  const days = span < 2 * DAY ? 0 : Math.floor(span / DAY);
  const rest = span - days * DAY;
  const clock = `${two(Math.floor(rest / HOUR))}:${two(Math.floor((rest % HOUR) / MINUTE))}:${two(Math.floor((rest % MINUTE) / SECOND))}`;
  return days === 0 ? clock : `${days} d ${clock}`;
}

/** How old something is, as short as it can be said truly: `3 s`, `12 min`, `2 h 14 min`, `3 d 4 h`. */
export function formatAge(ageMs: number): string {
  const age = Math.max(0, ageMs);
  if (age < 100 * SECOND) return `${Math.floor(age / SECOND)} s`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  return formatDuration(age);
}

/** A span that was chosen or configured, in its largest exact unit: `250 ms`, `15 s`, `1 h`, `7 d`. */
export function formatSpan(spanMs: number): string {
  if (spanMs < SECOND || spanMs % SECOND !== 0) return spanMs < SECOND ? `${Math.round(spanMs)} ms` : `${(spanMs / SECOND).toFixed(1)} s`;
  if (spanMs % DAY === 0 && spanMs > DAY) return `${spanMs / DAY} d`;
  if (spanMs % HOUR === 0) return `${spanMs / HOUR} h`;
  if (spanMs % MINUTE === 0) return `${spanMs / MINUTE} min`;
  return `${spanMs / SECOND} s`;
}

const formatters = new Map<string, Intl.DateTimeFormat | null>();

/** Building a formatter costs 50 times what using one does, and clocks are drawn every second. Null for a zone nobody knows. */
function timeIn(timeZone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null = null;
  try {
    made = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  } catch {
    made = null;
  }
  formatters.set(timeZone, made);
  return made;
}

/** `14:09:31`, UTC. */
export function formatUtcTime(at: EpochMs): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** A zone by the word people use for it: "Europe/Berlin" → "Berlin", "America/Argentina/Buenos_Aires" → "Buenos Aires". */
export function zoneName(timeZone: string): string {
  return (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
}

/** The workspace's own time, `15:09:31 Berlin`; null where the zone is UTC itself or unknown to this machine. */
export function formatZoneTime(at: EpochMs, timeZone: string): string | null {
  if (/^(?:Etc\/)?(?:UTC|UCT|Zulu|Universal|GMT)$/i.test(timeZone)) return null;
  const format = timeIn(timeZone);
  return format === null ? null : `${format.format(at)} ${zoneName(timeZone)}`;
}

/** Both clocks of a wall: "14:09:31 UTC · 15:09:31 Berlin". */
export function formatClocks(at: EpochMs, timeZone: string): string {
  const zone = formatZoneTime(at, timeZone);
  return zone === null ? `${formatUtcTime(at)} UTC` : `${formatUtcTime(at)} UTC · ${zone}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** "14:02:11" on the same UTC day, "21 Nov 14:02" before it: a bare time must never be yesterday's. */
export function formatMoment(at: EpochMs, now: EpochMs): string {
  const iso = new Date(at).toISOString();
  if (iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10)) return iso.slice(11, 19);
  const month = MONTHS[Number(iso.slice(5, 7)) - 1] ?? '';
  return `${Number(iso.slice(8, 10))} ${month} ${iso.slice(11, 16)}`;
}

/** "since 14:02:11 UTC": a bare time would be read as the reader's own. */
export const formatSince = (at: EpochMs, now: EpochMs): string => `since ${formatMoment(at, now)} UTC`;

/** "15:00 UTC" for an end that is to come; with its day where that is another. */
export function formatUntil(at: EpochMs, now: EpochMs): string {
  const moment = formatMoment(at, now);
  return `${/^\d\d:/.test(moment) ? moment.slice(0, 5) : moment} UTC`;
}

/** The full instant for a tooltip: "2026-11-21 14:02:11 UTC · 15:02:11 Berlin". */
export function formatInstant(at: EpochMs, timeZone: string): string {
  return `${new Date(at).toISOString().slice(0, 10)} ${formatClocks(at, timeZone)}`;
}
