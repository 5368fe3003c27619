import type { IncidentId } from '../../../shared/model/ids.ts';
import { TIME_METRICS } from '../../../shared/model/scorecard.ts';
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts';
import { AS_CORRECTED, AS_RECORDED, BOTH, type Facts } from './facts.ts';
import { CONFIRMED, NEW, RECURRENCE_MS, SUSPECTED, type Recurs } from './recurrence.ts';

const HOUR_MS = 3_600_000;
/** 2^20 hours are 119 years. */
const CLASSES = Array.from({ length: 21 }, (_, index) => index);

const COLUMNS = [
  'start', 'incident', 'reading', 'start_recorded', 'no_earlier_than', 'detect_ms', 'acknowledge_ms', 'mitigate_ms', 'resolve_ms', 'resolve_from_detection_ms', 'pending', 'resolved_at',
  'impact_ms', 'impact_class', 'severity', 'kind', 'origin', 'standing', 'drill', 'maintenance', 'private', 'reopened', 'running', 'services', 'cause', 'category', 'signature',
] as const;
const INSERT = `INSERT INTO scorecard_facts (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`;

const bit = (value: boolean): 0 | 1 => (value ? 1 : 0);

/** Of an impact that ended; what is merged counts in another. */
const classOf = ({ impactMs, standing }: Facts): number | null => (impactMs === null || impactMs < 0 || standing === 'merged' ? null : Math.min(CLASSES.length - 1, Math.max(0, Math.ceil(Math.log2(impactMs / HOUR_MS)))));

const valuesOf = (facts: Facts): SqlValue[] => [
  facts.start, facts.incident, facts.reading, bit(facts.startRecorded), bit(facts.noEarlierThan), facts.times.mttd, facts.times.mtta, facts.times.mttm, facts.times.mttr, facts.resolveFromDetection,
  facts.pending.reduce((mask, metric) => mask | (1 << TIME_METRICS.indexOf(metric)), 0), facts.resolvedAt,
  facts.impactMs, classOf(facts), facts.severity, facts.kind, facts.origin, facts.standing, bit(facts.drill), bit(facts.maintenance), bit(facts.private), bit(facts.reopened), bit(facts.running),
  facts.services.join(' '), facts.cause, facts.category, facts.signature,
];

/** What of a row decides about the recurrence of itself and of others. */
interface KeyRow {
  readonly start: number;
  readonly incident: string;
  readonly reading: number;
  readonly cause: string | null;
  readonly signature: string | null;
  readonly resolved_at: number | null;
  readonly impact_ms: number | null;
  readonly drill: number;
  readonly standing: string;
  readonly private: number;
  readonly running: number;
  readonly recurs: Recurs;
  readonly recurs_public: Recurs;
  readonly recurs_recorded: Recurs;
  readonly recurs_recorded_public: Recurs;
}
const KEYS = 'start, incident, reading, cause, signature, resolved_at, impact_ms, drill, standing, private, running, recurs, recurs_public, recurs_recorded, recurs_recorded_public';

/** A span of time whose figures may be others now. */
export interface Touched {
  readonly from: number;
  readonly to: number;
}

/** Writes the rows of an incident where they are not so already, and what follows from them for others; what was touched by that. */
export function saveFacts(db: WriteDb, incident: IncidentId, facts: readonly Facts[]): Touched[] {
  const rows = facts.map(valuesOf);
  const standing = db.all<Record<string, SqlValue>>(`SELECT ${COLUMNS.join(', ')} FROM scorecard_facts WHERE incident = ? ORDER BY reading`, incident);
  if (standing.length === rows.length && standing.every((row, index) => COLUMNS.every((column, at) => row[column] === rows[index]?.[at]))) return [];
  const before = keysOf(db, incident);
  if (before.length > 0) db.run('DELETE FROM scorecard_facts WHERE incident = ?', incident);
  for (const row of rows) db.run(INSERT, ...row);
  const after = keysOf(db, incident);
  const moved = [...after.filter((row) => weigh(db, row)), ...laterThan(db, before, after).filter((row) => weigh(db, row))];
  return [...before, ...after, ...moved].map(reachOf);
}

export const clearFacts = (db: WriteDb): void => void db.run('DELETE FROM scorecard_facts');

const keysOf = (db: ReadDb, incident: string): KeyRow[] => db.all<KeyRow>(`SELECT ${KEYS} FROM scorecard_facts WHERE incident = ?`, incident);

const reachOf = ({ start, impact_ms }: KeyRow): Touched => ({ from: start, to: start + Math.max(0, impact_ms ?? 0) });

/** Incidents that began in the 90 days after this one was resolved, as it was or as it is now, and may repeat it or no longer do. */
function laterThan(db: ReadDb, before: readonly KeyRow[], after: readonly KeyRow[]): KeyRow[] {
  const found = new Map<string, KeyRow>();
  const face = ({ cause, signature, resolved_at, drill, standing, private: isPrivate, reading }: KeyRow): string => JSON.stringify([cause, signature, resolved_at, drill, standing, isPrivate, reading]);
  const known = new Set(before.map(face));
  const now = new Set(after.map(face));
  for (const row of [...before.filter((each) => !now.has(face(each))), ...after.filter((each) => !known.has(face(each)))]) {
    if (row.resolved_at === null || row.drill === 1 || row.standing !== 'declared') continue;
    for (const key of ['cause', 'signature'] as const) {
      if (row[key] === null) continue;
      const later = db.all<KeyRow>(laterSql(key), row[key], row.resolved_at, row.resolved_at + RECURRENCE_MS, row.incident);
      for (const each of later) found.set(`${each.incident} ${each.reading}`, each);
    }
  }
  return [...found.values()];
}

/** Exported for the test that holds them to their indexes. */
export const laterSql = (key: 'cause' | 'signature'): string => `SELECT ${KEYS} FROM scorecard_facts WHERE ${key} = ? AND start > ? AND start <= ? AND incident <> ?`;
export const earlierSql = (key: 'cause' | 'signature'): string =>
  `SELECT 1 AS found FROM scorecard_facts WHERE ${key} = ? AND resolved_at >= ? AND resolved_at < ? AND incident <> ? AND reading IN (${BOTH}, ?) AND private <= ? AND drill = 0 AND standing = 'declared'${key === 'cause' ? '' : ' AND (cause IS NULL OR ? IS NULL)'} LIMIT 1`;

/** Works out what a row repeats; true where that is something else than was written. */
function weigh(db: WriteDb, row: KeyRow): boolean {
  const level = (reading: number, mayBePrivate: 0 | 1): Recurs => (row.running === 1 || row.drill === 1 || row.standing !== 'declared' || (row.reading !== BOTH && row.reading !== reading) ? NEW : levelOf(db, row, reading, mayBePrivate));
  const found = [level(AS_CORRECTED, 1), level(AS_CORRECTED, 0), level(AS_RECORDED, 1), level(AS_RECORDED, 0)] as const;
  const is = [row.recurs, row.recurs_public, row.recurs_recorded, row.recurs_recorded_public];
  if (found.every((each, index) => each === is[index])) return false;
  db.run('UPDATE scorecard_facts SET recurs = ?, recurs_public = ?, recurs_recorded = ?, recurs_recorded_public = ? WHERE start = ? AND incident = ? AND reading = ?', ...found, row.start, row.incident, row.reading);
  return true;
}

/** `recurs` of `recurrence.ts`, asked of the indexes. */
function levelOf(db: ReadDb, { cause, signature, start, incident }: KeyRow, reading: number, mayBePrivate: 0 | 1): Recurs {
  const among = [start - RECURRENCE_MS, start, incident, reading, mayBePrivate] as const;
  if (cause !== null && db.get(earlierSql('cause'), cause, ...among) !== undefined) return CONFIRMED;
  if (signature !== null && db.get(earlierSql('signature'), signature, ...among, cause) !== undefined) return SUSPECTED;
  return NEW;
}
