import fs from 'node:fs';
import path from 'node:path';
import type { EpochMs } from '../../shared/model/units.ts';
import { reasonOf } from './errors.ts';
import type { Migration } from './migrate.ts';
import type { HistoryKeeper, StoreClock, StoreLog } from './ports.ts';
import { repairFrom } from './salvage/repair.ts';
import { repairWords } from './salvage/words.ts';
import { fileStamp } from './shelf.ts';

/** Our own finding of damage, in the shape of SQLite's, so that it is treated the same. */
export const damageError = (what: string): Error => Object.assign(new Error(what), { code: 'SQLITE_CORRUPT' });

export interface Replacing {
  readonly file: string;
  readonly reason: string;
  readonly clock: StoreClock;
  readonly log: StoreLog;
  readonly migrations: readonly Migration[];
  readonly history: HistoryKeeper | null;
}

/**
 * Sets the damaged file and its log aside with a time in the name, so that nothing is ever deleted, and puts in its place what can be
 * had of it: the newest sound backup with what the damaged file still tells on top of it. Returns the sentences for the person who looks.
 */
export function replaceDamaged({ file, reason, clock, log, migrations, history }: Replacing): string {
  const aside = setAside(file, 'damaged', clock.nowMs());
  clearSuspect(file);
  const repair = repairFrom({ file, aside, clock, log, migrations, history });
  log.warn('damaged database set aside', { aside: path.basename(aside), restored: repair.backup, reason, incomplete: repair.salvage?.incomplete });
  return repairWords(reason, path.basename(aside), repair);
}

/** Gives a database and its log another name, all parts of it, so that it can be opened under that name as it stood. */
export function setAside(file: string, why: string, at: EpochMs): string {
  const wanted = `${file}.${why}-${fileStamp(at)}`;
  let aside = wanted;
  for (let count = 2; fs.existsSync(aside); count += 1) aside = `${wanted}-${count}`;
  for (const part of ['-wal', '-shm', '']) if (fs.existsSync(file + part)) fs.renameSync(file + part, aside + part);
  return aside;
}

/** While this file stands beside the database, the next start reads it whole. */
const suspectMark = (file: string): string => `${file}.suspect`;
export const isSuspect = (file: string): boolean => fs.existsSync(suspectMark(file));
export const clearSuspect = (file: string): void => fs.rmSync(suspectMark(file), { force: true });

export function markSuspect(file: string, log: StoreLog): void {
  try {
    fs.writeFileSync(suspectMark(file), 'Damage was met in the last run; the next start checks the whole file.\n');
  } catch (error) {
    log.warn('the mark for a full check could not be left', { reason: reasonOf(error) });
  }
}
