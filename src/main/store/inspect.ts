import { connectReader, quickCheck, userVersion } from './connection.ts';
import type { StoreClock, StoreLog } from './ports.ts';
import { createSql, type ReadDb } from './sql.ts';

/** A database as it stood at one moment. */
export interface InspectedFile {
  readonly read: ReadDb;
  readonly schemaVersion: number;
  /** As `Store.quickCheck`. */
  readonly quickCheck: () => readonly string[];
}

/**
 * Looks into a database without touching it, while an engine writes to it or none does: nothing is migrated, repaired or set aside,
 * and all that `look` reads is of one moment. Throws where there is no such file, or none that can be read as a database.
 */
export function inspectFile<T>(file: string, ports: { readonly clock: StoreClock; readonly log: StoreLog }, look: (inspected: InspectedFile) => T): T {
  const raw = connectReader(file);
  try {
    raw.exec('BEGIN');
    return look({ read: createSql(raw, ports).read, schemaVersion: userVersion(raw), quickCheck: () => quickCheck(raw) });
  } finally {
    raw.close();
  }
}
