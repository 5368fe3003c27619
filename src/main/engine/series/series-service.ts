import type { Point } from '../../../shared/model/entities.ts';
import type { SignalId } from '../../../shared/model/ids.ts';
import { type DurationMs, durationMs, type EpochMs, epochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Cancel, Clock, Log } from '../ports.ts';
import type { HistoryPoint, TimeRange } from '../sources/source.ts';
import { type Coverage, coverageOf, mergeSources, type MinutePoint, toPoints } from './chart.ts';
import { decimate, upTo } from './decimate.ts';
import { Ring } from './ring.ts';
import { MINUTE_MS, rollUp } from './rollup.ts';
import { Rollups } from './rollups.ts';

export interface SeriesOptions {
  /** The store's two handles; `write` is null where nothing can be written: then live series work and history stands still. */
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly log: Log;
  /** How long one-minute rollups are kept; 30 days unless told. */
  readonly retentionMs?: () => DurationMs;
  /** Native samples kept in memory per signal; 2,048 unless told: 2.8 h at one every 5 s. */
  readonly samplesPerSignal?: number;
  /** A sentence while history cannot be stored or read, null when that is over. */
  readonly onProblem?: (message: string | null) => void;
}

export interface Sample {
  /** On the source's clock. */
  readonly time: EpochMs;
  /** NaN = the source said that there is no value. */
  readonly value: number;
}

export interface Series {
  /** One live sample; NaN, +Inf and -Inf are gaps. False when nothing is new: its time is known, too old, or impossible. */
  append(signal: SignalId, time: EpochMs, value: number): boolean;
  /** History from a source, in any order: fills what is missing and never counts a sample twice. Returns how many were new. */
  backfill(signal: SignalId, points: readonly HistoryPoint[]): number;
  /** The range (both ends included) in at most `maxPoints` points; native samples where they are kept, else one-minute rollups. */
  points(signal: SignalId, from: EpochMs, to: EpochMs, maxPoints: number): Point[];
  newest(signal: SignalId): Sample | null;
  /** Samples as they came, both ends included, as far back as they are kept; NaN is a gap that the source told of. */
  samples(signal: SignalId, from: EpochMs, to: EpochMs): Sample[];
  /** One-minute rollups that begin in the range, both ends included, oldest first. */
  minutes(signal: SignalId, from: EpochMs, to: EpochMs): readonly MinutePoint[];
  /** How often a signal's past has been filled in since the start. */
  backfills(signal: SignalId): number;
  /** What of the range is known; `native` counts only samples as they came, `minute` rollups too. A gap the source told of is known. */
  coverage(signal: SignalId, range: TimeRange, maxGapMs: DurationMs, resolution: 'native' | 'minute'): Coverage;
  /** Drops the signal and its stored history. */
  forget(signal: SignalId): void;
  /** Stores what has finished; true when more is waiting. Called by `run`; never throws. */
  flush(): boolean;
  /** Flushes two seconds after every minute, and a little later again while more is waiting. */
  run(): Cancel;
  /** Stores all that is known, the running minute too. */
  close(): void;
}

const RETENTION_MS = durationMs(30 * 86_400_000);
const SAMPLES = 2_048;
/** A sample may be ahead of our clock by as much as clocks are ever wrong; beyond, its time is garbage. */
const AHEAD_MS = 86_400_000;
const FLUSH_AFTER_MINUTE_MS = 2_000;
const FLUSH_AGAIN_MS = durationMs(250);

export function createSeries(options: SeriesOptions): Series {
  const { db, clock, log, retentionMs = () => RETENTION_MS, samplesPerSignal = SAMPLES, onProblem = () => {} } = options;
  const rings = new Map<SignalId, Ring>();
  const filled = new Map<SignalId, number>();
  const rollups = new Rollups({ read: db.read, write: db.write, clock, log, retentionMs, onProblem });

  const ringOf = (signal: SignalId): Ring => {
    const ring = rings.get(signal) ?? new Ring(samplesPerSignal);
    rings.set(signal, ring);
    return ring;
  };
  const isPossible = (time: number): boolean => time > 0 && time < clock.nowMs() + AHEAD_MS;
  const minutesOf = (signal: SignalId, from: EpochMs, to: EpochMs): readonly MinutePoint[] => rollups.minutes(signal, from, to);

  function append(signal: SignalId, time: EpochMs, value: number): boolean {
    if (!isPossible(time)) return false;
    const finite = Number.isFinite(value) ? value : Number.NaN;
    if (ringOf(signal).append(time, finite) !== 'added') return false;
    if (!Number.isNaN(finite)) rollups.add(signal, time, finite);
    return true;
  }

  function backfill(signal: SignalId, points: readonly HistoryPoint[]): number {
    const ring = ringOf(signal);
    const sound = points.filter(({ time }) => isPossible(time)).map(({ time, value }) => ({ time, value: Number.isFinite(value) ? value : Number.NaN }));
    sound.sort((a, b) => a.time - b.time);
    const added = sound.filter(({ time, value }) => ring.append(time, value) === 'added').length;
    filled.set(signal, (filled.get(signal) ?? 0) + 1);
    for (const [minute, told] of byMinute(sound)) {
      const rollup = rollUp(allOfMinute(ring, minute, told));
      if (rollup) rollups.setMinute(signal, minute, rollup);
    }
    return added;
  }

  function points(signal: SignalId, from: EpochMs, to: EpochMs, maxPoints: number): Point[] {
    /* To the end of the last minute, to know whether its samples are all there; what lies beyond the range is cut off again. */
    const samples = ringOf(signal).range(from, endOfMinute(to));
    return toPoints(decimate(upTo(to, mergeSources(samples, minutesOf(signal, from, to))), { from, to }, maxPoints));
  }

  function coverage(signal: SignalId, range: TimeRange, maxGapMs: DurationMs, resolution: 'native' | 'minute'): Coverage {
    const { times } = ringOf(signal).range(range.from, range.to);
    const spans: TimeRange[] = Array.from(times, (time) => ({ from: epochMs(time), to: epochMs(time) }));
    if (resolution === 'minute')
      for (const { minute } of minutesOf(signal, epochMs(range.from - MINUTE_MS + 1), range.to))
        spans.push({ from: epochMs(Math.max(minute * MINUTE_MS, range.from)), to: epochMs(Math.min((minute + 1) * MINUTE_MS, range.to)) });
    return coverageOf(spans, range, maxGapMs);
  }

  return {
    append,
    backfill,
    points,
    minutes: minutesOf,
    backfills: (signal) => filled.get(signal) ?? 0,
    coverage,
    newest: (signal) => {
      const newest = rings.get(signal)?.newest();
      return newest ? { time: epochMs(newest.time), value: newest.value } : null;
    },
    samples: (signal, from, to) => {
      const { times, values } = rings.get(signal)?.range(from, to) ?? { times: new Float64Array(), values: new Float64Array() };
      return Array.from(times, (time, index) => ({ time: epochMs(time), value: values[index] ?? Number.NaN }));
    },
    forget: (signal) => {
      rings.delete(signal);
      rollups.forget(signal);
    },
    flush: () => rollups.flush(),
    run: () => keepFlushing(clock, () => rollups.flush()),
    close: () => rollups.close(),
  };
}

function keepFlushing(clock: Clock, flush: () => boolean): Cancel {
  const untilNextMinute = (): DurationMs => durationMs(MINUTE_MS - ((clock.nowMs() - FLUSH_AFTER_MINUTE_MS) % MINUTE_MS));
  let cancel: Cancel;
  const step = (): void => {
    const more = flush();
    cancel = clock.after(more ? FLUSH_AGAIN_MS : untilNextMinute(), step);
  };
  cancel = clock.after(FLUSH_AGAIN_MS, step);
  return () => cancel();
}

/** The last instant of the minute, to the microsecond: sources tell times finer than a millisecond. */
const endOfMinute = (timeMs: number): number => (Math.floor(timeMs / MINUTE_MS) + 1) * MINUTE_MS - 0.001;

function byMinute(points: readonly HistoryPoint[]): Map<number, HistoryPoint[]> {
  const groups = new Map<number, HistoryPoint[]>();
  for (const point of points) {
    const minute = Math.floor(point.time / MINUTE_MS);
    const group = groups.get(minute);
    if (group) group.push(point);
    else groups.set(minute, [point]);
  }
  return groups;
}

/** The minute's samples in the ring, and of those just told the ones that are too old for it; each time once. */
function allOfMinute(ring: Ring, minute: number, told: readonly HistoryPoint[]): { times: Float64Array; values: Float64Array } {
  const start = minute * MINUTE_MS;
  const oldest = ring.oldest ?? Number.POSITIVE_INFINITY;
  const beyond = told.filter(({ time }, index) => time < oldest && time !== told[index - 1]?.time);
  const kept = ring.range(start, endOfMinute(start));
  if (beyond.length === 0) return kept;
  return {
    times: Float64Array.from([...beyond.map(({ time }) => time as number), ...kept.times]),
    values: Float64Array.from([...beyond.map(({ value }) => value), ...kept.values]),
  };
}
