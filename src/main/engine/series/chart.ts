import { type Point } from '../../../shared/model/entities.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import type { TimeRange } from '../sources/source.ts';
import { type Columns, createColumns, firstOf } from './decimate.ts';
import type { SampleView } from './ring.ts';
import { MINUTE_MS, type MinuteRollup } from './rollup.ts';

export interface MinutePoint {
  /** Since 1970. */
  readonly minute: number;
  readonly rollup: MinuteRollup;
}

/**
 * Native samples and one-minute rollups as one row of points. A minute is shown by its samples where they are all still there,
 * else by its rollup (stored figures are rounded, samples are not); never by both. Gaps (NaN) leave no point.
 */
export function mergeSources(samples: SampleView, minutes: readonly MinutePoint[]): Columns {
  const out = createColumns(samples.times.length + minutes.length);
  let length = 0;
  let next = 0;
  const put = (time: number, { min, max, sum, count }: Pick<MinuteRollup, 'min' | 'max' | 'sum' | 'count'>): void => {
    out.times[length] = time;
    out.mins[length] = min;
    out.maxs[length] = max;
    out.avgs[length] = Math.min(Math.max(sum / count, min), max);
    out.counts[length] = count;
    length += 1;
  };
  const putSamplesBefore = (timeMs: number): void => {
    for (; next < samples.times.length && (samples.times[next] ?? 0) < timeMs; next += 1) {
      const value = samples.values[next] ?? Number.NaN;
      if (!Number.isNaN(value)) put(samples.times[next] ?? 0, { min: value, max: value, sum: value, count: 1 });
    }
  };
  for (const { minute, rollup } of minutes) {
    const [start, end] = [minute * MINUTE_MS, (minute + 1) * MINUTE_MS];
    putSamplesBefore(start);
    const after = firstAtOrAfter(samples.times, end, next);
    if (valuesBetween(samples.values, next, after) >= rollup.count) {
      putSamplesBefore(end);
    } else {
      put(start, rollup);
      next = after;
    }
  }
  putSamplesBefore(Number.POSITIVE_INFINITY);
  return firstOf(out, length);
}

export function toPoints(columns: Columns): Point[] {
  return Array.from({ length: columns.length }, (_, index) => ({
    time: toRfc3339(epochMs(columns.times[index] ?? 0)),
    min: columns.mins[index] ?? 0,
    max: columns.maxs[index] ?? 0,
    avg: columns.avgs[index] ?? 0,
    count: columns.counts[index] ?? 0,
  }));
}

export interface Coverage {
  readonly covered: readonly TimeRange[];
  readonly missing: readonly TimeRange[];
}

/** Spans of the range in which samples follow each other by no more than `maxGapMs`, and the spans between them. */
export function coverageOf(spans: readonly TimeRange[], range: TimeRange, maxGapMs: number): Coverage {
  const covered: { from: TimeRange['from']; to: TimeRange['to'] }[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = covered.at(-1);
    if (last && span.from - last.to <= maxGapMs) last.to = epochMs(Math.max(last.to, span.to));
    else covered.push({ from: span.from, to: span.to });
  }
  const edges = [range.from, ...covered.flatMap(({ from, to }) => [from, to]), range.to];
  const missing: TimeRange[] = [];
  for (let index = 0; index < edges.length; index += 2) {
    const [from = range.from, to = range.to] = edges.slice(index, index + 2);
    if (to - from > maxGapMs) missing.push({ from, to });
  }
  return { covered, missing };
}

function firstAtOrAfter(times: Float64Array, timeMs: number, from: number): number {
  let index = from;
  while (index < times.length && (times[index] ?? 0) < timeMs) index += 1;
  return index;
}

function valuesBetween(values: Float64Array, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index += 1) if (!Number.isNaN(values[index])) count += 1;
  return count;
}
