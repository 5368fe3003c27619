import type { IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import { severityRank, type Severity } from '../../../shared/model/severity.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts';
import { instantOf, isOpen, type IncidentRecord } from './record.ts';

/** Where an incident stands in lists: rising, open ones first. */
export interface ListKey {
  readonly closed: 0 | 1;
  readonly sortKey: number;
  readonly id: string;
}

/** Wider than any instant in milliseconds, so that rank and instant fit into one number. */
const RANK = 1e13;

/** When an incident began, as far as known, else when it was first heard of. */
export const startOf = (record: IncidentRecord): EpochMs => instantOf(record, 'impactStartedAt') ?? instantOf(record, 'detectedAt') ?? instantOf(record, 'declaredAt') ?? record.changedAt;

/** Declared before proposed, graver first, then the one that has lasted longest; what is closed the other way round, the newest first. */
export function listKeyOf(record: IncidentRecord): ListKey {
  const started = startOf(record);
  if (!isOpen(record)) return { closed: 1, sortKey: 0 - started, id: record.id };
  return { closed: 0, sortKey: ((record.standing === 'proposed' ? 3 : 0) + severityRank(record.severity)) * RANK + started, id: record.id };
}

/** What a search looks through; folded the same way as what is searched for. */
const searchTextOf = (record: IncidentRecord): string => `${record.id} ${record.title ?? ''}`.toLowerCase();

/** Where it stands in lists; `head` is the hash of the last entry that is folded in. The record itself is saved apart, after it. */
export function saveHead(db: WriteDb, record: IncidentRecord, head: string): void {
  const { closed, sortKey } = listKeyOf(record);
  db.run(
    `INSERT INTO incidents (id, closed, sort_key, severity, private, signature, closed_at, search, head) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET closed = excluded.closed, sort_key = excluded.sort_key, severity = excluded.severity, private = excluded.private,
       signature = excluded.signature, closed_at = excluded.closed_at, search = excluded.search, head = excluded.head`,
    record.id, closed, sortKey, record.severity, record.private ? 1 : 0, record.signature, record.closedAt, searchTextOf(record), head,
  );
}

export const saveRecord = (db: WriteDb, record: IncidentRecord): void =>
  void db.run('INSERT INTO incident_records (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record', record.id, JSON.stringify(record));

/** Under which services it is found; after every change of them or of its place in lists. `before` is how it was found until now. */
export function saveServices(db: WriteDb, before: IncidentRecord | null, record: IncidentRecord): void {
  const { closed, sortKey } = listKeyOf(record);
  const moved = before === null || listKeyOf(before).closed !== closed || listKeyOf(before).sortKey !== sortKey;
  if (moved) db.run('DELETE FROM incident_services WHERE incident = ?', record.id);
  const known = new Set(moved ? [] : before.services);
  for (const service of known) if (!record.services.includes(service)) db.run('DELETE FROM incident_services WHERE service = ? AND closed = ? AND sort_key = ? AND incident = ?', service, closed, sortKey, record.id);
  for (const service of record.services) if (!known.has(service)) db.run('INSERT INTO incident_services (service, closed, sort_key, incident) VALUES (?, ?, ?, ?)', service, closed, sortKey, record.id);
}

/** Takes the whole projection away, to be made anew from the journal. */
export function clearRecords(db: WriteDb): void {
  for (const table of ['incident_services', 'incident_records', 'incidents', 'incident_numbers']) db.run(`DELETE FROM ${table}`);
}

/* What stands here was written by `saveRecord`, in this form. */
const parse = (json: string): IncidentRecord => JSON.parse(json) as IncidentRecord;

export function findRecord(db: ReadDb, id: IncidentId): IncidentRecord | null {
  const row = db.get<{ record: string }>('SELECT record FROM incident_records WHERE id = ?', id);
  return row === undefined ? null : parse(row.record);
}

export interface Head {
  readonly id: IncidentId;
  readonly head: string;
}

export const headOf = (db: ReadDb, id: IncidentId): string | null => db.get<{ head: string }>('SELECT head FROM incidents WHERE id = ?', id)?.head ?? null;
export const openHeads = (db: ReadDb): Head[] => db.all<Head>('SELECT id, head FROM incidents WHERE closed = 0 ORDER BY sort_key, id');
export const openOfSignature = (db: ReadDb, signature: string): Head[] => db.all<Head>('SELECT id, head FROM incidents WHERE signature = ? AND closed = 0', signature);
export const openOfService = (db: ReadDb, service: ServiceId): Head[] =>
  db.all<Head>('SELECT i.id, i.head FROM incident_services s JOIN incidents i ON i.id = s.incident WHERE s.service = ? AND s.closed = 0', service);
/** Those that were opened last. */
export const openedLast = (db: ReadDb, limit: number): Head[] => db.all<Head>('SELECT id, head FROM incidents WHERE closed = 0 ORDER BY rowid DESC LIMIT ?', limit);
/** The newest first. */
export const closedOfSignature = (db: ReadDb, signature: string, limit: number): Head[] =>
  db.all<Head>('SELECT id, head FROM incidents WHERE signature = ? AND closed = 1 ORDER BY closed_at DESC LIMIT ?', signature, limit);
export const closedOfService = (db: ReadDb, service: ServiceId, limit: number): Head[] =>
  db.all<Head>('SELECT i.id, i.head FROM incident_services s JOIN incidents i ON i.id = s.incident WHERE s.service = ? AND s.closed = 1 ORDER BY s.sort_key, s.incident LIMIT ?', service, limit);

export const closedSince = (db: ReadDb, since: EpochMs): Head[] => db.all<Head>('SELECT id, head FROM incidents WHERE closed_at >= ? ORDER BY closed_at', since);

export const anyOfSignature = (db: ReadDb, signature: string): IncidentId | null => db.get<{ id: IncidentId }>('SELECT id FROM incidents WHERE signature = ? LIMIT 1', signature)?.id ?? null;
/** Closed ones that began, or were first heard of, at this very instant. */
export const closedStartedAt = (db: ReadDb, startedAt: EpochMs): Head[] => db.all<Head>('SELECT id, head FROM incidents WHERE closed = 1 AND sort_key = ?', 0 - startedAt);

export interface ListFilter {
  readonly show: 'open' | 'closed' | 'all';
  readonly service?: ServiceId | undefined;
  readonly severity?: Severity | undefined;
  readonly query?: string | undefined;
  /** Only those that are not private. */
  readonly publicOnly: boolean;
  /** Only what comes after this one. */
  readonly after: ListKey | null;
  readonly limit: number;
}

interface ListRow extends Head {
  readonly closed: 0 | 1;
  readonly sort_key: number;
}

/** One page in the order of `listKeyOf`. The statement and its parameters stand apart, so that a test can look at its plan. */
export function listStatement(filter: ListFilter): { readonly sql: string; readonly params: readonly SqlValue[] } {
  const by = filter.service === undefined ? { from: 'incidents i', closed: 'i.closed', key: 'i.sort_key', id: 'i.id' } : { from: 'incident_services s JOIN incidents i ON i.id = s.incident', closed: 's.closed', key: 's.sort_key', id: 's.incident' };
  const where: string[] = [];
  const params: SqlValue[] = [];
  const when = (condition: string, ...values: SqlValue[]): void => void (where.push(condition), params.push(...values));
  if (filter.service !== undefined) when('s.service = ?', filter.service);
  if (filter.severity !== undefined) when('i.severity = ?', filter.severity);
  if (filter.show !== 'all') when(`${by.closed} = ?`, filter.show === 'open' ? 0 : 1);
  if (filter.after !== null) when(`(${by.closed}, ${by.key}, ${by.id}) > (?, ?, ?)`, filter.after.closed, filter.after.sortKey, filter.after.id);
  if (filter.query !== undefined) when('instr(i.search, ?) > 0', filter.query.toLowerCase());
  if (filter.publicOnly) when('i.private = 0');
  const sql = `SELECT i.id, i.head, i.closed, i.sort_key FROM ${by.from}${where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`} ORDER BY ${by.closed}, ${by.key}, ${by.id} LIMIT ?`;
  return { sql, params: [...params, filter.limit] };
}

export function listIncidents(db: ReadDb, filter: ListFilter): (Head & { readonly key: ListKey })[] {
  const { sql, params } = listStatement(filter);
  return db.all<ListRow>(sql, ...params).map(({ id, head, closed, sort_key }) => ({ id, head, key: { closed, sortKey: sort_key, id } }));
}

/** The next number of a year; it rises by one, and is given away only with the transaction that uses it. */
export function nextNumber(db: WriteDb, year: number): number {
  db.run('INSERT INTO incident_numbers (year, last) VALUES (?, 1) ON CONFLICT (year) DO UPDATE SET last = last + 1', year);
  return db.get<{ last: number }>('SELECT last FROM incident_numbers WHERE year = ?', year)?.last ?? 1;
}

/** Makes sure that a number which the journal knows is never given again. */
export const keepNumber = (db: WriteDb, year: number, number: number): void =>
  void db.run('INSERT INTO incident_numbers (year, last) VALUES (?, ?) ON CONFLICT (year) DO UPDATE SET last = max(last, excluded.last)', year, number);

/** The form in which each projection was last written, by its name. */
export const formsWritten = (db: ReadDb): ReadonlyMap<string, number> => new Map(db.all<{ name: string; version: number }>('SELECT name, version FROM projections').map(({ name, version }) => [name, version]));
export const saveForm = (db: WriteDb, name: string, version: number): void => void db.run('INSERT INTO projections (name, version) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version', name, version);
