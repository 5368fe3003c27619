import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import type { EpochMs } from '../../shared/model/units.ts';
import { connectReader, quickCheck, userVersion } from './connection.ts';
import { publishFile } from './files.ts';
import { backupName, discard, expendable, readShelf, shelfOf } from './shelf.ts';

/** What the schema's changes leave behind; what is made while running is kept as the configuration says. */
const KEPT = 4;

/** Copies the whole database, checks the copy and only then gives it its name. Throws when any of it fails. */
export function makeBackup(raw: Database.Database, file: string, at: EpochMs): string {
  const folder = shelfOf(file);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const final = path.join(folder, backupName(file, at, userVersion(raw), true));
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
  discard(expendable(readShelf(file), KEPT, at));
  return final;
}

/** Newest first, those whose journal was in order before those whose was not. */
export function listBackups(file: string): string[] {
  const shelf = readShelf(file);
  return [...shelf.filter(({ proven }) => proven), ...shelf.filter(({ proven }) => !proven)].map((backup) => backup.path);
}

/** Pages between two looks at what else is to do: 4 MiB. */
const PAGES_A_STEP = 1_000;

/**
 * Copies a database as it stands at one moment into a new file, while others write to it: a reader keeps its moment in the
 * write-ahead log and holds up nobody. The copy needs no log, so that reading it later leaves nothing beside it.
 */
export async function copyOnline(file: string, to: string, onProgress: (done: number, of: number) => void = () => {}): Promise<void> {
  const raw = connectReader(file);
  try {
    raw.exec('BEGIN');
    /* The moment is that of the first page read; without it each step would begin anew after a write. */
    userVersion(raw);
    await raw.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages - remainingPages, totalPages);
        return PAGES_A_STEP;
      },
    });
  } finally {
    raw.close();
  }
  const copy = new Database(to, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
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
