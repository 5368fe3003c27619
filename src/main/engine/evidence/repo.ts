import type { IncidentId, SignalId, SourceId } from '../../../shared/model/ids.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import { packSamples, unpackSamples, type EvidenceSample } from './pack.ts';

export interface FrozenSeries {
  readonly incident: IncidentId;
  readonly signal: SignalId;
  readonly name: string;
  readonly unit: string;
  readonly kind: string;
  readonly query: string;
  readonly source: SourceId;
  readonly from: EpochMs;
  /** Null while it is being recorded. */
  readonly to: EpochMs | null;
  /** True once the source was asked for what came before. */
  readonly asked: boolean;
  /** What a reader must know of it: a gap that could not be filled. */
  readonly note: string | null;
}

interface Row extends Omit<FrozenSeries, 'from' | 'to' | 'asked'> {
  readonly from_at: number;
  readonly to_at: number | null;
  readonly asked: number;
}

const COLUMNS = 'incident, signal, name, unit, kind, query, source, from_at, to_at, asked, note';
const seriesOf = ({ from_at: from, to_at: to, asked, ...row }: Row): FrozenSeries => ({ ...row, from: epochMs(from), to: to === null ? null : epochMs(to), asked: asked === 1 });

export function saveSeries(db: WriteDb, series: FrozenSeries): void {
  db.run(
    `INSERT INTO evidence_series (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (incident, signal) DO UPDATE SET from_at = excluded.from_at, to_at = excluded.to_at, asked = excluded.asked, note = excluded.note`,
    series.incident, series.signal, series.name, series.unit, series.kind, series.query, series.source, Math.round(series.from), series.to === null ? null : Math.round(series.to), series.asked ? 1 : 0, series.note,
  );
}

/** Incidents of which something is being recorded. */
export const runningIncidents = (db: ReadDb): IncidentId[] => db.all<{ incident: IncidentId }>('SELECT DISTINCT incident FROM evidence_series WHERE to_at IS NULL').map(({ incident }) => incident);
export const seriesOfIncident = (db: ReadDb, incident: IncidentId): FrozenSeries[] =>
  db.all<Row>(`SELECT ${COLUMNS} FROM evidence_series WHERE incident = ? ORDER BY signal`, incident).map(seriesOf);

export function findSeries(db: ReadDb, incident: IncidentId, signal: SignalId): FrozenSeries | null {
  const row = db.get<Row>(`SELECT ${COLUMNS} FROM evidence_series WHERE incident = ? AND signal = ?`, incident, signal);
  return row === undefined ? null : seriesOf(row);
}

export function addChunk(db: WriteDb, incident: IncidentId, signal: SignalId, samples: readonly EvidenceSample[]): void {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return;
  db.run('INSERT INTO evidence_chunks (incident, signal, first_at, last_at, samples, data) VALUES (?, ?, ?, ?, ?, ?)', incident, signal, first.time, last.time, samples.length, packSamples(samples));
}

export interface Recorded {
  readonly samples: number;
  readonly first: EpochMs | null;
  readonly last: EpochMs | null;
}

export function recorded(db: ReadDb, incident: IncidentId, signal: SignalId): Recorded {
  const row = db.get<{ samples: number | null; first: number | null; last: number | null }>('SELECT sum(samples) AS samples, min(first_at) AS first, max(last_at) AS last FROM evidence_chunks WHERE incident = ? AND signal = ?', incident, signal);
  return { samples: row?.samples ?? 0, first: row?.first == null ? null : epochMs(row.first), last: row?.last == null ? null : epochMs(row.last) };
}

/** The newest sample of the chunk that begins last; null while there is none. However long an incident lasts, this looks at one row. */
export function lastRecorded(db: ReadDb, incident: IncidentId, signal: SignalId): EpochMs | null {
  const row = db.get<{ last_at: number }>('SELECT last_at FROM evidence_chunks WHERE incident = ? AND signal = ? ORDER BY first_at DESC LIMIT 1', incident, signal);
  return row === undefined ? null : epochMs(row.last_at);
}

/** In time order, each sample once. */
export function readSamples(db: ReadDb, incident: IncidentId, signal: SignalId, from: EpochMs, to: EpochMs): EvidenceSample[] {
  const chunks = db.all<{ data: Uint8Array }>('SELECT data FROM evidence_chunks WHERE incident = ? AND signal = ? AND last_at >= ? AND first_at <= ? ORDER BY first_at', incident, signal, from, to);
  const samples = chunks.flatMap(({ data }) => unpackSamples(data)).filter(({ time }) => time >= from && time <= to);
  samples.sort((a, b) => a.time - b.time);
  return samples.filter(({ time }, index) => time !== samples[index - 1]?.time);
}
