import type { SeriesSelect } from '../../../../shared/model/config.ts';
import type { NoValue } from '../../../../shared/model/entities.ts';
import type { Labels, Sample } from './answer.ts';
import { clip } from '../http/failure.ts';

export type Picked =
  | { readonly ok: true; readonly value: number | null; readonly noValue: NoValue | null }
  /** Why the series do not give one number, and what to do about it. */
  | { readonly ok: false; readonly message: string };

const HISTOGRAM = 'the query gives a native histogram, not a number; take histogram_quantile(), histogram_avg() or histogram_count() of it';
const MAX_NAMED_LABELS = 5;

/** The one number that is meant among the series of a query; never silently the first of several. */
export function pickValue(samples: readonly Sample[], select: SeriesSelect | null): Picked {
  const chosen = select !== null && 'labels' in select ? samples.filter(({ labels }) => matches(labels, select.labels)) : samples;
  if (chosen.some(({ value }) => value === null)) return { ok: false, message: HISTOGRAM };
  const values = chosen.map(({ value }) => value ?? Number.NaN);
  if (values.length === 0) return describe(null);
  if (select !== null && 'aggregate' in select) return describe(aggregate(select.aggregate, values));
  return values.length === 1 ? describe(values[0] ?? null) : { ok: false, message: tooMany(chosen, select) };
}

/** A finite number as it is; anything else as the reason why there is none. */
function describe(value: number | null): Picked {
  if (value === null) return { ok: true, value: null, noValue: 'empty' };
  if (Number.isFinite(value)) return { ok: true, value, noValue: null };
  return { ok: true, value: null, noValue: Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf' };
}

export const matches = (labels: Labels, wanted: Readonly<Record<string, string>>): boolean => Object.entries(wanted).every(([name, value]) => (labels[name] ?? '') === value);

/** As PromQL does it: a sum or mean with a NaN is NaN; min and max look past NaN unless there is nothing else. */
export function aggregate(how: 'sum' | 'avg' | 'min' | 'max', values: readonly number[]): number {
  const sum = (): number => values.reduce((total, value) => total + value, 0);
  const known = values.filter((value) => !Number.isNaN(value));
  if (how === 'sum') return sum();
  if (how === 'avg') return sum() / values.length;
  if (known.length === 0) return Number.NaN;
  return known.reduce((best, value) => (how === 'min' ? Math.min(best, value) : Math.max(best, value)));
}

function tooMany(samples: readonly Sample[], select: SeriesSelect | null): string {
  const count = String(samples.length);
  const names = differingLabels(samples);
  const by = names.length > 0 ? ` (they differ in ${names.join(', ')})` : '';
  if (select !== null) return `${count} series match "select.labels"${by}; name more labels, so that one remains`;
  return `the query gives ${count} series${by}; choose one with "select: { labels: … }", or make them one number with "select: { aggregate: sum }" (or avg, min, max)`;
}

function differingLabels(samples: readonly Sample[]): readonly string[] {
  const names = new Set(samples.slice(0, 1_000).flatMap(({ labels }) => Object.keys(labels)));
  const differing = [...names].filter((name) => samples.some(({ labels }) => labels[name] !== samples[0]?.labels[name])).map((name) => clip(name, 40)).sort();
  return differing.length <= MAX_NAMED_LABELS ? differing : [...differing.slice(0, MAX_NAMED_LABELS), '…'];
}
