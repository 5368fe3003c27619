/** A value at a time in epoch milliseconds; null is a gap that Datadog itself tells. */
export type DatadogPoint = readonly [ms: number, value: number | null];

export interface DatadogUnit {
  readonly family: string;
  readonly name: string;
  readonly plural: string;
  readonly scale_factor: number;
  readonly short_name: string;
}

const unit = (family: string, name: string, short_name: string, scale_factor: number): DatadogUnit => ({ family, name, plural: `${name}s`, scale_factor, short_name });

/** Units as Datadog tells them beside a series. */
export const DATADOG_UNITS = {
  second: unit('time', 'second', 's', 1),
  millisecond: unit('time', 'millisecond', 'ms', 0.001),
  percent: { ...unit('percentage', 'percent', '%', 1), plural: 'percent' },
  request: unit('network', 'request', 'req', 1),
} as const;

/** One series behind a query; a query `by {host}` has several with different tags. */
export interface DatadogSeries {
  readonly tags: readonly string[];
  readonly unit: DatadogUnit | null;
  readonly points: DatadogPoint[];
}

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
}

/** What Datadog chooses where a request asks for no interval, by the width of its window. */
export function usualIntervalMs(widthMs: number): number {
  const hours = widthMs / 3_600_000;
  const seconds = hours <= 1 ? 20 : hours <= 4 ? 60 : hours <= 24 ? 300 : hours <= 48 ? 600 : hours <= 168 ? 3_600 : 14_400;
  return seconds * 1_000;
}

type Reducer = (values: readonly number[]) => number;
const total: Reducer = (values) => values.reduce((sum, value) => sum + value, 0);
const REDUCERS: Readonly<Record<string, Reducer>> = {
  avg: (values) => total(values) / values.length,
  mean: (values) => total(values) / values.length,
  sum: total,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  last: (values) => values.at(-1) ?? Number.NaN,
};

/** `.rollup(sum, 20)` or `.rollup(20)`: seconds of a bucket, and how its points are joined. */
const ROLLUP = /\.rollup\((?:(\w+),)?(\d+)\)/;
const withoutSpace = (query: string): string => query.replaceAll(/\s+/g, '');

/** How a query joins points of one bucket: as its rollup says, else its prefix (`sum:requests{*}`), else the average. */
export function aggregatorOf(query: string): string {
  const text = withoutSpace(query);
  return ROLLUP.exec(text)?.[1] ?? /^(avg|sum|min|max):/.exec(text)?.[1] ?? 'avg';
}

/** The window with buckets of the width that the query's rollup wants, where it has one. */
export function windowOf(query: string, window: Window): Window {
  const seconds = ROLLUP.exec(withoutSpace(query))?.[2];
  return seconds === undefined ? window : { ...window, intervalMs: Number(seconds) * 1_000 };
}

export function reduce(points: readonly DatadogPoint[], aggregator: string): number | null {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  return values.length === 0 ? null : (REDUCERS[aggregator] ?? REDUCERS['avg'] ?? total)(values);
}

/**
 * Points in buckets that begin at multiples of the interval, each under the time of its beginning. The newest holds what has come
 * so far: it is still filling, and its value moves. Buckets without a point are not there.
 */
export function buckets(points: readonly DatadogPoint[], window: Window, nowMs: number, aggregator: string): Map<number, number | null> {
  const byStart = new Map<number, DatadogPoint[]>();
  for (const point of points) {
    const start = Math.floor(point[0] / window.intervalMs) * window.intervalMs;
    if (point[0] > nowMs || start < window.fromMs || start > window.toMs) continue;
    const inside = byStart.get(start);
    if (inside === undefined) byStart.set(start, [point]);
    else inside.push(point);
  }
  return new Map([...byStart].sort(([a], [b]) => a - b).map(([start, inside]) => [start, reduce(inside, aggregator)]));
}

const NONE: ReadonlyMap<string, DatadogSeries> = new Map();

/** All series that a test has pushed, by query and by tags. */
export class SeriesStore {
  readonly #byQuery = new Map<string, Map<string, DatadogSeries>>();

  push(query: string, points: readonly DatadogPoint[], options: { readonly tags?: readonly string[]; readonly unit?: DatadogUnit } = {}): void {
    const key = withoutSpace(query);
    const tags = options.tags ?? [];
    const all = this.#byQuery.get(key) ?? new Map<string, DatadogSeries>();
    this.#byQuery.set(key, all);
    const known = all.get(tags.join());
    if (known === undefined) all.set(tags.join(), { tags, unit: options.unit ?? null, points: [...points] });
    else for (const point of points) known.points.push(point);
  }

  /** By joined tags; a query with a rollup finds what was pushed without it. Nothing for a query that no test pushed: so answers Datadog for a metric that it does not have. */
  find(query: string): ReadonlyMap<string, DatadogSeries> {
    const key = withoutSpace(query);
    return this.#byQuery.get(key) ?? this.#byQuery.get(key.replace(ROLLUP, '')) ?? NONE;
  }

  /** Names of metrics with a point since then. */
  metricsSince(ms: number): readonly string[] {
    const active = [...this.#byQuery].filter(([, all]) => [...all.values()].some(({ points }) => points.some(([at]) => at >= ms)));
    return [...new Set(active.map(([query]) => metricOf(query)))].sort();
  }
}

export const metricOf = (query: string): string => query.replace(/^\s*\w+:/, '').split('{')[0] ?? query;
export const scopeOf = (query: string): string => /\{([^}]*)\}/.exec(query)?.[1] ?? '*';

/** What is wrong with a query, in Datadog's words, or null. */
export const parseError = (query: string): string | null =>
  /^[^{}]+\{[^{}]*\}/.test(query.trim()) ? null : `Error parsing query: \nunable to parse ${query.trim()}: Rule 'scope_expr' didn't match at '' (line 1, column ${String(query.trim().length + 1)}).`;

/** Queries of one v1 request, which may hold several with commas between. */
export function splitQueries(text: string): readonly string[] {
  let depth = 0;
  const parts = [''];
  for (const char of text) {
    if (char === '{' || char === '(') depth += 1;
    if (char === '}' || char === ')') depth -= 1;
    if (char === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts.map((part) => part.trim());
}
