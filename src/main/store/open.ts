import type { Database } from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { listBackups, makeBackup } from './backup.ts';
import { assertSqliteVersion, connectMemory, connectReader, connectWriter, proveDurable, quickCheck, sqliteVersion, userVersion } from './connection.ts';
import { clearSuspect, damageError, isSuspect, replaceDamaged } from './damage.ts';
import { reasonOf, StoreRefused, troubleOf } from './errors.ts';
import { sizeOf } from './files.ts';
import { newestVersion, pendingMigrations } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { problemNow, standStore, type Store, type StoreOptions, type StoreProblem } from './store.ts';
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
  if (options.file === ':memory:') return standStore(connectMemory(), options, { writable: true, durable: true, problems: [] });
  return attempt(options, () => {
    fs.mkdirSync(path.dirname(options.file), { recursive: true, mode: 0o700 });
    if (sizeOf(options.file) === 0 && listBackups(options.file).length > 0) throw damageError('it is empty, though there are backups of it');
    return openFile(options, []);
  });
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
    const reopen = (): Store => openFile(options, [problemNow(clock, 'store-damaged', replaceDamaged(file, reasonOf(error), clock.nowMs(), log))]);
    return attempt(options, reopen, false);
  }
}

function openFile(options: StoreOptions, problems: readonly StoreProblem[]): Store {
  const { file, migrations } = options;
  if (sizeOf(file) > 0) {
    const newer = openIfNewer(options, problems);
    if (newer) return newer;
  }
  const raw = connectWriter(file);
  try {
    if (isSuspect(file) || sizeOf(file) <= CHECK_AT_START_BYTES) assertSound(raw);
    clearSuspect(file);
    proveDurable(raw);
    const version = userVersion(raw);
    if (version > 0 && pendingMigrations(migrations, version).length > 0) backUp(raw, options);
  } catch (error) {
    raw.close();
    throw error;
  }
  return standStore(raw, options, { writable: true, durable: true, problems });
}

function openIfNewer(options: StoreOptions, problems: readonly StoreProblem[]): Store | null {
  const raw = connectReader(options.file);
  const [theirs, ours] = [userVersion(raw), newestVersion(options.migrations)];
  if (theirs <= ours) {
    raw.close();
    return null;
  }
  const message =
    `The database was written by a newer Holdfast (schema ${theirs}, this one knows ${ours}). ` +
    'It is open for reading only and is not changed. Start the newer Holdfast to go on recording.';
  return standStore(raw, options, { writable: false, durable: false, problems: [...problems, problemNow(options.clock, 'store-newer', message)] });
}

function backUp(raw: Database, { file, clock, log }: StoreOptions): void {
  const backup = path.basename(makeBackup(raw, file, clock.nowMs()));
  log.info('database backed up before its schema changes', { backup });
}

function assertSound(raw: Database): void {
  const [wrong] = quickCheck(raw);
  if (wrong !== undefined) throw damageError(wrong);
}
