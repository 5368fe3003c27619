import Database from 'better-sqlite3';
import { reasonOf, StoreRefused, troubleOf } from './errors.ts';

/** Older ones can corrupt a WAL file when a write meets a checkpoint (sqlite.org/wal.html, "the WAL-reset bug"). */
const OLDEST_SQLITE = '3.51.3';
const BUSY_MS = 2_000;
const FULL = 2;

export function assertSqliteVersion(version: string): void {
  const part = (text: string): number[] => text.split('.').map(Number);
  const [have, need] = [part(version), part(OLDEST_SQLITE)];
  const differs = need.findIndex((number, index) => have[index] !== number);
  if (differs >= 0 && (have[differs] ?? 0) < (need[differs] ?? 0))
    throw new StoreRefused(`SQLite ${version} can damage its own files; Holdfast needs ${OLDEST_SQLITE} or newer (it comes with the package better-sqlite3)`);
}

export function sqliteVersion(): string {
  const raw = new Database(':memory:');
  try {
    return (raw.prepare('SELECT sqlite_version() AS version').get() as { version: string }).version;
  } finally {
    raw.close();
  }
}

/** The one connection that writes. Settings only; `proveDurable` shows that they hold. */
export function connectWriter(file: string): Database.Database {
  const raw = new Database(file, { timeout: BUSY_MS });
  try {
    raw.pragma('journal_mode = WAL');
    raw.pragma('journal_size_limit = 67108864');
    applySettings(raw);
    return raw;
  } catch (error) {
    raw.close();
    throw error;
  }
}

export function connectReader(file: string): Database.Database {
  return new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
}

/** A database that lives in memory: empty, or a copy of a file's bytes. What is written to it ends with the process. */
export function connectMemory(copy?: Buffer): Database.Database {
  const raw = new Database(copy ?? ':memory:');
  applySettings(raw);
  return raw;
}

function applySettings(raw: Database.Database): void {
  raw.pragma('synchronous = FULL');
  raw.pragma('foreign_keys = ON');
  raw.pragma('trusted_schema = OFF');
  raw.pragma('mmap_size = 0');
  /* What is deleted or replaced is overwritten: a redacted text must not stay behind in the free space of a page. */
  raw.pragma('secure_delete = ON');
}

/**
 * Writes once and reads the settings back. better-sqlite3 is compiled so that `synchronous` falls to NORMAL with the first
 * write to a WAL file and on every reopen, where a power cut loses commits that were acknowledged; asking before a write
 * would be told FULL and prove nothing.
 */
export function proveDurable(raw: Database.Database): void {
  raw.exec('BEGIN IMMEDIATE');
  try {
    raw.pragma(`user_version = ${Number(raw.pragma('user_version', { simple: true }))}`);
    raw.exec('COMMIT');
  } catch (error) {
    if (raw.inTransaction) raw.exec('ROLLBACK');
    throw error;
  }
  const journal = String(raw.pragma('journal_mode', { simple: true }));
  if (journal !== 'wal') throw new StoreRefused(`The database does not keep a write-ahead log (journal_mode is "${journal}", expected "wal"); a network drive may be the cause`);
  const synchronous = Number(raw.pragma('synchronous', { simple: true }));
  if (synchronous !== FULL) throw new StoreRefused(`The database would lose confirmed entries in a power cut (synchronous is ${synchronous} after the first write, expected ${FULL})`);
}

export const userVersion = (raw: Database.Database): number => Number(raw.pragma('user_version', { simple: true }));

/** What SQLite finds wrong with pages and rows, at most 20 lines; empty when all is well. Damage that stops the check itself is its one line. */
export const quickCheck = (raw: Database.Database): readonly string[] => check(raw, 'quick_check');
/** The same and whether every index says what its table does, in about twice the time. */
export const fullCheck = (raw: Database.Database): readonly string[] => check(raw, 'integrity_check');

const check = (raw: Database.Database, pragma: 'quick_check' | 'integrity_check'): readonly string[] =>
  orDamage(() => (raw.pragma(`${pragma}(20)`) as Record<string, string>[]).map((line) => line[pragma] ?? '').filter((line) => line !== 'ok'), (reason) => [reason]);

/** What looking finds, or what is made of the damage that stops the look. */
export function orDamage<T>(look: () => T, met: (reason: string) => T): T {
  try {
    return look();
  } catch (error) {
    /* A search index whose own tables are damaged says so by an error of no particular kind. */
    if (troubleOf(error) === 'damaged' || (troubleOf(error) === 'other' && error instanceof Database.SqliteError)) return met(reasonOf(error));
    throw error;
  }
}
