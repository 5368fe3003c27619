import type { Point } from '../../../shared/model/entities.ts';
import type { IncidentId, ServiceId, SignalId } from '../../../shared/model/ids.ts';
import type { EvidenceSeries } from '../../../shared/model/incident.ts';
import type { FactOf } from '../../../shared/model/timeline.ts';
import { durationMs, epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import { fewAtOnce } from '../few-at-once.ts';
import { instantOf, isOpen, type IncidentRecord } from '../incidents/record.ts';
import type { Clock, Log } from '../ports.ts';
import { mergeSources, toPoints } from '../series/chart.ts';
import { decimate } from '../series/decimate.ts';
import type { EvidenceSample } from './pack.ts';
import { addChunk, findSeries, lastRecorded, readSamples, recorded, runningIncidents, saveSeries, seriesOfIncident, type FrozenSeries } from './repo.ts';

/** A signal as evidence names it. */
export interface EvidenceSignal {
  readonly id: SignalId;
  readonly name: string;
  readonly unit: string;
  readonly kind: string;
  readonly query: string;
  readonly source: FrozenSeries['source'];
  readonly intervalMs: DurationMs;
}

export interface EvidenceDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly log: Log;
  readonly signalsOf: (services: readonly ServiceId[]) => readonly EvidenceSignal[];
  readonly samples: (signal: SignalId, from: EpochMs, to: EpochMs) => readonly EvidenceSample[];
  /** Since when samples come as they are: what is held of the time before was read from the source, and not at full resolution. */
  readonly liveSince: EpochMs;
  /** What the source still knows, at the signal's own spacing; rejects where it cannot be asked. */
  readonly history: (signal: SignalId, from: EpochMs, to: EpochMs) => Promise<readonly EvidenceSample[]>;
  readonly record: (incident: IncidentId) => IncidentRecord | null;
  readonly append: (incident: IncidentId, fact: FactOf<'evidenceFrozen'> | FactOf<'evidenceClosed'>) => void;
}

export interface Evidence {
  /**
   * Freezes the series of an incident's services from an hour before its onset; again when services or onset have changed. Begins
   * with `most` new series and returns with how many it began: where that is as many, there may be more, and it wants to be called again.
   */
  follow(incident: IncidentId, most: number): number;
  /** To be called once a second: records what came, and ends half an hour after the incident has. */
  tick(): void;
  list(incident: IncidentId): EvidenceSeries[];
  points(incident: IncidentId, signal: SignalId, from: EpochMs | null, to: EpochMs | null, maxPoints: number): Point[];
  /** Stores what has come since the last time; before a stop. */
  flush(): void;
}

export const BEFORE_ONSET_MS = durationMs(60 * 60_000);
export const AFTER_END_MS = durationMs(30 * 60_000);
/** One small chunk a minute and signal rather than one write a sample. */
const RECORD_EVERY_MS = 60_000;
/** So many incidents are recorded in one second; where there are more, they take turns through most of the minute. */
const RECORDED_AT_ONCE = 10;
const TURNS = 50;
/** In an outage the source has enough to do. */
const HISTORIES_AT_ONCE = 4;
/** Longer than the longest pause between two rounds of recording. */
const LOOK_BACK_MS = 5 * 60_000;
/** A hole of more than this many intervals before the first sample is worth a question to the source, and a word to the reader. */
const HOLE_INTERVALS = 3;

/** The series behind an incident, kept at the resolution in which they came, for as long as the incident is kept. */
export function createEvidence(deps: EvidenceDeps): Evidence {
  const { db, clock, log } = deps;
  const readHistory = fewAtOnce(HISTORIES_AT_ONCE);
  let roundAt = clock.nowMs();
  let round: readonly IncidentId[] = [];
  let taken = 0;

  /** Samples of a span that are not recorded yet, whenever they came. */
  const recordMissing = (write: WriteDb, { incident, signal }: FrozenSeries, from: EpochMs, until: EpochMs): void => {
    const held = deps.samples(signal, from, until);
    const known = new Set(readSamples(db.read, incident, signal, held[0]?.time ?? from, until).map(({ time }) => time));
    addChunk(write, incident, signal, held.filter(({ time }) => !known.has(time)));
  };

  /** Samples that have come since the last chunk, at most to `until`. */
  const recordNew = (write: WriteDb, series: FrozenSeries, until: EpochMs): void => {
    const after = lastRecorded(db.read, series.incident, series.signal) ?? epochMs(series.from - 1);
    // The clock was set back: what comes now is older than what is recorded, and new all the same.
    if (after > until) recordMissing(write, series, epochMs(until - LOOK_BACK_MS), until);
    else addChunk(write, series.incident, series.signal, deps.samples(series.signal, after, until).filter(({ time }) => time > after));
  };

  const startSeries = (write: WriteDb, incident: IncidentId, signal: EvidenceSignal, from: EpochMs): FrozenSeries => {
    const { id, intervalMs: _intervalMs, ...about } = signal;
    const series: FrozenSeries = { ...about, incident, signal: id, from, to: null, asked: false, note: null };
    saveSeries(write, series);
    addChunk(write, incident, id, deps.samples(id, from, clock.nowMs()));
    return series;
  };

  /** What we did not hold ourselves is asked of the source once; where it cannot say, the reader is told so. */
  const askBefore = async (series: FrozenSeries, intervalMs: DurationMs): Promise<void> => {
    const { first } = recorded(db.read, series.incident, series.signal);
    const until = epochMs(Math.max(first ?? clock.nowMs(), Math.min(deps.liveSince, clock.nowMs())));
    let note: string | null = null;
    if (until - series.from > HOLE_INTERVALS * intervalMs) {
      try {
        const samples = (await deps.history(series.signal, series.from, until)).filter(({ time }) => time >= series.from && time < until);
        const known = new Set(readSamples(db.read, series.incident, series.signal, series.from, until).map(({ time }) => time));
        if (db.write !== null) addChunk(db.write, series.incident, series.signal, samples.filter(({ time }) => !known.has(time)));
        if (samples.length === 0 && known.size === 0) note = 'The source had nothing of the time before Holdfast began to watch.';
      } catch (error) {
        log.warn('evidence could not be completed', { incident: series.incident, signal: series.signal, error: error instanceof Error ? error.message : String(error) });
        note = 'The time before Holdfast began to watch could not be read from the source.';
      }
    }
    const now = findSeries(db.read, series.incident, series.signal);
    if (db.write !== null && now !== null) saveSeries(db.write, { ...now, asked: true, note });
  };

  const follow = (incident: IncidentId, most: number): number => {
    const { write } = db;
    const record = deps.record(incident);
    if (write === null || record === null || !isOpen(record)) return 0;
    const onset = instantOf(record, 'impactStartedAt') ?? instantOf(record, 'detectedAt') ?? clock.nowMs();
    const from = epochMs(onset - BEFORE_ONSET_MS);
    const known = new Map(seriesOfIncident(db.read, incident).map((series) => [series.signal, series]));
    const signals = deps.signalsOf(record.services);
    const asked: { series: FrozenSeries; intervalMs: DurationMs }[] = [];
    const added: SignalId[] = [];
    write.transaction(() => {
      for (const signal of signals) {
        const before = known.get(signal.id);
        if (before === undefined) {
          if (added.length >= most) break;
          asked.push({ series: startSeries(write, incident, signal, from), intervalMs: signal.intervalMs });
          added.push(signal.id);
          continue;
        }
        // An onset that moved back wants more of the past; one that moved forward gives nothing away again.
        const earlier = from < before.from;
        if (!earlier && before.to === null) continue;
        const series = { ...before, from: earlier ? from : before.from, to: null };
        saveSeries(write, series);
        if (earlier) asked.push({ series, intervalMs: signal.intervalMs });
      }
      if (added.length > 0) deps.append(incident, { type: 'evidenceFrozen', data: { signals: added, from: toRfc3339(from), samples: added.reduce((sum, signal) => sum + recorded(db.read, incident, signal).samples, 0) }, texts: {} });
    });
    for (const { series, intervalMs } of asked)
      readHistory(() => askBefore(series, intervalMs).catch((error: unknown) => log.error('evidence could not be completed', { incident, signal: series.signal, error: String(error) })));
    return added.length;
  };

  /** When recording of an incident ends; null while it is open. */
  const endOf = (record: IncidentRecord | null): EpochMs | null => {
    if (record === null) return clock.nowMs();
    if (isOpen(record)) return null;
    if (record.standing !== 'declared') return record.changedAt;
    return epochMs((instantOf(record, 'resolvedAt') ?? record.changedAt) + AFTER_END_MS);
  };

  const recordIncident = (write: WriteDb, incident: IncidentId, now: EpochMs): void => {
    const record = deps.record(incident);
    const end = endOf(record);
    const all = seriesOfIncident(db.read, incident);
    const running = all.filter(({ to }) => to === null);
    for (const series of running) recordNew(write, series, epochMs(Math.min(end ?? now, now)));
    if (end === null || end > now) return;
    for (const series of running) {
      // A source may have filled a hole after newer samples had been recorded.
      recordMissing(write, series, series.from, end);
      saveSeries(write, { ...series, to: end });
    }
    if (record === null) return;
    const samples = all.reduce((sum, { signal }) => sum + recorded(db.read, incident, signal).samples, 0);
    deps.append(incident, { type: 'evidenceClosed', data: { to: toRfc3339(end), samples }, texts: {} });
  };

  const recordAll = (incidents: readonly IncidentId[]): void => {
    const { write } = db;
    if (write === null || incidents.length === 0) return;
    const now = clock.nowMs();
    write.transaction(() => {
      for (const incident of incidents) recordIncident(write, incident, now);
    });
  };

  const takeTurn = (): void => {
    if (Math.abs(clock.nowMs() - roundAt) >= RECORD_EVERY_MS) {
      roundAt = clock.nowMs();
      round = runningIncidents(db.read);
      taken = 0;
    }
    const turn = round.slice(taken, taken + Math.max(RECORDED_AT_ONCE, Math.ceil(round.length / TURNS)));
    taken += turn.length;
    recordAll(turn);
  };

  return {
    follow,
    tick: takeTurn,
    flush: () => recordAll(runningIncidents(db.read)),
    list: (incident) =>
      seriesOfIncident(db.read, incident).map((series) => ({
        signal: series.signal,
        name: series.name,
        unit: series.unit,
        kind: series.kind,
        query: series.query,
        source: series.source,
        from: toRfc3339(series.from),
        to: series.to === null ? null : toRfc3339(series.to),
        samples: recorded(db.read, incident, series.signal).samples,
        complete: series.to !== null && series.asked && series.note === null,
        note: series.note,
      })),
    points: (incident, signal, from, to, maxPoints) => {
      const span = recorded(db.read, incident, signal);
      const range = { from: from ?? span.first ?? epochMs(0), to: to ?? span.last ?? epochMs(0) };
      const samples = readSamples(db.read, incident, signal, range.from, range.to);
      const view = { times: Float64Array.from(samples, ({ time }) => time), values: Float64Array.from(samples, ({ value }) => value) };
      return toPoints(decimate(mergeSources(view, []), range, maxPoints));
    },
  };
}
