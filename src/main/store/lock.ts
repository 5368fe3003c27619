import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { troubleOf } from './errors.ts';
import { writeWhole } from './files.ts';

/** Who runs the engine of a data folder, as a second start tells it to the person. */
export interface LockHolder {
  readonly pid: number;
  /** Where the running one can be reached; null until it listens, or when it does not. */
  readonly address: string | null;
}

export interface EngineLock {
  /** Writes down where the holder can be reached, once it listens. */
  announce(address: string): void;
  release(): void;
}

export type LockResult =
  | { readonly held: true; readonly lock: EngineLock }
  /** `holder` is null where the running one has not written itself down yet. */
  | { readonly held: false; readonly holder: LockHolder | null };

/**
 * Admits one engine per data folder. The lock is SQLite's own exclusive lock on a small file (fcntl on Unix, LockFileEx on
 * Windows), so the system's kernel lifts it when its process ends, however that happens; a file with a process number in it
 * would outlive a `kill -9`. Nothing else may open `holdfast.lock`: closing it would lift an fcntl lock of the same process.
 * Throws when the folder cannot be written.
 */
export function acquireLock(folder: string, pid: number): LockResult {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const holderFile = path.join(folder, 'holdfast.lock.json');
  const raw = new Database(path.join(folder, 'holdfast.lock'), { timeout: 0 });
  try {
    raw.pragma('locking_mode = EXCLUSIVE');
    raw.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    raw.close();
    if (troubleOf(error) === 'busy') return { held: false, holder: readHolder(holderFile) };
    throw error;
  }
  const write = (address: string | null): void => writeWhole(holderFile, `${JSON.stringify({ pid, address } satisfies LockHolder)}\n`);
  write(null);
  return { held: true, lock: { announce: write, release: () => release(raw, holderFile) } };
}

function release(raw: Database.Database, holderFile: string): void {
  if (!raw.open) return;
  fs.rmSync(holderFile, { force: true });
  raw.close();
}

function readHolder(file: string): LockHolder | null {
  try {
    const read: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (typeof read !== 'object' || read === null || !('pid' in read) || typeof read.pid !== 'number') return null;
    return { pid: read.pid, address: 'address' in read && typeof read.address === 'string' ? read.address : null };
  } catch {
    return null;
  }
}
