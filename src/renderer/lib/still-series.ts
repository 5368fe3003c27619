import { epochMs, fromRfc3339, type EpochMs } from '../../shared/model/units.ts';
import type { SignalId } from '../../shared/model/ids.ts';
import { SeriesBuffer, typicalSpacing } from './series-buffer.ts';
import type { LoadPoints, SeriesCache, SeriesView } from './series-cache.ts';

const MAX_POINTS = 1_500;
const GAP_INTERVALS = 2.5;
const DEFAULT_INTERVAL_MS = 15_000;
const RETRY_MS = 10_000;

export interface StillSeriesOptions {
  readonly load: LoadPoints;
  /** Where every window ends. */
  readonly until: EpochMs;
  readonly after?: (ms: number, run: () => void) => () => void;
}

interface Entry {
  view: SeriesView;
  readonly watchers: Set<() => void>;
}

const afterTimeout = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Series of a time that has passed, for charts that stand still: asked for once, again only after a failure, and never appended to. */
export function createStillSeries({ load, until, after = afterTimeout }: StillSeriesOptions): SeriesCache {
  const entries = new Map<string, Entry>();
  const retries = new Set<() => void>();

  const ask = async (entry: Entry, signal: SignalId, windowMs: number): Promise<void> => {
    const result = await load({ signal, from: epochMs(until - windowMs), to: until, maxPoints: MAX_POINTS });
    if (result.ok) {
      const { buffer } = entry.view;
      for (const point of result.value) {
        const time = fromRfc3339(point.time);
        if (time !== null) buffer.push(time, point.min, point.max, point.avg);
      }
      const intervalMs = typicalSpacing(buffer) ?? DEFAULT_INTERVAL_MS;
      entry.view = { buffer, phase: 'ready', message: null, intervalMs, gapMs: GAP_INTERVALS * intervalMs, generation: 1 };
    } else {
      entry.view = { ...entry.view, phase: 'failed', message: result.error.message };
      const stop = after(RETRY_MS, () => {
        retries.delete(stop);
        void ask(entry, signal, windowMs);
      });
      retries.add(stop);
    }
    for (const changed of entry.watchers) changed();
  };

  const ensure = (signal: SignalId, windowMs: number): Entry => {
    const key = `${signal} ${windowMs}`;
    const known = entries.get(key);
    if (known) return known;
    const entry: Entry = { view: { buffer: new SeriesBuffer(MAX_POINTS * 2), phase: 'loading', message: null, intervalMs: 0, gapMs: GAP_INTERVALS * DEFAULT_INTERVAL_MS, generation: 0 }, watchers: new Set() };
    entries.set(key, entry);
    void ask(entry, signal, windowMs);
    return entry;
  };

  return {
    watch: (signal, windowMs, changed) => {
      const entry = ensure(signal, windowMs);
      entry.watchers.add(changed);
      return { view: () => entry.view, stop: () => void entry.watchers.delete(changed) };
    },
    apply: () => undefined,
    setLink: () => undefined,
    close: () => {
      for (const stop of retries) stop();
    },
  };
}
