import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { instantAt, isTimeZone, localAt, type LocalMs } from '../../../shared/time/local-time.ts';
import { DAY_MS } from '../../../shared/time/time-of-day.ts';

/**
 * Days, months and years of a zone, each by a number that rises by one: days since 1970-01-01, months since January of the year 0.
 * A day begins when its midnight is shown; where clocks skip midnight, when they skip it. A day that a zone never had is empty.
 */
export interface Calendar {
  readonly timeZone: string;
  dayOf(at: EpochMs): number;
  dayStart(day: number): EpochMs;
  monthOf(day: number): number;
  /** First day of a month. */
  monthDay(month: number): number;
  /** Whether a day begins at this very instant. */
  isMidnight(at: EpochMs): boolean;
}

/** Zones are slow to ask, and the same few instants are asked for again and again. */
const REMEMBERED = 500;

/** UTC stands in for a zone that this machine does not know. */
export function createCalendar(zone: string): Calendar {
  const timeZone = isTimeZone(zone) ? zone : 'UTC';
  const starts = new Map<number, EpochMs>();
  const dayStart = (day: number): EpochMs => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const at = instantAt((day * DAY_MS) as LocalMs, timeZone).at;
    starts.set(day, at);
    return at;
  };
  const days = new Map<EpochMs, number>();
  const dayOf = (at: EpochMs): number => {
    const known = days.get(at);
    if (known !== undefined) return known;
    if (days.size >= REMEMBERED) days.clear();
    const day = find(at);
    days.set(at, day);
    return day;
  };
  const find = (at: EpochMs): number => {
    let day = Math.floor(localAt(at, timeZone) / DAY_MS);
    while (dayStart(day) > at) day -= 1;
    while (dayStart(day + 1) <= at) day += 1;
    return day;
  };
  return {
    timeZone,
    dayOf,
    dayStart,
    monthOf: (day) => {
      const date = new Date(day * DAY_MS);
      return date.getUTCFullYear() * 12 + date.getUTCMonth();
    },
    monthDay: (month) => Math.round(Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS),
    isMidnight: (at) => dayStart(dayOf(at)) === at,
  };
}

/** `2026-03`. */
export const monthName = (month: number): string => `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;

export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** As long as a period, and just before it: as many whole months, else as many days of the calendar, else as many milliseconds. */
export function periodBefore(calendar: Calendar, { from, to }: Span): Span {
  if (!calendar.isMidnight(from) || !calendar.isMidnight(to)) return { from: epochMs(from - (to - from)), to: from };
  const [first, end] = [calendar.dayOf(from), calendar.dayOf(to)];
  const [firstMonth, endMonth] = [calendar.monthOf(first), calendar.monthOf(end)];
  const whole = endMonth > firstMonth && calendar.monthDay(firstMonth) === first && calendar.monthDay(endMonth) === end;
  const before = whole ? calendar.monthDay(2 * firstMonth - endMonth) : 2 * first - end;
  return { from: calendar.dayStart(before), to: from };
}

const PERIOD_DAYS = 30;
const TREND_MONTHS = 12;

/** The last 30 days of the calendar, today included. */
export function usualPeriod(calendar: Calendar, now: EpochMs): Span {
  const end = calendar.dayOf(now) + 1;
  return { from: calendar.dayStart(end - PERIOD_DAYS), to: calendar.dayStart(end) };
}

/** The last 12 months of the calendar, the present one included. */
export function usualMonths(calendar: Calendar, now: EpochMs): Span {
  const end = calendar.monthOf(calendar.dayOf(now)) + 1;
  return { from: calendar.dayStart(calendar.monthDay(end - TREND_MONTHS)), to: calendar.dayStart(calendar.monthDay(end)) };
}

/** 30 days of the calendar before an instant. */
export function daysBefore(calendar: Calendar, to: EpochMs): EpochMs {
  const day = calendar.dayOf(to);
  return epochMs(calendar.dayStart(day - PERIOD_DAYS) + (to - calendar.dayStart(day)));
}

/** A part of a period: a whole year, month or day of the calendar, by its number, or less than a day. */
export type Piece = Span & { readonly kind: 'year' | 'month' | 'day' | 'part'; readonly index: number };

/**
 * A period in as few whole years, months and days as there are, with what is less than a day at its ends. What the present month
 * touches is left in days, what the present year touches in months: they change while people look.
 */
export function piecesOf(calendar: Calendar, { from, to }: Span, now: EpochMs): Piece[] {
  if (to <= from) return [];
  const pieces: Piece[] = [];
  const today = calendar.dayOf(now);
  const push = (kind: Piece['kind'], index: number, start: number, end: number): void =>
    void pieces.push({ kind, index, from: start, to: end } as Piece);
  let day = calendar.dayOf(from);
  const last = calendar.dayOf(to);
  if (calendar.dayStart(day) !== from) {
    push('part', day, from, Math.min(to, calendar.dayStart(day + 1)));
    day += 1;
  }
  while (day < last) {
    const month = calendar.monthOf(day);
    const nextYear = calendar.monthDay(month + 12);
    const nextMonth = calendar.monthDay(month + 1);
    const begins = calendar.monthDay(month) === day;
    const [kind, index, end] =
      begins && month % 12 === 0 && nextYear <= last && nextYear <= today ? (['year', month / 12, nextYear] as const)
      : begins && nextMonth <= last && nextMonth <= today ? (['month', month, nextMonth] as const)
      : (['day', day, day + 1] as const);
    push(kind, index, calendar.dayStart(day), calendar.dayStart(end));
    day = end;
  }
  if (day === last && calendar.dayStart(last) < to) push('part', last, calendar.dayStart(last), to);
  return pieces;
}
