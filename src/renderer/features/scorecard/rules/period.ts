import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { instantAt, localAt, parseLocal, type LocalMs } from '../../../../shared/time/local-time.ts';
import { DAY_MS, midnightOf } from '../../../../shared/time/time-of-day.ts';

/** Periods that are chosen by name, in the order in which they are offered. */
export const PRESETS = ['last30', 'last90', 'month', 'quarter', 'year', 'lastQuarter'] as const;
export type Preset = (typeof PRESETS)[number];

export const PRESET_WORD: Readonly<Record<Preset, string>> = {
  last30: 'Last 30 days',
  last90: 'Last 90 days',
  month: 'This month',
  quarter: 'This quarter',
  year: 'This year',
  lastQuarter: 'Last quarter',
};

/** A period as it is chosen and written into an address: by name, or by its first and last day in the workspace's zone. */
export type Period = { readonly preset: Preset } | { readonly first: string; readonly last: string };

/** Instants between which incidents count: from the first to before the second. */
export interface Bounds {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const localDate = (year: number, month: number, day: number): LocalMs => Date.UTC(year, month, day) as LocalMs;
const QUARTER_MONTHS = 3;

function presetDays(preset: Preset, today: LocalMs): readonly [from: LocalMs, to: LocalMs] {
  const date = new Date(today);
  const [year, month, tomorrow] = [date.getUTCFullYear(), date.getUTCMonth(), (today + DAY_MS) as LocalMs];
  const quarter = Math.floor(month / QUARTER_MONTHS) * QUARTER_MONTHS;
  const days: Readonly<Record<Preset, readonly [LocalMs, LocalMs]>> = {
    last30: [(tomorrow - 30 * DAY_MS) as LocalMs, tomorrow],
    last90: [(tomorrow - 90 * DAY_MS) as LocalMs, tomorrow],
    month: [localDate(year, month, 1), localDate(year, month + 1, 1)],
    quarter: [localDate(year, quarter, 1), localDate(year, quarter + QUARTER_MONTHS, 1)],
    year: [localDate(year, 0, 1), localDate(year + 1, 0, 1)],
    lastQuarter: [localDate(year, quarter - QUARTER_MONTHS, 1), localDate(year, quarter, 1)],
  };
  return days[preset];
}

/** A day that the calendar has, "2026-10-01", as its midnight; null for any other text. */
const parseDay = (text: string): LocalMs | null => (/^\d{4}-\d\d-\d\d$/.test(text) ? parseLocal(`${text} 00:00`) : null);

/** No more than a person would look at; the store keeps incidents of any age. */
export const [OLDEST_DAY, NEWEST_DAY] = ['1990-01-01', '2100-12-31'] as const;

/** Whether a text is a day that can be chosen. */
export const isDay = (text: string): boolean => parseDay(text) !== null && text >= OLDEST_DAY && text <= NEWEST_DAY;

/** A local midnight as "2026-10-01". */
const dayText = (local: LocalMs): string => new Date(local).toISOString().slice(0, 10);

/** Whole days of the workspace's zone: a day has 23, 24 or 25 hours where clocks change. "Last 30 days" ends with today. */
export function boundsOf(period: Period, now: EpochMs, timeZone: string): Bounds {
  const today = midnightOf(localAt(now, timeZone));
  const [from, to] = 'preset' in period ? presetDays(period.preset, today) : ([parseDay(period.first) ?? today, ((parseDay(period.last) ?? today) + DAY_MS) as LocalMs] as const);
  return { from: instantAt(from, timeZone).at, to: instantAt(to, timeZone).at };
}

/** First and last day of a period in this zone, as they are written into fields. */
export function daysOf({ from, to }: Bounds, timeZone: string): { readonly first: string; readonly last: string } {
  return { first: dayText(midnightOf(localAt(from, timeZone))), last: dayText(midnightOf(localAt(epochMs(to - 1), timeZone))) };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const monthWord = (day: string): string => MONTHS[Number(day.slice(5, 7)) - 1] ?? '';
const dayWord = (day: string): string => `${Number(day.slice(8, 10))} ${monthWord(day)}`;

/** "1 Oct – 31 Dec 2026", "30 Nov 2025 – 2 Jan 2026", "26 Nov 2026". */
export function daysText({ first, last }: { readonly first: string; readonly last: string }): string {
  const [firstYear, lastYear] = [first.slice(0, 4), last.slice(0, 4)];
  if (first === last) return `${dayWord(first)} ${firstYear}`;
  return `${dayWord(first)}${firstYear === lastYear ? '' : ` ${firstYear}`} – ${dayWord(last)} ${lastYear}`;
}
