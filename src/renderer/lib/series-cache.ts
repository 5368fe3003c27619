import { createContext, useContext } from 'react';
import type { EventData, LiveEvent } from '../../shared/contract/events.ts';
import type { Point } from '../../shared/model/entities.ts';
import type { SignalId } from '../../shared/model/ids.ts';
import { assertPresent, type Result } from '../../shared/model/result.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../shared/model/units.ts';
import type { LinkStatus } from '../../shared/client/follow-sse.ts';
import { SeriesBuffer, typicalSpacing } from './series-buffer.ts';

export interface PointsRequest {
  readonly signal: SignalId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly maxPoints: number;
}
export type LoadPoints = (request: PointsRequest) => Promise<Result<readonly Point[]>>;

export interface SeriesCacheOptions {
  readonly load: LoadPoints;
  /** The engine's clock; null before it was heard. */
  readonly now: () => EpochMs | null;
  /** Runs something before the next frame is drawn; `requestAnimationFrame` unless told. */
  readonly onFrame?: (run: () => void) => void;
  readonly after?: (ms: number, run: () => void) => () => void;
}

export type SeriesPhase = 'loading' | 'ready' | 'failed';

/** One signal over one window as a chart reads it. The buffer is shared and changes under the reader between notifications. */
export interface SeriesView {
  readonly buffer: SeriesBuffer;
  readonly phase: SeriesPhase;
  /** Why the history could not be loaded. */
  readonly message: string | null;
  /** Expected distance of samples; 0 while unknown. */
  readonly intervalMs: number;
  /** A distance between neighbours beyond this is a gap. */
  readonly gapMs: number;
  /** Rises whenever points were replaced rather than appended: everything must be drawn anew. */
  readonly generation: number;
}

export interface SeriesCache {
  /** Starts (or joins) the series of a signal over a window. `changed` runs at most once per animation frame, also when several series share it. */
  watch(signal: SignalId, windowMs: number, changed: () => void): { view(): SeriesView; stop(): void };
  apply(event: LiveEvent): void;
  setLink(link: LinkStatus): void;
  close(): void;
}

/** Windows up to this take every sample as it comes; longer ones are asked for again, because the engine decimates them. */
const NATIVE_WINDOW_MS = 3_600_000;
const REFETCH_MS = 60_000;
const RETRY_MS = 5_000;
/** A series nobody watches is kept this long: paging a wall back and forth asks for nothing. */
const KEEP_MS = 120_000;
const MAX_POINTS = 1_500;
const CAPACITY = 4_096;
const GAP_INTERVALS = 2.5;
const DEFAULT_INTERVAL_MS = 15_000;

interface Entry {
  readonly signal: SignalId;
  readonly windowMs: number;
  readonly buffer: SeriesBuffer;
  readonly watchers: Set<{ readonly changed: () => void }>;
  phase: SeriesPhase;
  message: string | null;
  intervalMs: number;
  spacingMs: number;
  generation: number;
  /** Counts loads, so that an answer overtaken by a newer question is thrown away. */
  loads: number;
  loading: boolean;
  /** Readings that came while history was being loaded. */
  pending: { time: number; value: number }[];
  stopTimer: (() => void) | null;
  /** History changed while nobody watched. */
  outdated: boolean;
}

const afterTimeout = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

export function createSeriesCache(options: SeriesCacheOptions): SeriesCache {
  const onFrame = options.onFrame ?? ((run) => requestAnimationFrame(run));
  const after = options.after ?? afterTimeout;
  const entries = new Map<string, Entry>();
  const dirty = new Set<Entry>();
  let framePending = false;
  let open = false;
  /** The link came (back): what was missed meanwhile is asked for when the stream speaks again, for then its clock is known too. */
  let reloadDue = false;

  const notify = (entry: Entry) => {
    dirty.add(entry);
    if (framePending) return;
    framePending = true;
    onFrame(() => {
      framePending = false;
      const changed = new Set<() => void>();
      for (const each of dirty) for (const watcher of each.watchers) changed.add(watcher.changed);
      dirty.clear();
      for (const listener of changed) listener();
    });
  };

  const schedule = (entry: Entry, ms: number, run: () => void) => {
    entry.stopTimer?.();
    entry.stopTimer = after(ms, run);
  };

  const settle = (entry: Entry, result: Result<readonly Point[]>) => {
    entry.loading = false;
    if (result.ok) {
      replacePoints(entry, result.value);
      entry.phase = 'ready';
      entry.message = null;
    } else {
      // Points already there stay: they carry their own times and age in front of the reader.
      if (entry.phase === 'loading') entry.phase = 'failed';
      entry.message = result.error.message;
    }
    for (const { time, value } of entry.pending.splice(0)) append(entry, time, value);
    const again = result.ok ? (entry.windowMs > NATIVE_WINDOW_MS ? REFETCH_MS : null) : RETRY_MS;
    if (again !== null && entry.watchers.size > 0) schedule(entry, again, () => void load(entry));
    notify(entry);
  };

  const load = async (entry: Entry) => {
    const to = options.now();
    if (!open || to === null) return;
    const number = ++entry.loads;
    entry.outdated = false;
    entry.loading = true;
    // Time moves on while the answer travels; a little more than the window spares a hole at its left edge.
    const from = epochMs(to - entry.windowMs * 1.05);
    const result = await options.load({ signal: entry.signal, from, to: epochMs(to + 60_000), maxPoints: MAX_POINTS });
    if (number === entry.loads && entries.get(keyOf(entry.signal, entry.windowMs)) === entry) settle(entry, result);
  };

  const reload = (entry: Entry) => {
    if (entry.watchers.size > 0) void load(entry);
    else entry.outdated = true;
  };

  const loadAll = () => {
    for (const entry of entries.values()) reload(entry);
  };

  const onReading = (data: EventData<'reading'>) => {
    const time = fromRfc3339(data.time ?? data.evaluatedAt);
    if (time === null) return;
    for (const entry of entries.values()) {
      if (entry.signal !== data.signal) continue;
      entry.intervalMs = data.intervalMs;
      const value = data.value ?? NaN;
      if (entry.loading) entry.pending.push({ time, value });
      else append(entry, time, value);
      notify(entry);
    }
  };

  const ensure = (signal: SignalId, windowMs: number): Entry => {
    const key = keyOf(signal, windowMs);
    const known = entries.get(key);
    if (known) return known;
    const entry = newEntry(signal, windowMs);
    entries.set(key, entry);
    void load(entry);
    return entry;
  };

  const release = (entry: Entry) =>
    schedule(entry, KEEP_MS, () => {
      entries.delete(keyOf(entry.signal, entry.windowMs));
    });

  return {
    watch: (signal, windowMs, changed) => {
      const entry = ensure(signal, windowMs);
      const watcher = { changed };
      if (entry.watchers.size === 0 && entry.stopTimer) {
        entry.stopTimer();
        entry.stopTimer = null;
        if (entry.outdated || windowMs > NATIVE_WINDOW_MS) void load(entry);
      }
      entry.watchers.add(watcher);
      return {
        view: () => viewOf(entry),
        stop: () => {
          if (entry.watchers.delete(watcher) && entry.watchers.size === 0) release(entry);
        },
      };
    },
    apply: (event) => {
      const everything = reloadDue || event.event === 'snapshot';
      reloadDue = false;
      if (everything) loadAll();
      if (event.event === 'reading') onReading(event.data);
      else if (event.event === 'backfill' && !everything) for (const entry of entries.values()) if (entry.signal === event.data.signal) reload(entry);
    },
    setLink: (link) => {
      if (link === 'open' && !open) reloadDue = true;
      open = link === 'open';
    },
    close: () => {
      for (const entry of entries.values()) entry.stopTimer?.();
      entries.clear();
      open = false;
    },
  };
}

const keyOf = (signal: SignalId, windowMs: number): string => `${signal} ${windowMs}`;

const newEntry = (signal: SignalId, windowMs: number): Entry => ({
  signal,
  windowMs,
  buffer: new SeriesBuffer(CAPACITY),
  watchers: new Set(),
  phase: 'loading',
  message: null,
  intervalMs: 0,
  spacingMs: 0,
  generation: 0,
  loads: 0,
  loading: false,
  pending: [],
  stopTimer: null,
  outdated: false,
});

const viewOf = (entry: Entry): SeriesView => ({
  buffer: entry.buffer,
  phase: entry.phase,
  message: entry.message,
  intervalMs: Math.max(entry.intervalMs, entry.spacingMs),
  gapMs: GAP_INTERVALS * (Math.max(entry.intervalMs, entry.spacingMs) || DEFAULT_INTERVAL_MS),
  generation: entry.generation,
});

function replacePoints(entry: Entry, points: readonly Point[]): void {
  entry.buffer.clear();
  for (const point of points) {
    const time = fromRfc3339(point.time);
    if (time !== null) entry.buffer.push(time, point.min, point.max, point.avg);
  }
  entry.spacingMs = typicalSpacing(entry.buffer) ?? 0;
  entry.generation++;
}

/** A reading at the end of the series. In a long window it widens the newest bucket until the next one is due. */
function append(entry: Entry, time: number, value: number): void {
  const { buffer } = entry;
  if (entry.windowMs > NATIVE_WINDOW_MS && time > buffer.lastTime && time - buffer.lastTime < entry.spacingMs) {
    buffer.widenLast(value);
    entry.generation++;
    return;
  }
  buffer.push(time, value, value, value);
  // A step of the domain (at most a tenth of the window) may still show what has just left the window.
  buffer.dropBefore(time - entry.windowMs * 1.15);
}

export const SeriesCacheContext = createContext<SeriesCache | null>(null);
export const useSeriesCache = (): SeriesCache => assertPresent(useContext(SeriesCacheContext), 'charts need a PlatformProvider above them');
