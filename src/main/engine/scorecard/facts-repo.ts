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
const RECURS = ['recurs', 'recurs_public', 'recurs_recorded', 'recurs_recorded_public'] as const;
const ALL = [...COLUMNS, ...RECURS];
const INSERT = `INSERT INTO scorecard_facts (${ALL.join(', ')}) VALUES (${ALL.map(() => '?').join(', ')})`;

const bit = (value: boolean): 0 | 1 => (value ? 1 : 0);

/** Of an impact that ended; what is merged counts in another. */
const classOf = ({ impactMs, standing }: Facts): number | null => (impactMs === null || impactMs < 0 || standing === 'merged' ? null : Math.min(CLASSES.length - 1, Math.max(0, Math.ceil(Math.log2(impactMs / HOUR_MS)))));

/** What of a row decides about the recurrence of itself and of others. */
interface Key {
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
}
type Recurring = Readonly<Record<(typeof RECURS)[number], Recurs>>;
type Row = Key & Readonly<Record<(typeof COLUMNS)[number], SqlValue>>;
const KEYS = 'start, incident, reading, cause, signature, resolved_at, impact_ms, drill, standing, private, running';

const rowOf = (facts: Facts): Row => ({
  start: facts.start,
  incident: facts.incident,
  reading: facts.reading,
  start_recorded: bit(facts.startRecorded),
  no_earlier_than: bit(facts.noEarlierThan),
  detect_ms: facts.times.mttd,
  acknowledge_ms: facts.times.mtta,
  mitigate_ms: facts.times.mttm,
  resolve_ms: facts.times.mttr,
  resolve_from_detection_ms: facts.resolveFromDetection,
  pending: facts.pending.reduce((mask, metric) => mask | (1 << TIME_METRICS.indexOf(metric)), 0),
  resolved_at: facts.resolvedAt,
  impact_ms: facts.impactMs,
  impact_class: classOf(facts),
  severity: facts.severity,
  kind: facts.kind,
  origin: facts.origin,
  standing: facts.standing,
  drill: bit(facts.drill),
  maintenance: bit(facts.maintenance),
  private: bit(facts.private),
  reopened: bit(facts.reopened),
  running: bit(facts.running),
  services: facts.services.join(' '),
  cause: facts.cause,
  category: facts.category,
  signature: facts.signature,
});

/** A span of time whose figures may be others now. */
export interface Touched {
  readonly from: number;
  readonly to: number;
}

/** Writes the rows of an incident where they are not so already, and what follows from them for others; what was touched by that. */
export function saveFacts(db: WriteDb, incident: IncidentId, facts: readonly Facts[]): Touched[] {
  const after = facts.map(rowOf);
  const before = db.all<Row>(`SELECT ${COLUMNS.join(', ')} FROM scorecard_facts WHERE incident = ? ORDER BY reading`, incident);
  if (before.length === after.length && before.every((row, index) => COLUMNS.every((column) => row[column] === after[index]?.[column]))) return [];
  if (before.length > 0) db.run('DELETE FROM scorecard_facts WHERE incident = ?', incident);
  for (const row of after) {
    const recurring = weigh(db, row);
    db.run(INSERT, ...COLUMNS.map((column) => row[column]), ...RECURS.map((each) => recurring[each]));
  }
  return [...before, ...after, ...laterThan(db, before, after).filter((row) => weighAgain(db, row))].map(reachOf);
}

export const clearFacts = (db: WriteDb): void => void db.run('DELETE FROM scorecard_facts');

const reachOf = ({ start, impact_ms }: Key): Touched => ({ from: start, to: start + Math.max(0, impact_ms ?? 0) });

/** What others see of a row when they look for what they repeat. */
const faceOf = ({ cause, signature, resolved_at, private: isPrivate, reading }: Key): string => JSON.stringify([cause, signature, resolved_at, isPrivate, reading]);
const repeatable = ({ resolved_at, drill, standing }: Key): boolean => resolved_at !== null && drill === 0 && standing === 'declared';

/** Incidents that began in the 90 days after this one was resolved, as it was or as it is now, and may repeat it or no longer do. */
function laterThan(db: ReadDb, before: readonly Key[], after: readonly Key[]): (Key & Recurring)[] {
  const [was, is] = [before.filter(repeatable), after.filter(repeatable)];
  const [known, now] = [new Set(was.map(faceOf)), new Set(is.map(faceOf))];
  const found = new Map<string, Key & Recurring>();
  for (const row of [...was.filter((each) => !now.has(faceOf(each))), ...is.filter((each) => !known.has(faceOf(each)))]) {
    const since = row.resolved_at ?? 0;
    for (const key of ['cause', 'signature'] as const)
      if (row[key] !== null) for (const each of db.all<Key & Recurring>(laterSql(key), row[key], since, since + RECURRENCE_MS, row.incident)) found.set(`${each.incident} ${each.reading}`, each);
  }
  return [...found.values()];
}

/** Exported for the test that holds them to their indexes. */
export const laterSql = (key: 'cause' | 'signature'): string => `SELECT ${KEYS}, ${RECURS.join(', ')} FROM scorecard_facts WHERE ${key} = ? AND start > ? AND start <= ? AND incident <> ?`;
export const earlierSql = (key: 'cause' | 'signature'): string =>
  `SELECT 1 AS found FROM scorecard_facts WHERE ${key} = ? AND resolved_at >= ? AND resolved_at < ? AND incident <> ? AND reading IN (${BOTH}, ?) AND private <= ? AND drill = 0 AND standing = 'declared'${key === 'cause' ? '' : ' AND (cause IS NULL OR ? IS NULL)'} LIMIT 1`;

/** What a row repeats: among all and, of that, among what anybody may see. */
function weigh(db: ReadDb, row: Key): Recurring {
  const among = (reading: number): readonly [Recurs, Recurs] => {
    if (row.running === 1 || row.drill === 1 || row.standing !== 'declared' || (row.reading !== BOTH && row.reading !== reading)) return [NEW, NEW];
    const all = levelOf(db, row, reading, 1);
    return [all, all === NEW ? NEW : levelOf(db, row, reading, 0)];
  };
  const [[recurs, recursPublic], [recorded, recordedPublic]] = [among(AS_CORRECTED), among(AS_RECORDED)];
  return { recurs, recurs_public: recursPublic, recurs_recorded: recorded, recurs_recorded_public: recordedPublic };
}

/** True where that is something else than was written. */
function weighAgain(db: WriteDb, row: Key & Recurring): boolean {
  const found = weigh(db, row);
  if (RECURS.every((each) => found[each] === row[each])) return false;
  db.run(`UPDATE scorecard_facts SET ${RECURS.map((each) => `${each} = ?`).join(', ')} WHERE start = ? AND incident = ? AND reading = ?`, ...RECURS.map((each) => found[each]), row.start, row.incident, row.reading);
  return true;
}

/** `recurs` of `recurrence.ts`, asked of the indexes. */
function levelOf(db: ReadDb, { cause, signature, start, incident }: Key, reading: number, mayBePrivate: 0 | 1): Recurs {
  const among = [start - RECURRENCE_MS, start, incident, reading, mayBePrivate] as const;
  if (cause !== null && db.get(earlierSql('cause'), cause, ...among) !== undefined) return CONFIRMED;
  if (signature !== null && db.get(earlierSql('signature'), signature, ...among, cause) !== undefined) return SUSPECTED;
  return NEW;
}
