import fs from 'node:fs';
import path from 'node:path';
import type { EpochMs } from '../../shared/model/units.ts';
import { restoreNewest } from './backup.ts';
import { reasonOf } from './errors.ts';
import { fileStamp } from './files.ts';
import type { StoreLog } from './ports.ts';

/** Our own finding of damage, in the shape of SQLite's, so that it is treated the same. */
export const damageError = (what: string): Error => Object.assign(new Error(what), { code: 'SQLITE_CORRUPT' });

/**
 * Sets the damaged file and its log aside with a time in the name, so that nothing is ever deleted, and puts the newest
 * sound backup in its place; without one the next open starts a fresh file. Returns the sentence for the person who looks.
 */
export function replaceDamaged(file: string, reason: string, at: EpochMs, log: StoreLog): string {
  const aside = `${file}.damaged-${fileStamp(at)}`;
  for (const part of ['', '-wal', '-shm']) if (fs.existsSync(file + part)) fs.renameSync(file + part, aside + part);
  clearSuspect(file);
  const backup = restoreNewest(file);
  const restored = backup === null ? null : path.basename(backup);
  log.warn('damaged database set aside', { aside: path.basename(aside), restored, reason });
  const what = `The database was damaged (${reason}). It was set aside as ${path.basename(aside)}`;
  return restored === null
    ? `${what}; there was no sound backup, so a new one was started.`
    : `${what} and the backup ${restored} was restored; what came after that backup is only in the file set aside.`;
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
