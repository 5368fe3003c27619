import type { Point } from '../../../shared/model/entities.ts';
import type { SignalId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { Clock, Log } from '../ports.ts';
import type { HistoryPoint, SignalSpec, Source, TimeRange } from '../sources/source.ts';
import { historyStepMs } from './backfill.ts';

export interface HistoryAccess {
  readonly signal: SignalSpec;
  readonly source: Source;
  readonly spacingMs: DurationMs;
}

export interface LongHistory {
  /** Points of a span: what we hold, and in its holes what the source still knows. A source that fails leaves the holes. */
  points(signal: SignalId, range: TimeRange, maxPoints: number): Promise<Point[]>;
}

export interface LongHistoryDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly local: (signal: SignalId, from: EpochMs, to: EpochMs, maxPoints: number) => Point[];
  readonly access: (signal: SignalId) => HistoryAccess | null;
}

/** A hole of this many expected spacings is worth a question to the source. */
const HOLE_SPACINGS = 4;
const CACHE_MS = 60_000;
const CACHE_ENTRIES = 64;
/** A week of a p99 over histograms takes a Prometheus seconds; beyond this a chart shows what is there. */
const PATIENCE_MS = durationMs(8_000);

/** The spans of a range that lie between local points farther apart than `holeMs`. */
export function findHoles(range: TimeRange, points: readonly Point[], holeMs: number): TimeRange[] {
  const holes: TimeRange[] = [];
  let last: number = range.from;
  for (const time of [...points.map((point) => Date.parse(point.time)), range.to as number]) {
    if (time - last > holeMs) holes.push({ from: epochMs(last), to: epochMs(time) });
    last = time;
  }
  return holes;
}

/** Local points win; the source's stand only inside holes. Both are oldest first, and so is the answer. */
export function fillHoles(local: readonly Point[], remote: readonly HistoryPoint[], holes: readonly TimeRange[]): Point[] {
  const inHole = (time: number): boolean => holes.some((hole) => time > hole.from && time < hole.to);
  const added = remote
    .filter((point) => Number.isFinite(point.value) && inHole(point.time))
    .map(({ time, value }): Point => ({ time: toRfc3339(time), min: value, max: value, avg: value, count: 1 }));
  return [...local, ...added].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

export function createLongHistory({ clock, log, local, access }: LongHistoryDeps): LongHistory {
  const cache = new Map<string, { readonly at: DurationMs; readonly points: Promise<readonly HistoryPoint[]> }>();

  const ask = ({ signal, source }: HistoryAccess, range: TimeRange, stepMs: DurationMs): Promise<readonly HistoryPoint[]> => {
    const key = `${signal.id} ${stepMs} ${Math.floor(range.from / CACHE_MS)}`;
    const now = clock.monotonicMs();
    const known = cache.get(key);
    if (known !== undefined && now - known.at < CACHE_MS) return known.points;
    const abort = new AbortController();
    const cancel = clock.after(PATIENCE_MS, () => abort.abort());
    const points = source
      .history(signal, range, stepMs, abort.signal)
      .catch((error: unknown) => {
        cache.delete(key);
        log.warn('older history could not be read', { signal: signal.id, error: error instanceof Error ? error.message : String(error) });
        return [];
      })
      .finally(cancel);
    cache.set(key, { at: now, points });
    for (const oldest of cache.keys()) {
      if (cache.size <= CACHE_ENTRIES) break;
      cache.delete(oldest);
    }
    return points;
  };

  return {
    points: async (id, range, maxPoints) => {
      const points = local(id, range.from, range.to, maxPoints);
      const how = access(id);
      if (how === null) return points;
      const bucketMs = (range.to - range.from) / maxPoints;
      const past: TimeRange = { from: range.from, to: epochMs(Math.min(range.to, clock.nowMs())) };
      const holes = findHoles(past, points, HOLE_SPACINGS * Math.max(bucketMs, how.spacingMs));
      if (holes.length === 0) return points;
      const stepMs = historyStepMs(past, durationMs(Math.max(how.spacingMs, bucketMs)));
      return fillHoles(points, await ask(how, past, stepMs), holes);
    },
  };
}
