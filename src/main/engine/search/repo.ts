import type { IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts';
import { COLUMNS, firstNumber, PER_MINUTE, type Document } from './document.ts';
import { SEARCHED_TYPES, type Said } from './texts.ts';

/** Where an incident stands in the index. */
interface Place {
  readonly doc: number;
  readonly started_at: number;
}

const placeOf = (db: ReadDb, incident: IncidentId): Place | undefined => db.get<Place>('SELECT doc, started_at FROM search_docs WHERE incident = ?', incident);

/** A number that nobody has, as near behind the first one of that start as there is. */
function freeNumber(db: ReadDb, startedAt: EpochMs): number {
  for (let first = firstNumber(startedAt); ; first += PER_MINUTE) {
    const last = db.get<{ doc: number | null }>('SELECT max(doc) AS doc FROM search_docs WHERE doc >= ? AND doc < ?', first, first + PER_MINUTE)?.doc ?? null;
    if (last === null) return first;
    if (last < first + PER_MINUTE - 1) return last + 1;
  }
}

const INSERT = `INSERT INTO search (rowid, ${COLUMNS.map((column) => `"${column}"`).join(', ')}) VALUES (?${', ?'.repeat(COLUMNS.length)})`;

/** Writes an incident into the index, in the place of what was there of it; true where something was. */
export function saveDocument(db: WriteDb, incident: IncidentId, { startedAt, isPrivate }: { readonly startedAt: EpochMs; readonly isPrivate: boolean }, document: Document): boolean {
  const before = placeOf(db, incident);
  const stays = before !== undefined && firstNumber(epochMs(before.started_at)) === firstNumber(startedAt);
  if (before !== undefined) db.run('DELETE FROM search WHERE rowid = ?', before.doc);
  if (before !== undefined && !stays) db.run('DELETE FROM search_docs WHERE doc = ?', before.doc);
  const doc = stays ? before.doc : freeNumber(db, startedAt);
  db.run(
    'INSERT INTO search_docs (doc, incident, started_at, private) VALUES (?, ?, ?, ?) ON CONFLICT (doc) DO UPDATE SET started_at = excluded.started_at, private = excluded.private',
    doc, incident, startedAt, isPrivate ? 1 : 0,
  );
  db.run(INSERT, doc, ...COLUMNS.map((column) => document[column]));
  return before !== undefined;
}

export function clearIndex(db: WriteDb): void {
  db.run(`INSERT INTO search (search) VALUES ('delete-all')`);
  db.run('DELETE FROM search_docs');
}

/** Notes that the index still holds words of texts that are gone. */
export const owePurge = (db: WriteDb): void => void db.run('INSERT INTO search_owed (id) VALUES (1) ON CONFLICT DO NOTHING');
const owesPurge = (db: ReadDb): boolean => db.get('SELECT id FROM search_owed') !== undefined;
const purged = (db: WriteDb): void => void db.run('DELETE FROM search_owed');

/** Writes the whole index anew, without what was taken out of it; blocks for as long as that takes. */
const optimize = (db: WriteDb): void => void db.run(`INSERT INTO search (search) VALUES ('optimize')`);
/**
 * Takes out of the index what was deleted of it, at once. Its tables need not be written anew after that: their rows fill pages of
 * their own, so nothing is moved between pages.
 */
export function purgeIndex(db: WriteDb): void {
  if (!owesPurge(db)) return;
  db.transaction(() => {
    optimize(db);
    purged(db);
  });
}
const rowsChanged = (db: ReadDb): number => db.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0;

/** Pages of the index written in one step: a few milliseconds. */
const PAGES_A_STEP = 64;
/** What a merge changes at the least is its own bookkeeping. */
const NOTHING_MERGED = 2;

/** Goes on taking out of the index what was deleted of it; true once nothing is left to do. `begins`: of a new round. */
export function purgeIndexStep(db: WriteDb, begins: boolean): boolean {
  if (!owesPurge(db)) return true;
  const before = rowsChanged(db);
  db.run(`INSERT INTO search (search, rank) VALUES ('merge', ?)`, begins ? -PAGES_A_STEP : PAGES_A_STEP);
  if (rowsChanged(db) - before >= NOTHING_MERGED) return false;
  purged(db);
  return true;
}

interface SaidRow {
  readonly seq: number;
  readonly at: number;
  readonly actor_kind: IncidentActor['kind'];
  readonly actor_id: string;
  readonly actor_name: string;
  readonly type: string;
  readonly data: string;
  readonly texts: string | null;
}

const TYPES = SEARCHED_TYPES.map((type) => `'${type}'`).join(', ');
/** One row for each entry that says something, found by its incident. */
export const SAID_SQL = `SELECT j.seq, j.at, j.actor_kind, j.actor_id, j.actor_name, j.type, j.data,
  (SELECT json_group_object(t.field, t.text) FROM journal_texts t WHERE t.seq = j.seq) AS texts
  FROM journal j WHERE j.stream = ? AND +j.type IN (${TYPES}) ORDER BY j.seq`;

/** What was said in an incident, oldest first; of entries without a text those that take one away. */
export const saidIn = (db: ReadDb, incident: IncidentId): Said[] =>
  db.all<SaidRow>(SAID_SQL, incident).map((row) => ({
    seq: row.seq,
    at: epochMs(row.at),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    type: row.type,
    // Written by the journal as canonical JSON, and checked there.
    data: JSON.parse(row.data) as Said['data'],
    texts: row.texts === null ? {} : (JSON.parse(row.texts) as Said['texts']),
  }));

export interface Found {
  readonly doc: number;
  readonly incident: IncidentId;
}

export interface Range {
  /** The lowest number that counts. */
  readonly from: number;
  /** The first number beyond. */
  readonly before: number;
  /** Of the exact start of incidents, where a span was asked for. */
  readonly startedFrom: EpochMs | null;
  readonly startedBefore: EpochMs | null;
  readonly publicOnly: boolean;
}

/** As integers: numbers come as reals, whose limits the index does not take and looks at every document instead. */
const SPAN = ['s.rowid >= CAST(? AS INTEGER)', 's.rowid < CAST(? AS INTEGER)'];

/**
 * Those that match, the newest first. `few`: one of the words stands in few incidents; then all that match are read, the oldest first,
 * because only in that direction the index skips over what it does not need of the other words.
 */
export function findNewest(db: ReadDb, match: string, range: Range, limit: number, few: boolean): Found[] {
  const { sql, params } = statementOf(match, range, few ? 'ASC' : `DESC LIMIT ${limit}`);
  const found = db.all<Found>(sql, ...params);
  return few ? found.toReversed().slice(0, limit) : found;
}

function statementOf(match: string, { from, before, startedFrom, startedBefore, publicOnly }: Range, order: string): { readonly sql: string; readonly params: readonly SqlValue[] } {
  const where = ['search MATCH ?', ...SPAN];
  const params: SqlValue[] = [match, from, before];
  const when = (condition: string, ...values: SqlValue[]): void => void (where.push(condition), params.push(...values));
  if (publicOnly) when('d.private = 0');
  if (startedFrom !== null) when('d.started_at >= ?', startedFrom);
  if (startedBefore !== null) when('d.started_at < ?', startedBefore);
  return { sql: `SELECT d.doc, d.incident FROM search s CROSS JOIN search_docs d ON d.doc = s.rowid WHERE ${where.join(' AND ')} ORDER BY s.rowid ${order}`, params };
}

/** Numbers of the documents that match, from one number on. */
export const matching = (db: ReadDb, match: string, from: number, before: number): number[] =>
  db.all<{ doc: number }>(`SELECT s.rowid AS doc FROM search s WHERE search MATCH ? AND ${SPAN.join(' AND ')} ORDER BY s.rowid DESC`, match, from, before).map(({ doc }) => doc);

/** In how many incidents it stands, counted to `most`; `publicOnly`: of those that everybody may see. */
export const countUpTo = (db: ReadDb, match: string, most: number, publicOnly: boolean): number =>
  db.get<{ n: number }>(`SELECT count(*) AS n FROM (SELECT 1 FROM search s${publicOnly ? ' CROSS JOIN search_docs d ON d.doc = s.rowid AND d.private = 0' : ''} WHERE search MATCH ? LIMIT ?)`, match, most)?.n ?? 0;
