import { inspectFile } from '../../store/inspect.ts';
import type { StoreClock } from '../../store/ports.ts';
import type { ReadDb } from '../../store/sql.ts';
import type { Verification } from '../journal/journal.ts';
import { readHead } from '../journal/repo.ts';
import { verifySteps } from '../journal/verify.ts';

/** What a look at a whole database file has found, whether an engine writes to it or none does. */
export interface FileFindings {
  readonly ok: boolean;
  readonly schemaVersion: number;
  /** What SQLite finds wrong with the file; empty when all is well. */
  readonly database: readonly string[];
  /** Null where a damaged file, or one without a journal, kept it from being read. */
  readonly journal: Verification | null;
  /** Number of the last row. */
  readonly headSeq: number | null;
}

/** First schema with a journal. */
const JOURNAL_SCHEMA = 30;
const TABLES = ['journal', 'journal_texts', 'journal_head'];

/**
 * Reads every page, and the journal from its first row to the head. Throws where there is no file, or none that can be read as a
 * database. `onProgress` hears of rows of the journal.
 */
export function checkFile(file: string, clock: StoreClock, onProgress: (rows: number, of: number) => void = () => {}): FileFindings {
  const quiet = { clock, log: { info: () => {}, warn: () => {} } };
  return inspectFile(file, quiet, ({ read, schemaVersion, quickCheck }): FileFindings => {
    const missing = schemaVersion < JOURNAL_SCHEMA ? [] : TABLES.filter((table) => !hasTable(read, table)).map((table) => `the table ${table} is missing`);
    const database = [...quickCheck().map((line) => line.replaceAll('\n', ' ')), ...missing];
    if (database.length > 0 || schemaVersion < JOURNAL_SCHEMA) return { ok: database.length === 0, schemaVersion, database, journal: null, headSeq: null };
    const headSeq = readHead(read)?.seq ?? null;
    const journal = verify(read, (rows) => onProgress(rows, headSeq ?? 0));
    return { ok: journal.ok, schemaVersion, database, journal, headSeq };
  });
}

/** As `verifySteps` pauses. */
const ROWS_A_STEP = 1_000;

function verify(read: ReadDb, onRows: (rows: number) => void): Verification {
  const steps = verifySteps(read);
  for (let rows = ROWS_A_STEP; ; rows += ROWS_A_STEP) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onRows(rows);
  }
}

const hasTable = (read: ReadDb, table: string): boolean => read.get(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`, table) !== undefined;
