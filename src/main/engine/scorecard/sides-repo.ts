import type { Audience } from '../../../shared/model/policy-config.ts';
import type { IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import { severityRank } from '../../../shared/model/severity.ts';
import type { IncidentOrigin } from '../../../shared/model/incident.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts';
import type { CountedAlerts, Fate, IncidentFate } from './alert-quality.ts';
import type { Span } from './calendar.ts';
import type { DrillFact } from './drills.ts';
import { AS_CORRECTED, BOTH } from './facts.ts';
import type { Question } from './filter.ts';
import type { Spent } from './span.ts';
import type { UpdateTally } from './update-tally.ts';
import type { ToldUpdates } from './updates-standing.ts';

const bit = (value: boolean): 0 | 1 => (value ? 1 : 0);

export interface ToldRow {
  readonly audience: Audience;
  readonly tally: UpdateTally;
  /** From detection to the first update. */
  readonly firstMs: Spent;
}

export function saveTold(db: WriteDb, incident: IncidentId, start: EpochMs | null, rows: readonly ToldRow[]): void {
  db.run('DELETE FROM told_updates WHERE incident = ?', incident);
  if (start === null) return;
  for (const { audience, tally, firstMs } of rows)
    db.run(
      'INSERT INTO told_updates (start, incident, audience, on_time, late, missed, kept, broken, promised_at, first_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      start, incident, audience, tally.onTime, tally.late, tally.missed, tally.kept, tally.broken, tally.promisedAt, firstMs,
    );
}

export interface FiredAlert {
  readonly alert: string;
  readonly firedAt: EpochMs;
  readonly rule: string;
  readonly service: ServiceId | null;
}

/** One that is told again, since it grew graver, has fired when it was told first. */
export const saveFired = (db: WriteDb, incident: IncidentId, { alert, firedAt, rule, service }: FiredAlert): void =>
  void db.run('INSERT INTO fired_alerts (alert, incident, fired_at, rule, service) VALUES (?, ?, ?, ?, ?) ON CONFLICT (alert) DO UPDATE SET fired_at = min(fired_at, excluded.fired_at)', alert, incident, firedAt, rule, service);
export const dropFired = (db: WriteDb, incident: IncidentId): void => void db.run('DELETE FROM fired_alerts WHERE incident = ?', incident);

export interface FateRow extends IncidentFate {
  readonly private: boolean;
  readonly drill: boolean;
}

export const saveFate = (db: WriteDb, incident: IncidentId, fate: FateRow): void =>
  void db.run('INSERT INTO alert_fates (incident, fate, merged_into, private, drill) VALUES (?, ?, ?, ?, ?) ON CONFLICT (incident) DO UPDATE SET fate = excluded.fate, merged_into = excluded.merged_into, private = excluded.private', incident, fate.fate, fate.mergedInto, bit(fate.private), bit(fate.drill));

export function saveDrill(db: WriteDb, incident: IncidentId, drill: (Omit<DrillFact, 'incident'> & { readonly private: boolean }) | null): void {
  db.run('DELETE FROM scorecard_drills WHERE incident = ?', incident);
  if (drill !== null) db.run('INSERT INTO scorecard_drills (start, incident, mitigate_ms, running, private) VALUES (?, ?, ?, ?, ?)', drill.start, incident, drill.mitigateMs, bit(drill.running), bit(drill.private));
}

/** Takes the projections away; what was measured, and what is counted of alerts without an incident, stays. */
export function clearSides(db: WriteDb): void {
  for (const table of ['told_updates', 'fired_alerts', 'alert_fates', 'scorecard_drills']) db.run(`DELETE FROM ${table}`);
}

const QUARTER_MS = 900_000;
const quarterOf = (at: EpochMs): number => Math.floor(at / QUARTER_MS) * QUARTER_MS;

/** One more alert whose rule asks for no incident, or one less, since it got one after all. */
export function countQuiet(db: WriteDb, { at, rule, service, by }: { readonly at: EpochMs; readonly rule: string; readonly service: ServiceId | null; readonly by: 1 | -1 }): void {
  const key = [quarterOf(at), rule, service ?? ''] as const;
  if (by === 1) db.run('INSERT INTO quiet_alerts (quarter_at, rule, service, count) VALUES (?, ?, ?, 1) ON CONFLICT (quarter_at, rule, service) DO UPDATE SET count = count + 1', ...key);
  else db.run('UPDATE quiet_alerts SET count = count - 1 WHERE quarter_at = ? AND rule = ? AND service = ? AND count > 0', ...key);
}

const MARK = `rule = ''`;
export const quietSince = (db: ReadDb): EpochMs | null => db.get<{ at: EpochMs | null }>(`SELECT min(quarter_at) AS at FROM quiet_alerts WHERE ${MARK}`)?.at ?? null;
export const markQuietSince = (db: WriteDb, at: EpochMs): void => void db.run(`INSERT INTO quiet_alerts (quarter_at, rule, service, count) VALUES (?, '', '', 0)`, at);

/** Where anything begins and ends that is counted here; null where there is nothing. */
export function boundsOf(db: ReadDb): { readonly first: EpochMs; readonly last: EpochMs } | null {
  const ends = (order: 'ASC' | 'DESC'): EpochMs[] =>
    [`SELECT start AS at FROM scorecard_facts ORDER BY start ${order} LIMIT 1`, `SELECT fired_at AS at FROM fired_alerts ORDER BY fired_at ${order} LIMIT 1`, `SELECT quarter_at AS at FROM quiet_alerts ORDER BY quarter_at ${order} LIMIT 1`].flatMap((sql) => db.get<{ at: EpochMs }>(sql)?.at ?? []);
  const [firsts, lasts] = [ends('ASC'), ends('DESC')];
  return firsts.length === 0 ? null : { first: epochMs(Math.min(...firsts)), last: epochMs(Math.max(...lasts)) };
}

/** When the alerts of an incident fired, and those of every incident that was merged into it: what becomes of it becomes of them. */
export function firedIn(db: ReadDb, incident: string): EpochMs[] {
  const found = new Set([incident]);
  for (const id of found) for (const { source } of db.all<{ source: string }>('SELECT incident AS source FROM alert_fates WHERE merged_into = ?', id)) found.add(source);
  return [...found].flatMap((id) => db.all<{ at: EpochMs }>('SELECT fired_at AS at FROM fired_alerts WHERE incident = ?', id).map(({ at }) => at));
}

interface Statement {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** Which incidents a question counts, as `createSieve` says it of rows in memory; instants as they stand now. */
function counted({ from, to }: Span, { filter, ofTier, seesPrivate }: Question): { readonly where: string; readonly params: readonly SqlValue[] } {
  const where = ['f.start >= ?', 'f.start < ?', `f.reading IN (${BOTH}, ${AS_CORRECTED})`, `f.standing = 'declared'`];
  const params: SqlValue[] = [from, to];
  const when = (condition: string, ...values: readonly SqlValue[]): void => void (where.push(condition), params.push(...values));
  if (!seesPrivate) when('f.private = 0');
  if (filter.drills !== 'in') when('f.drill = ?', bit(filter.drills === 'only'));
  if (filter.maintenance !== 'in') when('f.maintenance = ?', bit(filter.maintenance === 'only'));
  if (filter.severity !== null) when('f.severity = ?', severityRank(filter.severity));
  if (filter.cause !== null) when('f.cause = ?', filter.cause);
  if (filter.causeCategory !== null) when('f.category = ?', filter.causeCategory);
  const isOf = `instr(' ' || f.services || ' ', ' ' || ? || ' ') > 0`;
  if (filter.service !== null) when(isOf, filter.service);
  if (ofTier !== null) when(ofTier.length === 0 ? '0' : `(${ofTier.map(() => isOf).join(' OR ')})`, ...ofTier);
  return { where: where.join(' AND '), params };
}

export function originsStatement(span: Span, question: Question): Statement {
  const { where, params } = counted(span, question);
  return { sql: `SELECT f.origin AS origin, count(*) AS n, sum(f.private = 0 AND f.severity <= 1 AND f.running = 0) AS owed FROM scorecard_facts f WHERE ${where} GROUP BY f.origin`, params };
}

export interface OriginCount {
  readonly origin: IncidentOrigin;
  readonly n: number;
  /** Those that are over and owed the public an update. */
  readonly owed: number;
}
export const countOrigins = (db: ReadDb, span: Span, question: Question): OriginCount[] => {
  const { sql, params } = originsStatement(span, question);
  return db.all<OriginCount>(sql, ...params);
};

/** The newest incident first. Driven by what was told, which is less than there are incidents. */
export function toldStatement(span: Span, question: Question): Statement {
  const { where, params } = counted(span, question);
  return {
    sql: `SELECT t.incident, t.audience, t.on_time, t.late, t.missed, t.kept, t.broken, t.promised_at, t.first_ms, f.private = 0 AND f.severity <= 1 AND f.running = 0 AND f.origin <> 'import' AS owed
      FROM told_updates t CROSS JOIN scorecard_facts f ON f.start = t.start AND f.incident = t.incident WHERE t.start >= ? AND t.start < ? AND ${where} ORDER BY t.start DESC, t.incident DESC, t.audience`,
    params: [span.from, span.to, ...params],
  };
}

interface ToldDbRow {
  readonly incident: IncidentId;
  readonly audience: Audience;
  readonly on_time: number;
  readonly late: number;
  readonly missed: 0 | 1;
  readonly kept: number;
  readonly broken: number;
  readonly promised_at: EpochMs | null;
  readonly first_ms: number | null;
  readonly owed: 0 | 1;
}

export function toldUpdates(db: ReadDb, span: Span, question: Question): ToldUpdates[] {
  const { sql, params } = toldStatement(span, question);
  return db.all<ToldDbRow>(sql, ...params).map((row) => ({
    incident: row.incident, audience: row.audience, firstMs: row.first_ms, owed: row.owed === 1,
    tally: { onTime: row.on_time, late: row.late, missed: row.missed, kept: row.kept, broken: row.broken, promisedAt: row.promised_at },
  }));
}

const LATEST_DRILLS = 1_000;
export const DRILLS_BEFORE = `SELECT incident, start, mitigate_ms AS mitigateMs, running FROM scorecard_drills WHERE start < ? AND private <= ? ORDER BY start DESC LIMIT ${LATEST_DRILLS}`;
/** Rising by their start; of the last 1,000. */
export const drillsBefore = (db: ReadDb, to: EpochMs, seesPrivate: boolean): DrillFact[] =>
  db.all<Omit<DrillFact, 'running'> & { running: 0 | 1 }>(DRILLS_BEFORE, to, bit(seesPrivate)).map((row) => ({ ...row, running: row.running === 1 })).toReversed();

export interface AlertFilter {
  /** Null = of any, and of none. */
  readonly services: readonly ServiceId[] | null;
  readonly drills: 'in' | 'out' | 'only';
  readonly seesPrivate: boolean;
}

const ofServices = (column: string, services: AlertFilter['services']): string => (services === null ? '' : ` AND ${column} IN (${services.map(() => '?').join(', ')})`);

export function firedStatement({ from, to }: Span, { services, drills, seesPrivate }: AlertFilter): Statement {
  return {
    sql: `SELECT a.fired_at AS at, a.rule, a.incident, f.fate, f.merged_into AS mergedInto FROM fired_alerts a JOIN alert_fates f ON f.incident = a.incident
      WHERE a.fired_at >= ? AND a.fired_at < ?${ofServices('a.service', services)}${seesPrivate ? '' : ' AND f.private = 0'}${drills === 'in' ? '' : ` AND f.drill = ${bit(drills === 'only')}`} ORDER BY a.fired_at`,
    params: [from, to, ...(services ?? [])],
  };
}

export function quietStatement({ from, to }: Span, { services }: AlertFilter): Statement {
  return { sql: `SELECT quarter_at AS at, rule, count FROM quiet_alerts WHERE quarter_at >= ? AND quarter_at < ? AND count > 0${ofServices('service', services)} ORDER BY quarter_at`, params: [from, to, ...(services ?? [])] };
}

interface FiredRow extends IncidentFate {
  readonly at: EpochMs;
  readonly rule: string;
  readonly incident: string;
}

/** What fired in a span, rising by its time, and what became of the incidents behind it, those that they were merged into as well. */
export function firedAlerts(db: ReadDb, span: Span, filter: AlertFilter): { readonly alerts: CountedAlerts[]; readonly fates: Map<string, IncidentFate> } {
  const [fired, quiet] = [firedStatement(span, filter), quietStatement(span, filter)];
  const fates = new Map<string, IncidentFate>();
  const alerts = db.all<FiredRow>(fired.sql, ...fired.params).map(({ at, rule, incident, fate, mergedInto }): CountedAlerts => {
    fates.set(incident, { fate, mergedInto });
    return { at, rule, incident, count: 1 };
  });
  const others = filter.drills === 'only' ? [] : db.all<{ at: EpochMs; rule: string; count: number }>(quiet.sql, ...quiet.params).map((row): CountedAlerts => ({ ...row, incident: null }));
  for (const { mergedInto } of fates.values()) followFate(db, fates, mergedInto);
  return { alerts: others.length === 0 ? alerts : [...alerts, ...others].sort((a, b) => a.at - b.at), fates };
}

function followFate(db: ReadDb, fates: Map<string, IncidentFate>, incident: string | null): void {
  for (let id = incident; id !== null && !fates.has(id); ) {
    const row = db.get<{ fate: Fate; mergedInto: string | null }>('SELECT fate, merged_into AS mergedInto FROM alert_fates WHERE incident = ?', id);
    if (row === undefined) return;
    fates.set(id, row);
    id = row.mergedInto;
  }
}
