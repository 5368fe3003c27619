import type { IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import { epochMs } from '../../../shared/model/units.ts';
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts';
import type { SealedRow, TextCommitment } from './hash.ts';
import type { EntryFilter } from './journal.ts';

/** A row without its texts. */
export type StoredRow = Omit<SealedRow, 'commitments'> & { readonly hash: Uint8Array };

/** A text of a row; text and salt are null once it has been redacted. */
export interface StoredText extends TextCommitment {
  readonly seq: number;
  readonly salt: Uint8Array | null;
  readonly text: string | null;
}

/** The last row, as it is written down apart from the rows. */
export interface Head {
  readonly seq: number;
  readonly hash: Uint8Array;
}

interface RowColumns {
  readonly seq: number;
  readonly stream: string | null;
  readonly at: number;
  readonly recorded_at: number;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly type: string;
  readonly data: string;
  readonly evidence: string | null;
  readonly from_memory: number;
  readonly hash: Uint8Array;
}

const COLUMNS = 'seq, stream, at, recorded_at, actor_kind, actor_id, actor_name, type, data, evidence, from_memory, hash';
const TEXT_COLUMNS = 'seq, field, commitment, salt, text';
/** The condition of the index `journal_about`, word for word. */
const ABOUT = `type IN ('redactionAsked', 'redacted', 'handoverAccepted')`;

/* As the columns stand, whatever stands there: whether a row is what was written is for its hash to say. */
const rowOf = (row: RowColumns): StoredRow => ({
  seq: row.seq,
  stream: row.stream as IncidentId | null,
  at: epochMs(row.at),
  recordedAt: epochMs(row.recorded_at),
  actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name } as IncidentActor,
  type: row.type,
  data: row.data,
  evidence: row.evidence,
  fromMemory: row.from_memory === 1,
  hash: row.hash,
});

export const readHead = (db: ReadDb): Head | null => db.get<Head>('SELECT seq, hash FROM journal_head WHERE id = 1') ?? null;
export const readLast = (db: ReadDb): Head | null => db.get<Head>('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1') ?? null;

export function readRow(db: ReadDb, seq: number): StoredRow | null {
  const row = db.get<RowColumns>(`SELECT ${COLUMNS} FROM journal WHERE seq = ?`, seq);
  return row === undefined ? null : rowOf(row);
}

/** In order, from the first row after `seq`; for the check of the chain. */
export const readRowsAfter = (db: ReadDb, seq: number, limit: number): StoredRow[] => db.all<RowColumns>(`SELECT ${COLUMNS} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit).map(rowOf);

/** All texts after the row `after` up to the row `to`, whether there are such rows or not. */
export const readTextsBetween = (db: ReadDb, after: number, to: number): StoredText[] => db.all<StoredText>(`SELECT ${TEXT_COLUMNS} FROM journal_texts WHERE seq > ? AND seq <= ? ORDER BY seq, field`, after, to);

/** What stands in the tables that a repair fills from a damaged file, in order; a row may stand there twice. */
export const readFoundRows = (db: ReadDb, after: number, limit: number): StoredRow[] => db.all<RowColumns>(`SELECT ${COLUMNS} FROM temp.found_journal WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit).map(rowOf);
export const readFoundTexts = (db: ReadDb, seq: number): StoredText[] => db.all<StoredText>(`SELECT ${TEXT_COLUMNS} FROM temp.found_texts WHERE seq = ? ORDER BY field`, seq);

export const readTextsOf = (db: ReadDb, seqs: readonly number[]): StoredText[] => (seqs.length === 0 ? [] : db.all<StoredText>(READ_TEXTS_OF, JSON.stringify(seqs)));
export const READ_TEXTS_OF = `SELECT ${TEXT_COLUMNS} FROM journal_texts WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq, field`;

export const readText = (db: ReadDb, seq: number, field: string): StoredText | null => db.get<StoredText>(`SELECT ${TEXT_COLUMNS} FROM journal_texts WHERE seq = ? AND field = ?`, seq, field) ?? null;

/** What was said of a row later, oldest first: that a text of it be redacted, that it was, that a hand-over was accepted. */
export const readAbout = (db: ReadDb, seq: number): StoredRow[] => db.all<RowColumns>(READ_ABOUT, seq).map(rowOf);
export const READ_ABOUT = `SELECT ${COLUMNS} FROM journal WHERE ${ABOUT} AND json_extract(data, '$.seq') = ? ORDER BY seq`;

export function readPage(db: ReadDb, filter: EntryFilter): StoredRow[] {
  const { sql, params } = pageQuery(filter);
  return db.all<RowColumns>(sql, ...params).map(rowOf);
}

/**
 * One index answers, the one that leaves the fewest rows, and gives them in order; `+` keeps the others out of the planner's hands,
 * whose guess would change with the data. Several types at once are asked one by one and laid together, each from its index.
 */
export function pageQuery(filter: EntryFilter): { readonly sql: string; readonly params: SqlValue[] } {
  const order = filter.order === 'asc' ? 'ASC' : 'DESC';
  const types = filter.types ?? (filter.type === undefined ? null : [filter.type]);
  const [only] = types ?? [];
  if (filter.stream === undefined && types !== null && types.length > 1) {
    const parts = types.map((type) => pageQuery({ ...filter, type, types: undefined }));
    return { sql: `${parts.map(({ sql }) => `SELECT * FROM (${sql})`).join(' UNION ALL ')} ORDER BY seq ${order} LIMIT ?`, params: [...parts.flatMap(({ params }) => params), filter.limit] };
  }
  const where: string[] = [];
  const params: SqlValue[] = [];
  const add = (column: string, value: SqlValue): void => {
    where.push(`${where.length === 0 ? '' : '+'}${column} IS ?`);
    params.push(value);
  };
  if (filter.stream !== undefined) add('stream', filter.stream);
  if (types?.length === 1 && only !== undefined) add('type', only);
  else if (types !== null) {
    where.push(`+type IN (${types.map(() => '?').join(', ')})`);
    params.push(...types);
  }
  if (filter.actor !== undefined) add('actor_id', filter.actor);
  if (filter.beyond !== undefined) {
    where.push(`seq ${filter.order === 'asc' ? '>' : '<'} ?`);
    params.push(filter.beyond);
  }
  return { sql: `SELECT ${COLUMNS} FROM journal${where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`} ORDER BY seq ${order} LIMIT ?`, params: [...params, filter.limit] };
}

export function insertRow(db: WriteDb, row: StoredRow): void {
  db.run(
    `INSERT INTO journal (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.seq, row.stream, row.at, row.recordedAt, row.actor.kind, row.actor.id, row.actor.name, row.type, row.data, row.evidence, row.fromMemory ? 1 : 0, row.hash,
  );
  db.run('INSERT INTO journal_head (id, seq, hash) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash', row.seq, row.hash);
}

export const insertText = (db: WriteDb, { seq, field, commitment, salt, text }: StoredText): void =>
  void db.run(`INSERT INTO journal_texts (${TEXT_COLUMNS}) VALUES (?, ?, ?, ?, ?)`, seq, field, commitment, salt, text);

export const eraseText = (db: WriteDb, seq: number, field: string): void => void db.run('UPDATE journal_texts SET text = NULL, salt = NULL WHERE seq = ? AND field = ?', seq, field);

/** Rows of an incident, or of some types of the workspace, that tell of a time before an instant and still have a text. */
const erasableRows = (stream: IncidentId | null, types: readonly string[]): string =>
  `FROM journal j JOIN journal_texts t ON t.seq = j.seq WHERE ${stream === null ? `j.type IN (${types.map((type) => `'${type}'`).join(', ')}) AND +j.stream IS ?` : 'j.stream = ?'} AND j.at < ? AND t.text IS NOT NULL`;

export interface ErasableTexts {
  readonly texts: number;
  readonly bytes: number | null;
  readonly oldest: number | null;
  readonly newest: number | null;
}

export const countErasable = (db: ReadDb, stream: IncidentId | null, types: readonly string[], before: number): ErasableTexts =>
  db.get<ErasableTexts>(`SELECT count(*) AS texts, sum(length(CAST(t.text AS BLOB))) AS bytes, min(j.at) AS oldest, max(j.at) AS newest ${erasableRows(stream, types)}`, stream, before) ?? { texts: 0, bytes: null, oldest: null, newest: null };

/** Rows whose texts may be erased, the oldest first. */
export const erasableSeqs = (db: ReadDb, stream: IncidentId | null, types: readonly string[], before: number, limit: number): number[] =>
  db.all<{ seq: number }>(`SELECT DISTINCT j.seq ${erasableRows(stream, types)} ORDER BY j.seq LIMIT ?`, stream, before, limit).map(({ seq }) => seq);

/** All texts of a row; returns how many there were. */
export const eraseTextsOf = (db: WriteDb, seq: number): number => db.run('UPDATE journal_texts SET text = NULL, salt = NULL WHERE seq = ? AND text IS NOT NULL', seq).changes;
