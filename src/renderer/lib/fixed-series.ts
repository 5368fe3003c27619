import type { SignalId } from '../../shared/model/ids.ts';
import type { EpochMs } from '../../shared/model/units.ts';
import { SeriesBuffer } from './series-buffer.ts';
import type { SeriesCache, SeriesView } from './series-cache.ts';

export interface FixedPoint {
  readonly time: EpochMs;
  /** NaN marks a gap. */
  readonly value: number;
}

export interface FixedSeriesOptions {
  /** Points by series, oldest first. */
  readonly series: ReadonlyMap<SignalId, readonly FixedPoint[]>;
  /** Distance beyond which there is a gap between two points, in ms. */
  readonly gapMs: number;
}

const viewOf = (points: readonly FixedPoint[], gapMs: number): SeriesView => {
  const buffer = new SeriesBuffer(Math.max(1, points.length));
  for (const { time, value } of points) buffer.push(time, value, value, value);
  return { buffer, phase: 'ready', message: null, intervalMs: 0, gapMs, generation: 1 };
};

/** Series that are at hand already, such as an answer that brought its points along: a chart of them draws at once. */
export function createFixedSeries({ series, gapMs }: FixedSeriesOptions): SeriesCache {
  const views = new Map([...series].map(([signal, points]) => [signal, viewOf(points, gapMs)]));
  const none = viewOf([], gapMs);
  return {
    watch: (signal) => ({ view: () => views.get(signal) ?? none, stop: () => undefined }),
    apply: () => undefined,
    setLink: () => undefined,
    close: () => undefined,
  };
}
