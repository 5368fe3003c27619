import type { Unit } from '../model/config.ts';
import type { NoValue } from '../model/entities.ts';

/** A number as a person reads it: the digits and, apart from them so that it can be drawn smaller, the unit ("" where there is none). */
export interface ShownValue {
  readonly text: string;
  readonly unit: string;
}

const shown = (text: string, unit = ''): ShownValue => ({ text, unit });
const MINUS = '−';

/** Rounds first and then chooses the scale, so that 999.6 ms is "1.00 s" and never "1000 ms". */
const significant = (value: number, digits = 3): number => Number(value.toPrecision(digits));

/** For what no measured quantity reaches: still short enough for its place. */
const exponential = (value: number): string => value.toExponential(1).replace('e-', 'e−').replace('e+', 'e');

/** Three significant digits with the trailing zeros kept: a number that hovers around 2.40 must not change its width. */
function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return exponential(value);
  if (size >= 100 || size === 0) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

function duration(seconds: number): ShownValue {
  const value = significant(seconds);
  if (value === 0) return shown('0', 'ms');
  if (value >= 3_600) return shown(threeDigits(significant(seconds / 3_600)), 'h');
  if (value >= 600) return shown(threeDigits(significant(seconds / 60)), 'min');
  if (value >= 1) return shown(threeDigits(value), 's');
  const ms = significant(seconds * 1_000);
  if (ms < 0.01) return shown('<0.01', 'ms');
  if (ms >= 10) return shown(ms.toFixed(0), 'ms');
  return shown(ms >= 1 ? ms.toFixed(1) : ms.toFixed(2), 'ms');
}

/** Never rounds up to 100 or down to 0: "100 %" and "0 %" are said only when they are exact, for they are claims. */
function percent(value: number): ShownValue {
  if (!Number.isFinite(value)) return MISSING['+Inf'];
  if (value === 0 || value === 100) return shown(value.toFixed(0), '%');
  if (value < 0.01) return shown('<0.01', '%');
  if (value > 99.99 && value < 100) return shown('>99.99', '%');
  if (value < 1 || (value > 99.9 && value < 100)) {
    const text = value.toFixed(2);
    return shown(text === '1.00' ? '1.0' : text, '%');
  }
  return shown(value >= 1_000 ? threeDigits(value) : value.toFixed(1), '%');
}

const SCALES = [
  { from: 1e12, by: 1e12, prefix: 'T' },
  { from: 1e9, by: 1e9, prefix: 'G' },
  { from: 1e6, by: 1e6, prefix: 'M' },
  { from: 1e3, by: 1e3, prefix: 'k' },
] as const;

function scaled(value: number, unit: string, whole: boolean): ShownValue {
  const rounded = significant(value);
  const scale = SCALES.find(({ from }) => rounded >= from);
  if (scale) {
    const part = significant(value / scale.by);
    return shown(part >= 100 ? threeDigits(part) : part.toFixed(1), `${scale.prefix}${unit}`);
  }
  if (whole && Number.isInteger(value)) return shown(value.toFixed(0), unit);
  if (value !== 0 && rounded < 0.01) return shown('<0.01', unit);
  return shown(rounded >= 10 && rounded < 100 ? rounded.toFixed(1) : threeDigits(rounded), unit);
}

/** A number of no known unit may be of any size: below a thousandth the power of ten is the readable form. */
function bare(value: number): ShownValue {
  if (value !== 0 && value < 0.001) return shown(exponential(value));
  if (value < 1 && value !== 0) return shown(String(significant(value)));
  return scaled(value, '', true);
}

/** What a value of zero or more reads in each unit. */
const MAGNITUDE: Readonly<Record<Unit, (value: number) => ShownValue>> = {
  s: duration,
  ms: (value) => duration(value / 1_000),
  ratio: (value) => percent(noise(value * 100)),
  percent: (value) => percent(noise(value)),
  perSecond: (value) => scaled(value, '/s', false),
  count: (value) => scaled(value, '', true),
  bytes: (value) => scaled(value, 'B', true),
  bool: (value) => {
    if (value === 1) return shown('up');
    return value === 0 ? shown('down') : percent(noise(value * 100));
  },
  none: bare,
};

/** Removes what binary fractions add (0.07 × 100 = 7.000000000000001), which would make an exact 100 % look inexact. */
const noise = (value: number): number => significant(value, 12);

/** What stands where a number would: a missing number is said, never drawn as zero. */
const MISSING: Readonly<Record<NoValue, ShownValue>> = {
  NaN: shown('no value'),
  '+Inf': shown('>∞'),
  '-Inf': shown(`<${MINUS}∞`),
  empty: shown('no data'),
};

/**
 * A reading's value for the screen. `value` is in `unit` (ratio: 0..1, shown as per cent; times in s or ms as the unit says).
 * Numbers are tabular: a value keeps its number of digits while it stays in its range.
 */
export function formatValue(value: number | null, noValue: NoValue | null, unit: Unit): ShownValue {
  if (value === null) return MISSING[noValue ?? 'NaN'];
  if (Number.isNaN(value)) return MISSING.NaN;
  if (!Number.isFinite(value)) return MISSING[value > 0 ? '+Inf' : '-Inf'];
  if (value >= 0) return MAGNITUDE[unit](value);
  const positive = MAGNITUDE[unit](-value);
  return shown(positive.text.startsWith('<') ? `>${MINUS}${positive.text.slice(1)}` : `${MINUS}${positive.text}`, positive.unit);
}

/** The same in one piece, for sentences, titles and screen readers. */
export function formatValueText(value: number | null, noValue: NoValue | null, unit: Unit): string {
  const { text, unit: name } = formatValue(value, noValue, unit);
  return name === '' ? text : `${text} ${name}`;
}

const EXPLANATION: Readonly<Record<NoValue, string>> = {
  NaN: 'the source answered "not a number", usually because there was nothing to measure',
  '+Inf': 'beyond the largest value that the source can measure',
  '-Inf': 'below the smallest value that the source can measure',
  empty: 'the source has no such series now',
};

/** Why there is no number, in words; null where nothing needs explaining. */
export const explainNoValue = (noValue: NoValue | null): string | null => (noValue === null ? null : EXPLANATION[noValue]);
