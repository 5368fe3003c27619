import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { listBackups } from '../backup.ts';
import { connectReader, fullCheck, quickCheck, userVersion } from '../connection.ts';
import { reasonOf } from '../errors.ts';
import { publishFile, sizeOf } from '../files.ts';
import { isSchemaVersion, migrate, newestVersion, type Migration } from '../migrate.ts';
import type { HistoryKeeper, StoreClock, StoreLog } from '../ports.ts';
import { schemaWrong } from '../schema-check.ts';
import { createSql } from '../sql.ts';
import { openPages } from './page-file.ts';
import { takeOver, type Salvage } from './take-over.ts';

export interface Repairing {
  readonly file: string;
  /** Where the damaged file stands now. */
  readonly aside: string;
  readonly clock: StoreClock;
  readonly log: StoreLog;
  readonly migrations: readonly Migration[];
  /** Without it, whatever is newer than the backup stays in the damaged file alone. */
  readonly history: HistoryKeeper | null;
}

export interface Repair {
  /** Name of the backup that stands in the place of the damaged file; null where there was no sound one. */
  readonly backup: string | null;
  /** Null where nothing could be taken over from the damaged file. */
  readonly salvage: Salvage | null;
}

/** Makes the database anew, from the newest sound backup and from what the damaged file still tells, and gives it its name at the end. */
export function repairFrom(repairing: Repairing): Repair {
  const { file, log } = repairing;
  const temporary = `${file}.repairing`;
  const clear = (): void => ['', '-wal', '-shm', '-journal'].forEach((part) => fs.rmSync(temporary + part, { force: true }));
  clear();
  const backup = findBase(repairing);
  if (backup !== null) fs.copyFileSync(backup, temporary);
  let salvage: Salvage | null = null;
  try {
    salvage = salvageInto(temporary, backup, repairing);
  } catch (error) {
    log.warn('nothing could be taken over from the damaged database', { reason: reasonOf(error) });
    clear();
    if (backup !== null) fs.copyFileSync(backup, temporary);
  }
  if (sizeOf(temporary) > 0) {
    holdBack(temporary, repairing);
    publishFile(temporary, file);
  }
  clear();
  return { backup: backup === null ? null : path.basename(backup), salvage };
}

/** What stood on its way in a backup, or in what could be read, may have gone since. */
function holdBack(temporary: string, { history, clock, log }: Repairing): void {
  if (history === null) return;
  const raw = new Database(temporary);
  try {
    raw.pragma('secure_delete = ON');
    history.holdBack(createSql(raw, { clock, log }).write);
  } finally {
    raw.close();
  }
}

/** The newest backup whose journal is in order; else the newest that is at least a sound database. */
function findBase({ file, history, migrations, clock, log }: Repairing): string | null {
  let sound: string | null = null;
  for (const backup of listBackups(file)) {
    try {
      const raw = connectReader(backup);
      try {
        if (quickCheck(raw).length > 0 || schemaWrong(raw, migrations, { clock, log }) !== null) continue;
        if (history === null || history.check(createSql(raw, { clock, log }).read) === null) return backup;
        sound ??= backup;
      } finally {
        raw.close();
      }
    } catch (error) {
      log.warn('a backup cannot be used', { backup: path.basename(backup), reason: reasonOf(error) });
    }
  }
  return sound;
}

function salvageInto(temporary: string, backup: string | null, { aside, history, migrations, clock, log }: Repairing): Salvage | null {
  if (history === null) return null;
  const newest = newestVersion(migrations);
  using damaged = openPages(aside);
  /* Nothing is there, or a newer Holdfast's tables, which this one does not know. */
  if (damaged.count === 0 || (damaged.userVersion > newest && isSchemaVersion(damaged.userVersion, migrations))) return null;
  const raw = new Database(temporary);
  try {
    /* Until it has its name nothing depends on it; `publishFile` puts it on disk. */
    raw.pragma('synchronous = OFF');
    raw.pragma('secure_delete = ON');
    const { write } = createSql(raw, { clock, log });
    const version = Math.max(userVersion(raw), migrations.some((migration) => migration.version === damaged.userVersion) ? damaged.userVersion : newest);
    migrate(write, migrations.filter((migration) => migration.version <= version));
    const salvage = takeOver({ raw, write, history, aside, backup: backup === null ? null : path.basename(backup) });
    const [wrong] = fullCheck(raw);
    if (wrong !== undefined) throw new Error(`the repaired database is not in order: ${wrong}`);
    return salvage;
  } finally {
    raw.close();
  }
}
