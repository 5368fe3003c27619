import type { Database } from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import type { EpochMs } from '../../shared/model/units.ts';
import { connectReader, quickCheck, userVersion } from './connection.ts';
import { fileStamp, publishFile } from './files.ts';

const KEPT = 3;

/** Backups of `holdfast.db` are `backups/holdfast-<instant>-v<schema>.db`; the newest sorts last. */
const folderOf = (file: string): string => path.join(path.dirname(file), 'backups');
const prefixOf = (file: string): string => `${path.basename(file, path.extname(file))}-`;

/** Copies the whole database, checks the copy and only then gives it its name; keeps the newest three. Throws when any of it fails. */
export function makeBackup(raw: Database, file: string, at: EpochMs): string {
  const folder = folderOf(file);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const final = path.join(folder, `${prefixOf(file)}${fileStamp(at)}-v${userVersion(raw)}.db`);
  const temporary = `${final}.tmp`;
  fs.rmSync(temporary, { force: true });
  try {
    raw.prepare('VACUUM INTO ?').run(temporary);
    const wrong = checkFile(temporary);
    if (wrong !== null) throw new Error(`the backup did not pass its check: ${wrong}`);
    publishFile(temporary, final);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
  for (const old of listBackups(file).slice(KEPT)) fs.rmSync(old, { force: true });
  return final;
}

/** Newest first. */
export function listBackups(file: string): string[] {
  const folder = folderOf(file);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.startsWith(prefixOf(file)) && /-v\d+\.db$/.test(name))
    .sort()
    .toReversed()
    .map((name) => path.join(folder, name));
}

/** Puts the newest backup that passes its check in the place of `file`; null when there is none. */
export function restoreNewest(file: string): string | null {
  for (const backup of listBackups(file)) {
    if (checkFile(backup) !== null) continue;
    const temporary = `${file}.restoring`;
    fs.copyFileSync(backup, temporary);
    publishFile(temporary, file);
    return backup;
  }
  return null;
}

/** What is wrong with a database file, or null. The reader leaves nothing beside a file that keeps no write-ahead log. */
function checkFile(file: string): string | null {
  try {
    const raw = connectReader(file);
    try {
      return quickCheck(raw)[0] ?? null;
    } finally {
      raw.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
