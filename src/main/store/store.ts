import type { Database } from 'better-sqlite3';
import type { EpochMs } from '../../shared/model/units.ts';
import { quickCheck, userVersion } from './connection.ts';
import { markSuspect } from './damage.ts';
import { reasonOf } from './errors.ts';
import { type Migration, migrate } from './migrate.ts';
import type { HistoryKeeper, StoreClock, StoreLog } from './ports.ts';
import { createSql, type ReadDb, type SlowStatement, type WriteDb } from './sql.ts';

export interface StoreOptions {
  /** Path of the database; its folder is made when it is missing. `:memory:` for tests. */
  readonly file: string;
  readonly clock: StoreClock;
  readonly log: StoreLog;
  readonly migrations: readonly Migration[];
  /** Judges the journal and takes rows of a damaged file over; without it a damaged file is exchanged for a backup alone. */
  readonly history?: HistoryKeeper;
}

/** A condition of the store that a person must know about, in sentences that say what to do. */
export interface StoreProblem {
  readonly id: 'store-newer' | 'store-damaged' | 'store-unwritable' | 'store-suspect';
  readonly level: 'error';
  readonly message: string;
  readonly since: EpochMs;
}

export interface Store {
  readonly file: string;
  readonly read: ReadDb;
  /** Null when nothing can be written: a file of a newer Holdfast, or a disk that refuses writes. */
  readonly write: WriteDb | null;
  /** False when what is written now is gone after a restart. */
  readonly durable: boolean;
  readonly schemaVersion: number;
  problems(): readonly StoreProblem[];
  /** Statements over 40 ms, oldest first, at most 100. */
  slowStatements(): readonly SlowStatement[];
  /** Reads every page: what is wrong, at most 20 lines; empty when all is well. Damage found is also in `problems()`. */
  quickCheck(): readonly string[];
  close(): void;
}

interface Standing {
  readonly writable: boolean;
  readonly durable: boolean;
  readonly problems: readonly StoreProblem[];
}

export const problemNow = (clock: StoreClock, id: StoreProblem['id'], message: string): StoreProblem => ({ id, level: 'error', message, since: clock.nowMs() });

/** Makes the store of an open connection and, where it can be written, brings its schema up to date. Closes it on failure. */
export function standStore(raw: Database, options: StoreOptions, standing: Standing): Store {
  try {
    return buildStore(raw, options, standing);
  } catch (error) {
    raw.close();
    throw error;
  }
}

function buildStore(raw: Database, { file, clock, log, migrations }: StoreOptions, { writable, durable, problems }: Standing): Store {
  const found: StoreProblem[] = [];
  const onDamage = (error: unknown): void => {
    if (found.length > 0) return;
    found.push(problemNow(clock, 'store-suspect', `The database shows damage (${reasonOf(error)}). Restart Holdfast: it checks the whole file, and sets it aside if need be.`));
    if (file !== ':memory:') markSuspect(file, log);
  };
  const sql = createSql(raw, { clock, log, onDamage });
  if (writable) {
    const applied = migrate(sql.write, migrations);
    if (applied.length > 0) log.info('schema brought up to date', { applied });
    raw.pragma('optimize');
  }
  return {
    file,
    read: sql.read,
    write: writable ? sql.write : null,
    durable,
    schemaVersion: userVersion(raw),
    problems: () => [...problems, ...found],
    slowStatements: () => sql.slow(),
    quickCheck: () => {
      const wrong = quickCheck(raw);
      if (wrong.length > 0) onDamage(new Error(wrong[0]));
      return wrong;
    },
    close: () => {
      raw.close();
    },
  };
}
