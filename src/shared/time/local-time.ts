import { epochMs, type EpochMs } from '../model/units.ts';

const DAY_MS = 86_400_000;

/** What a wall clock shows, told as the instant at which a clock in UTC would show the same; never mix it with real instants. */
export type LocalMs = number & { readonly __unit: 'LocalMs' };

/** An instant found for what a wall clock shows. */
export interface LocalInstant {
  readonly at: EpochMs;
  /** `skipped`: clocks went forward over this time. `repeated`: they went back, and it came twice. */
  readonly quirk: 'skipped' | 'repeated' | null;
}

const formatters = new Map<string, Intl.DateTimeFormat | null>();

function partsIn(timeZone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null = null;
  try {
    made = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  } catch {
    made = null;
  }
  formatters.set(timeZone, made);
  return made;
}

export const isTimeZone = (timeZone: string): boolean => partsIn(timeZone) !== null;

/** What a clock in this zone shows at an instant. Throws for a zone that does not exist. */
export function localAt(at: EpochMs, timeZone: string): LocalMs {
  const format = partsIn(timeZone);
  if (format === null) throw new Error(`not a time zone: ${timeZone}`);
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return (Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1_000) + 1_000) % 1_000)) as LocalMs;
}

/**
 * The instant at which a clock in this zone shows `local`. As RFC 5545 section 3.3.5 says: of two, the first; a time that clocks
 * skip is read with the offset from before the gap, so that 02:30 becomes 03:30. Throws for a zone that does not exist.
 */
export function instantAt(local: LocalMs, timeZone: string): LocalInstant {
  // No offset changes twice within two days, so that the offsets a day before and after are all that can hold.
  const offsets = [-DAY_MS, DAY_MS].map((shift) => localAt(epochMs(local + shift), timeZone) - (local + shift));
  const [before = 0, after = 0] = offsets;
  const fitting = [...new Set(offsets)].map((offset) => epochMs(local - offset)).filter((at) => localAt(at, timeZone) === local);
  const [first] = fitting.sort((a, b) => a - b);
  if (first === undefined) return { at: epochMs(local - before), quirk: 'skipped' };
  return { at: first, quirk: fitting.length > 1 && before !== after ? 'repeated' : null };
}

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?$/;
const INSTANT = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)$/;

/** Reads local time such as "2026-12-01 22:00"; null when it is none, or a day that no calendar has. */
export function parseLocal(text: string): LocalMs | null {
  const match = LOCAL.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const value = Date.UTC(year, month - 1, day, hour, minute, second);
  const written = `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6] ?? '00'}.000Z`;
  return new Date(value).toISOString() === written ? (value as LocalMs) : null;
}

/** Reads an RFC 3339 instant, or local time of the zone; null when the text is neither. */
export function instantOf(text: string, timeZone: string): LocalInstant | null {
  const match = INSTANT.exec(text);
  if (match !== null) {
    const [, date = '', time = '', seconds = ':00', offset = ''] = match;
    const at = Date.parse(`${date}T${time}${seconds}${offset.toUpperCase()}`);
    return Number.isNaN(at) || parseLocal(`${date}T${time}`) === null ? null : { at: epochMs(at), quirk: null };
  }
  const local = parseLocal(text);
  return local === null ? null : instantAt(local, timeZone);
}
