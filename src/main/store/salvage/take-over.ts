import type { Database } from 'better-sqlite3';
import type { FoundHistory, HistoryKeeper, TakenHistory } from '../ports.ts';
import type { SqlValue, WriteDb } from '../sql.ts';
import { openPages, type PageFile } from './page-file.ts';
import { readShapes, type FoundRow, type TableShape } from './shapes.ts';
import { rowsOn, survey, type TableSurvey } from './survey.ts';

/** What was made of a damaged file. */
export interface Salvage {
  readonly history: TakenHistory;
  /** Tables of which something may be missing, beside the journal. */
  readonly incomplete: readonly string[];
}

/** Made from the journal anew at the next start, so that nothing of them need be read. */
const PROJECTIONS: ReadonlySet<string> = new Set(['incidents', 'incident_records', 'incident_services', 'incident_numbers', 'projections']);
const JOURNAL = { rows: 'journal', texts: 'journal_texts', head: 'journal_head' } as const;

const NO_HISTORY: TakenHistory = { rows: 0, lost: [], unproven: 0, incidents: [], forked: false };

export interface TakeOverOptions {
  readonly raw: Database;
  readonly write: WriteDb;
  readonly history: HistoryKeeper;
  /** The damaged file, where it was set aside. */
  readonly aside: string;
  /** Name of the backup that the database was begun from; null where it was begun empty. */
  readonly backup: string | null;
}

/**
 * Takes what can be read of a damaged file over into a database that was begun from a backup, or empty. A table that is wholly
 * readable takes the place of the backup's: it is newer. Of others each readable row does. The journal is given to `history`, which
 * knows what follows on what.
 */
export function takeOver({ raw, write, history, aside, backup }: TakeOverOptions): Salvage {
  using file = openPages(aside);
  raw.pragma('foreign_keys = OFF');
  const shapes = readShapes(raw);
  const surveys = survey(file, shapes);
  const has = (name: string): boolean => shapes.some((shape) => shape.name === name);
  return write.transaction(() => {
    const taken = has(JOURNAL.rows) ? takeHistory(write, file, surveys, history, { aside, backup }) : NO_HISTORY;
    const incomplete = surveys.filter(({ shape }) => shape.ours && !PROJECTIONS.has(shape.name) && !isJournal(shape.name)).filter((table) => !takeTable(write, file, table)).map(({ shape }) => shape.name);
    if (has('projections')) write.run('DELETE FROM projections');
    return { history: taken, incomplete };
  });
}

const isJournal = (name: string): boolean => Object.values<string>(JOURNAL).includes(name);

/** True where nothing of it is missing. */
function takeTable(write: WriteDb, file: PageFile, { shape, pages, whole }: TableSurvey): boolean {
  if (whole) write.run(`DELETE FROM ${shape.name}`);
  let refused = 0;
  for (const page of pages) for (const row of rowsOn(file, shape, page)) if (!put(write, shape.name, shape, row)) refused += 1;
  return whole && refused === 0;
}

/** False for a row that the table does not admit. */
function put(write: WriteDb, into: string, shape: TableShape, row: FoundRow): boolean {
  const names = shape.columns.slice(0, row.length).map(({ name }) => name);
  try {
    write.run(`INSERT OR REPLACE INTO ${into} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, ...(row as SqlValue[]));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT')) return false;
    throw error;
  }
}

/** Puts what was found of the journal where `history` looks for it, rows that the backup has already left out. */
function takeHistory(write: WriteDb, file: PageFile, surveys: readonly TableSurvey[], history: HistoryKeeper, from: { readonly aside: string; readonly backup: string | null }): TakenHistory {
  const of = (name: string): TableSurvey | undefined => surveys.find(({ shape }) => shape.name === name);
  const known = write.get<{ seq: number }>(`SELECT seq FROM ${JOURNAL.head} WHERE id = 1`)?.seq ?? 0;
  const beyond = (shape: TableShape, row: FoundRow): boolean => Number(row[shape.columns.findIndex(({ name }) => name === 'seq')]) >= known;
  for (const [table, found] of [[JOURNAL.rows, 'found_journal'], [JOURNAL.texts, 'found_texts']] as const) {
    /* The name is qualified once only: an index or a trigger of the same table must not come along. */
    write.run(`CREATE TEMP TABLE ${found} AS SELECT * FROM main.${table} WHERE 0`);
    write.run(`CREATE INDEX temp.${found}_seq ON ${found} (seq)`);
    fill(write, file, of(table), `temp.${found}`, beyond);
  }
  write.run('CREATE TEMP TABLE found_heads (id TEXT, head TEXT)');
  const incidents = of('incidents');
  if (incidents !== undefined) {
    const [id, head] = ['id', 'head'].map((name) => incidents.shape.columns.findIndex((column) => column.name === name));
    for (const page of incidents.pages) for (const row of rowsOn(file, incidents.shape, page)) write.run('INSERT INTO temp.found_heads VALUES (?, ?)', row[id ?? 0] ?? null, row[head ?? 0] ?? null);
  }
  const taken = history.takeOver(write, { ...from, statedHead: readStatedHead(file, of(JOURNAL.head)) });
  for (const found of ['found_journal', 'found_texts', 'found_heads']) write.run(`DROP TABLE temp.${found}`);
  return taken;
}

function readStatedHead(file: PageFile, table: TableSurvey | undefined): FoundHistory['statedHead'] {
  const [, seq, hash] = table?.pages.flatMap((page) => rowsOn(file, table.shape, page))[0] ?? [];
  return typeof seq === 'number' && hash instanceof Uint8Array ? { seq, hash } : null;
}

function fill(write: WriteDb, file: PageFile, table: TableSurvey | undefined, into: string, wanted: (shape: TableShape, row: FoundRow) => boolean): void {
  if (table === undefined) return;
  for (const page of table.pages) for (const row of rowsOn(file, table.shape, page)) if (wanted(table.shape, row)) put(write, into, table.shape, row);
}
