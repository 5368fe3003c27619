import type { IncidentId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';

/** An incident that was closed, and where it stands among those, the first closed first. */
export interface Closed {
  readonly id: IncidentId;
  readonly closed_at: number;
  readonly place: number;
}

export const CLOSED_SQL = 'SELECT id, closed_at, rowid AS place FROM incidents WHERE closed_at IS NOT NULL AND closed_at < ? AND (closed_at, rowid) > (?, ?) ORDER BY closed_at, rowid LIMIT ?';
export const closedBefore = (db: ReadDb, before: EpochMs, after: Pick<Closed, 'closed_at' | 'place'>, limit: number): Closed[] => db.all<Closed>(CLOSED_SQL, before, after.closed_at, after.place, limit);

/** How much of something an incident has. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

const amountOf = (row: { readonly count: number; readonly bytes: number | null } | undefined): Amount => ({ count: row?.count ?? 0, bytes: row?.bytes ?? 0 });

export const seriesKept = (db: ReadDb, incident: IncidentId): Amount =>
  amountOf(
    db.get(
      `SELECT (SELECT count(*) FROM evidence_series WHERE incident = :incident AND to_at IS NOT NULL) AS count,
         (SELECT sum(length(data)) FROM evidence_chunks WHERE incident = :incident) AS bytes`,
      { incident },
    ),
  );
export const alertsKept = (db: ReadDb, incident: IncidentId): Amount => amountOf(db.get('SELECT count(*) AS count, sum(length(view) + length(facts)) AS bytes FROM alerts WHERE incident = ? AND ends_at IS NOT NULL', incident));

/** Deletes samples, at most so many chunks, then the series themselves; returns how many series are gone, and whether more is left. */
export function forgetSeries(db: WriteDb, incident: IncidentId, chunks: number): { readonly count: number; readonly more: boolean } {
  const series = `SELECT signal FROM evidence_series WHERE incident = :incident AND to_at IS NOT NULL`;
  const gone = db.run(`DELETE FROM evidence_chunks WHERE id IN (SELECT id FROM evidence_chunks WHERE incident = :incident AND signal IN (${series}) LIMIT :chunks)`, { incident, chunks }).changes;
  if (gone === chunks) return { count: 0, more: true };
  return { count: db.run('DELETE FROM evidence_series WHERE incident = ? AND to_at IS NOT NULL', incident).changes, more: false };
}

/** Deletes alerts that ended, at most so many. */
export function forgetAlerts(db: WriteDb, incident: IncidentId, limit: number): { readonly count: number; readonly more: boolean } {
  const { changes } = db.run('DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE incident = ? AND ends_at IS NOT NULL LIMIT ?)', incident, limit);
  return { count: changes, more: changes === limit };
}
