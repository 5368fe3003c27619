import type { ServiceId, SloId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts';
import type { Known } from './availability.ts';
import type { Span } from './calendar.ts';

/** No day of any calendar is longer; the first one after the workspace has moved may be. */
const LONGEST_DAY_MS = 48 * 3_600_000;

/** An objective's past goes by its name and its service: measured in another way from some day on, it is the same objective. */
export interface SloKey {
  readonly id: SloId;
  readonly service: ServiceId;
}

/** A local day that is over, as it was measured. */
export interface SloDay extends Known, Span {
  /** The last traffic known by its end; null where none ever was. */
  readonly trafficAfter: number | null;
}

interface Row {
  readonly from_at: EpochMs;
  readonly to_at: EpochMs;
  readonly known_ms: number;
  readonly maintenance_ms: number;
  readonly weighed: Known['weighed'];
  readonly bad: number;
  readonly total: number;
  readonly known_from: EpochMs | null;
  readonly last_traffic: number | null;
}

const dayOf = (row: Row): SloDay => ({
  from: row.from_at, to: row.to_at, knownMs: row.known_ms, maintenanceMs: row.maintenance_ms, weighed: row.weighed, bad: row.bad, total: row.total, knownFrom: row.known_from, trafficAfter: row.last_traffic,
});

export function saveDay(db: WriteDb, { id, service }: SloKey, day: SloDay): void {
  db.run(
    'INSERT INTO slo_days (slo, service, from_at, to_at, known_ms, maintenance_ms, weighed, bad, total, known_from, last_traffic) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    id, service, day.from, day.to, day.knownMs, day.maintenanceMs, day.weighed, day.bad, day.total, day.knownFrom, day.trafficAfter,
  );
}

/** Those that lie in a span or reach into it, oldest first. */
export function daysTouching(db: ReadDb, key: SloKey, span: Span): SloDay[] {
  const { sql, params } = daysStatement(key, span);
  return db.all<Row>(sql, ...params).map(dayOf);
}

/** Apart, so that a test can look at its plan. */
export const daysStatement = ({ id, service }: SloKey, { from, to }: Span): { readonly sql: string; readonly params: readonly SqlValue[] } => ({
  sql: 'SELECT from_at, to_at, known_ms, maintenance_ms, weighed, bad, total, known_from, last_traffic FROM slo_days WHERE slo = ? AND service = ? AND from_at > ? AND from_at < ? AND to_at > ? ORDER BY from_at',
  params: [id, service, from - LONGEST_DAY_MS, to, from],
});

export function lastDay(db: ReadDb, { id, service }: SloKey): SloDay | null {
  const row = db.get<Row>('SELECT from_at, to_at, known_ms, maintenance_ms, weighed, bad, total, known_from, last_traffic FROM slo_days WHERE slo = ? AND service = ? ORDER BY from_at DESC LIMIT 1', id, service);
  return row === undefined ? null : dayOf(row);
}

/** Where what is kept of it begins. */
export const firstKnownDay = (db: ReadDb, { id, service }: SloKey): EpochMs | null =>
  db.get<{ at: EpochMs }>('SELECT known_from AS at FROM slo_days WHERE slo = ? AND service = ? AND known_from IS NOT NULL ORDER BY from_at LIMIT 1', id, service)?.at ?? null;
