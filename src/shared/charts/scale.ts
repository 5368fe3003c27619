import type { Unit } from '../model/config.ts';
import type { Threshold } from '../model/entities.ts';

export interface Domain {
  readonly low: number;
  readonly high: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ROUND_STEPS = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 20 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];

/** The time axis moves in sixtieths of its window, at most every 15 s: a redrawn frame costs as much as a hundred moved lines. */
export const domainStepMs = (windowMs: number): number => Math.max(15 * SECOND, windowMs / 60);

/**
 * The time domain for now: it ends on a step, with a quarter of a step in hand, so that charts which take turns at being
 * redrawn do not run over their edge.
 */
export function timeDomain(nowMs: number, windowMs: number): Domain {
  const step = domainStepMs(windowMs);
  const high = Math.ceil((nowMs + step / 4) / step) * step;
  return { low: high - windowMs, high };
}

/** Round instants (UTC) inside a domain, at most `most`. */
export function timeTicks({ low, high }: Domain, most = 4): number[] {
  const step = ROUND_STEPS.find((each) => Math.floor((high - low) / each) <= most) ?? Math.ceil((high - low) / most / DAY) * DAY;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) ticks.push(at);
  return ticks.length > most ? ticks.slice(ticks.length - most) : ticks;
}

/** The next 1, 2, 2.5 or 5 × a power of ten that is not below `value`. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= value * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Smallest span that an axis shows: below it is noise, which must not be blown up to fill a chart. */
const LEAST: Readonly<Record<Unit, number>> = { s: 0.01, ms: 10, ratio: 0.01, percent: 1, perSecond: 1, count: 4, bytes: 1_024, bool: 1, none: 1e-9 };
const TOP: Partial<Record<Unit, number>> = { ratio: 1, percent: 100, bool: 1 };

export interface ValueDomain extends Domain {
  readonly ticks: readonly number[];
}

const limitsOf = (thresholds: readonly Threshold[]): number[] =>
  thresholds.flatMap((threshold) => [threshold.above, threshold.below]).filter((limit): limit is number => limit !== null && Number.isFinite(limit));

function round(low: number, high: number, parts: number): ValueDomain {
  const step = niceStep((high - low) / parts);
  const exact = (value: number) => Number(value.toPrecision(12));
  const from = exact(Math.floor(low / step + 1e-9) * step);
  const to = exact(Math.ceil(high / step - 1e-9) * step);
  const ticks: number[] = [];
  for (let i = 0; from + i * step <= to + step / 2; i++) ticks.push(exact(from + i * step));
  return { low: from, high: to, ticks };
}

/**
 * The value axis for what is visible. From zero, unless values are negative or (for a bare number) far from zero. A limit is
 * part of the picture while it is within `reach` times the data: a quiet service is a quiet line far below its limit.
 * `data` is null where nothing is visible.
 */
export function valueDomain(data: Domain | null, unit: Unit, thresholds: readonly Threshold[], reach: number, parts: number): ValueDomain {
  if (unit === 'bool') return { low: 0, high: 1, ticks: [0, 1] };
  const limits = limitsOf(thresholds);
  const top = data ? Math.max(data.high, 0) : 0;
  const shown = limits.filter((limit) => top === 0 || Math.abs(limit) <= top * reach);
  let high = Math.max(top * 1.05, ...shown.map((limit) => limit * 1.15));
  let low = Math.min(0, data?.low ?? 0, ...shown);
  if (unit === 'none' && data && shown.length === 0 && low === 0 && data.low > 0.8 * data.high) low = data.low;
  if (high - low < LEAST[unit]) high = low + LEAST[unit];
  const cap = TOP[unit];
  if (cap !== undefined && data !== null && data.high <= cap) high = Math.min(high, cap);
  if (!Number.isFinite(high - low)) return { low: 0, high: 1, ticks: [0, 1] };
  return round(low, high, parts);
}

/** A frame is kept while its data fits and fills at least two fifths of it: an axis that twitches cannot be read. */
export function keepsDomain(current: Domain, needed: Domain): boolean {
  const fits = needed.high <= current.high && needed.low >= current.low;
  return fits && needed.high - needed.low >= 0.4 * (current.high - current.low);
}

export interface AxisUnit {
  /** Divides a value before it is printed. */
  readonly by: number;
  readonly name: string;
}

/** One unit for all labels of an axis, chosen by its largest value. */
export function axisUnit(unit: Unit, { low, high }: Domain): AxisUnit {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (unit === 's' || unit === 'ms') {
    const seconds = unit === 's' ? size : size / 1_000;
    const perSecond = unit === 's' ? 1 : 1_000;
    if (seconds >= 7_200) return { by: 3_600 * perSecond, name: 'h' };
    if (seconds >= 600) return { by: 60 * perSecond, name: 'min' };
    return seconds >= 1 ? { by: perSecond, name: 's' } : { by: perSecond / 1_000, name: 'ms' };
  }
  if (unit === 'ratio') return { by: 0.01, name: '%' };
  if (unit === 'percent') return { by: 1, name: '%' };
  const suffix = unit === 'perSecond' ? '/s' : unit === 'bytes' ? 'B' : '';
  const scale = ([[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const).find(([from]) => size >= from);
  return scale ? { by: scale[0], name: `${scale[1]}${suffix}` } : { by: 1, name: suffix };
}

/** A limit in the unit of the axis beside it: "800 ms" at an axis in seconds would have to be converted by the reader. */
export function limitLabel(limit: number, unit: Unit, domain: ValueDomain): string {
  const { by, name } = axisUnit(unit, domain);
  const text = String(Number((limit / by).toPrecision(4))).replace('-', '−');
  return name === '' ? text : `${text}\u00a0${name}`;
}

/** An axis label; only the topmost carries the unit (behind a space that does not break). */
export function axisLabel(value: number, unit: Unit, domain: ValueDomain): string {
  if (unit === 'bool') return value === 1 ? 'up' : 'down';
  const { by, name } = axisUnit(unit, domain);
  const text = String(Number((value / by).toPrecision(4))).replace('-', '−');
  return value === domain.ticks.at(-1) && name !== '' ? `${text}\u00a0${name}` : text;
}
