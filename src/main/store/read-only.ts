import { assertSqliteVersion, connectReader, sqliteVersion, userVersion } from './connection.ts';
import { StoreRefused } from './errors.ts';
import { newestVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { StoreClock, StoreLog } from './ports.ts';
import { standStore, type Store } from './store.ts';

/**
 * A database as it stands at this moment, for reading alone, while an engine writes to it or none does; nothing is migrated. Throws
 * `StoreRefused` where it is of another version than this Holdfast's.
 */
export function openReadOnly(file: string, ports: { readonly clock: StoreClock; readonly log: StoreLog }): Store {
  assertSqliteVersion(sqliteVersion());
  const raw = connectReader(file);
  try {
    raw.exec('BEGIN');
    const [theirs, ours] = [userVersion(raw), newestVersion(MIGRATIONS)];
    if (theirs < ours) throw new StoreRefused('it was written by an older Holdfast; start Holdfast once to bring it up to date');
    if (theirs > ours) throw new StoreRefused(`it was written by a newer Holdfast (schema ${theirs}, this one knows ${ours})`);
    return standStore(raw, { file, migrations: MIGRATIONS, ...ports }, { writable: false, durable: false, problems: [] });
  } catch (error) {
    raw.close();
    throw error;
  }
}
