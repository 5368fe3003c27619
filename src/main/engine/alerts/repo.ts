import type { Alert } from '../../../shared/model/incident.ts';
import type { AlertId, IncidentId, MaintenanceId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { FiringFacts } from './ports.ts';

/** A firing or resolved alert with what is needed to hand it to incidents later. */
export interface StoredAlert {
  readonly key: string;
  readonly alert: Alert;
  readonly facts: FiringFacts;
}

interface Row {
  readonly key: string;
  readonly view: string;
  readonly facts: string;
}

/* What stands here was written by `saveAlert`, in this form. */
const storedOf = (row: Row): StoredAlert => ({ key: row.key, alert: JSON.parse(row.view) as Alert, facts: JSON.parse(row.facts) as FiringFacts });
const ms = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));

export function saveAlert(db: WriteDb, { key, alert, facts }: StoredAlert): void {
  db.run(
    `INSERT INTO alerts (id, key, state, service, incident, starts_at, ends_at, suppressed_by, view, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, incident = excluded.incident, ends_at = excluded.ends_at, suppressed_by = excluded.suppressed_by, view = excluded.view, facts = excluded.facts`,
    alert.id, key, alert.state, alert.service, alert.incident, Date.parse(alert.startsAt), ms(alert.endsAt), alert.suppressedBy, JSON.stringify(alert), JSON.stringify(facts),
  );
}

export const activeAlerts = (db: ReadDb): StoredAlert[] => db.all<Row>(`SELECT key, view, facts FROM alerts WHERE state = 'firing'`).map(storedOf);
export const alertsOfIncident = (db: ReadDb, incident: IncidentId): StoredAlert[] =>
  db.all<Row>('SELECT key, view, facts FROM alerts WHERE incident = ? ORDER BY starts_at', incident).map(storedOf);

/** How many alerts an incident has, how many of them fire, and when the last one ended. */
export function countOfIncident(db: ReadDb, incident: IncidentId): { readonly alerts: number; readonly firing: number; readonly endedAt: EpochMs | null } {
  const row = db.get<{ alerts: number; firing: number | null; endedAt: EpochMs | null }>(`SELECT count(*) AS alerts, sum(state = 'firing') AS firing, max(ends_at) AS endedAt FROM alerts INDEXED BY alerts_counted WHERE incident = ?`, incident);
  return { alerts: row?.alerts ?? 0, firing: row?.firing ?? 0, endedAt: row?.endedAt ?? null };
}

export function findAlert(db: ReadDb, id: AlertId): StoredAlert | null {
  const row = db.get<Row>('SELECT key, view, facts FROM alerts WHERE id = ?', id);
  return row === undefined ? null : storedOf(row);
}

/** Resolved ones, the newest end first; `before` is the end and id of the last one seen. */
export function resolvedAlerts(db: ReadDb, before: { readonly endsAt: EpochMs; readonly id: string } | null, limit: number): StoredAlert[] {
  const sql = 'SELECT key, view, facts FROM alerts WHERE ends_at IS NOT NULL';
  if (before === null) return db.all<Row>(`${sql} ORDER BY ends_at DESC, id DESC LIMIT ?`, limit).map(storedOf);
  return db.all<Row>(`${sql} AND (ends_at, id) < (?, ?) ORDER BY ends_at DESC, id DESC LIMIT ?`, before.endsAt, before.id, limit).map(storedOf);
}

/** Forgets alerts that ended in a span and were of no incident, at most so many; returns how many. */
export const forgetEnded = (db: WriteDb, from: EpochMs, to: EpochMs, limit: number): number =>
  db.run('DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE ends_at >= ? AND ends_at < ? AND incident IS NULL LIMIT ?)', from, to, limit).changes;

/** How many different alerts began in a window while it kept them silent. */
export const countSuppressed = (db: ReadDb, window: MaintenanceId, from: EpochMs, to: EpochMs): number =>
  db.get<{ n: number }>('SELECT count(*) AS n FROM alerts WHERE suppressed_by = ? AND starts_at BETWEEN ? AND ?', window, from, to)?.n ?? 0;

export interface SavedState {
  readonly key: string;
  readonly saved: string;
}

export const savedStates = (db: ReadDb): SavedState[] =>
  db.all<SavedState>('SELECT key, saved FROM rule_state');
export const saveState = (db: WriteDb, key: string, saved: string, at: EpochMs): void =>
  void db.run('INSERT INTO rule_state (key, saved, saved_at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET saved = excluded.saved, saved_at = excluded.saved_at', key, saved, at);
export const dropState = (db: WriteDb, key: string): void => void db.run('DELETE FROM rule_state WHERE key = ?', key);
