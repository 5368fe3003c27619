import type { Database } from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { connectMemory, connectReader, userVersion } from './connection.ts';
import { reasonOf } from './errors.ts';
import { sizeOf } from './files.ts';
import { newestVersion } from './migrate.ts';
import type { StoreLog } from './ports.ts';
import { problemNow, standStore, type Store, type StoreOptions, type StoreProblem } from './store.ts';

/**
 * The store on a disk that refuses writes, so that the wall lives on: the file itself for reading, else a copy of it in memory
 * (its schema may have to change, or its log needs files that cannot be made), else an empty one in memory.
 */
export function openUnwritable(options: StoreOptions, trouble: 'full' | 'unwritable'): Store {
  const folder = path.dirname(options.file);
  const why = trouble === 'full' ? `The disk of ${folder} is full.` : `${folder} cannot be written.`;
  const say = (rest: string): readonly StoreProblem[] => [problemNow(options.clock, 'store-unwritable', `${why} ${rest} Mend that and restart Holdfast.`)];
  const reader = readInPlace(options);
  if (reader) return standStore(reader, options, { writable: false, durable: false, problems: say('History can be read; nothing new is recorded.') });
  const copy = readCopy(options.file, options.log);
  if (copy) return standStore(copy, options, { writable: true, durable: false, problems: say('History can be read; what is recorded now is lost at a restart.') });
  return standStore(connectMemory(), options, { writable: true, durable: false, problems: say('History cannot be read; what is recorded now is lost at a restart.') });
}

function readInPlace({ file, log, migrations }: StoreOptions): Database | null {
  try {
    const raw = connectReader(file);
    if (userVersion(raw) === newestVersion(migrations)) return raw;
    raw.close();
  } catch (error) {
    log.warn('the database cannot be read in place', { reason: reasonOf(error) });
  }
  return null;
}

/** Null where the file's log holds commits, for a copy without them would tell an old story as if it were whole. */
function readCopy(file: string, log: StoreLog): Database | null {
  try {
    if (sizeOf(file) === 0 || sizeOf(`${file}-wal`) > 0) return null;
    const bytes = fs.readFileSync(file);
    /* Bytes 18 and 19 of the header: 2 = write-ahead log, which memory cannot have; 1 = rollback journal (sqlite.org/fileformat2.html). */
    bytes.fill(1, 18, 20);
    return connectMemory(bytes);
  } catch (error) {
    log.warn('the database cannot be copied to memory', { reason: reasonOf(error) });
    return null;
  }
}
