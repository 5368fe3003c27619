import type { Database } from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { listBackups, makeBackup } from './backup.ts';
import { assertSqliteVersion, connectMemory, connectReader, connectWriter, fullCheck, proveDurable, quickCheck, sqliteVersion, userVersion } from './connection.ts';
import { clearSuspect, damageError, isSuspect, replaceDamaged } from './damage.ts';
import { reasonOf, StoreRefused, troubleOf } from './errors.ts';
import { sizeOf } from './files.ts';
import { isSchemaVersion, type Migration, migrate, newestVersion, pendingMigrations } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { problemNow, standStore, type Store, type StoreOptions, type StoreProblem } from './store.ts';
import { committedInLog } from './salvage/page-file.ts';
import { schemaWrong } from './schema-check.ts';
import { createSql } from './sql.ts';
import { openUnwritable } from './unwritable.ts';

/** Larger files are read whole at start only after damage was met in them: the first live number must not wait for it. */
const CHECK_AT_START_BYTES = 64 * 1024 * 1024;

/**
 * Opens the workspace's database and brings its schema up to date; the caller holds the folder's engine lock (`lock.ts`).
 * A damaged file is set aside, never deleted; a newer one is opened for reading and left as it is; on a disk that refuses
 * writes the store still stands. Each of these is said in `problems()`.
 * Throws `StoreRefused` where going on would lose data: SQLite too old, `synchronous` not FULL, another writer.
 */
export function openStore(given: Omit<StoreOptions, 'migrations'> & Partial<Pick<StoreOptions, 'migrations'>>): Store {
  assertSqliteVersion(sqliteVersion());
  const options: StoreOptions = { migrations: MIGRATIONS, ...given };
  if (options.file === ':memory:') return standStore(connectMemory(freshBytes(options)), options, { writable: true, durable: true, problems: [] });
  return attempt(options, () => {
    fs.mkdirSync(path.dirname(options.file), { recursive: true, mode: 0o700 });
    if (sizeOf(options.file) === 0 && listBackups(options.file).length > 0) throw damageError('it is empty, though there are backups of it');
    if (sizeOf(options.file) === 0 && committedInLog(options.file).pages > 0) throw damageError('it is empty, though its log is not');
    return openFile(options, []);
  });
}

const fresh = new WeakMap<readonly Migration[], Buffer>();

/** What the migrations make of nothing. A database in memory begins as a copy of it, in a twentieth of the time that they take. */
function freshBytes({ migrations, clock, log }: StoreOptions): Buffer {
  const known = fresh.get(migrations);
  if (known !== undefined) return known;
  const raw = connectMemory();
  try {
    migrate(createSql(raw, { clock, log }).write, migrations);
    const bytes = raw.serialize();
    fresh.set(migrations, bytes);
    return bytes;
  } finally {
    raw.close();
  }
}

function attempt(options: StoreOptions, open: () => Store, mayReplace = true): Store {
  const { file, clock, log } = options;
  try {
    return open();
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === 'busy') throw new StoreRefused(`Another program is writing to ${file}. Close it and start Holdfast again.`);
    if (trouble === 'full' || trouble === 'unwritable') return openUnwritable(options, trouble);
    if (trouble === 'other' || !mayReplace) throw error;
    const reopen = (): Store => openFile(options, [problemNow(clock, 'store-damaged', replaceDamaged({ file, reason: reasonOf(error), clock, log, migrations: options.migrations, history: options.history ?? null }))]);
    return attempt(options, reopen, false);
  }
}

function openFile(options: StoreOptions, problems: readonly StoreProblem[]): Store {
  const { file, migrations } = options;
  if (sizeOf(file) > 0) {
    const newer = openIfNewer(options, problems);
    if (newer) return newer;
    assertSound(options);
  }
  const raw = connectWriter(file);
  try {
    clearSuspect(file);
    proveDurable(raw);
    /* What a power cut left half-written behind the log's end could later be taken for commits that damage hides. */
    raw.pragma('wal_checkpoint(TRUNCATE)');
    const version = userVersion(raw);
    if (version > 0 && pendingMigrations(migrations, version).length > 0) backUp(raw, options);
  } catch (error) {
    raw.close();
    throw error;
  }
  return standStore(raw, options, { writable: true, durable: true, problems });
}

function openIfNewer(options: StoreOptions, problems: readonly StoreProblem[]): Store | null {
  const { migrations } = options;
  const raw = connectReader(options.file);
  try {
    const [theirs, ours] = [userVersion(raw), newestVersion(migrations)];
    if (!isSchemaVersion(theirs, migrations)) throw damageError(`it says that its schema is ${theirs}, which no Holdfast writes`);
    if (theirs <= ours) {
      raw.close();
      return null;
    }
    const [wrong] = quickCheck(raw);
    if (wrong !== undefined) throw damageError(wrong);
    const message =
      `The database was written by a newer Holdfast (schema ${theirs}, this one knows ${ours}). ` +
      'It is open for reading only and is not changed. Start the newer Holdfast to go on recording.';
    return standStore(raw, options, { writable: false, durable: false, problems: [...problems, problemNow(options.clock, 'store-newer', message)] });
  } catch (error) {
    raw.close();
    throw error;
  }
}

/** By a reader: a writer that is closed moves the log into the file, and what is set aside must stay as it was. */
function assertSound({ file, clock, log, history, migrations }: StoreOptions): void {
  const forgotten = committedInLog(file).behindDamage;
  if (forgotten > 0) throw damageError(`a byte of its log was altered, and ${forgotten === 1 ? 'a confirmed change stands' : `${forgotten} confirmed changes stand`} behind it`);
  const suspect = isSuspect(file);
  const isLarge = sizeOf(file) > CHECK_AT_START_BYTES;
  const raw = connectReader(file);
  try {
    const altered = schemaWrong(raw, migrations, { clock, log });
    if (altered !== null) throw damageError(altered);
    if (!suspect && isLarge) return;
    const wrong = fullCheck(raw)[0] ?? (suspect ? history?.check(createSql(raw, { clock, log }).read) : null) ?? null;
    if (wrong !== null) throw damageError(wrong);
  } finally {
    raw.close();
  }
}

function backUp(raw: Database, { file, clock, log }: StoreOptions): void {
  const backup = path.basename(makeBackup(raw, file, clock.nowMs()));
  log.info('database backed up before its schema changes', { backup });
}
