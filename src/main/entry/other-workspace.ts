import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openBackup } from '../engine/keeping/container.ts';
import type { OtherRecords } from '../engine/term/ports.ts';
import { connectWriter } from '../store/connection.ts';
import { migrate } from '../store/migrate.ts';
import { MIGRATIONS } from '../store/migrations/index.ts';
import { openReadOnly } from '../store/read-only.ts';
import { createSql, type WriteDb } from '../store/sql.ts';
import { COMMAND_LINE, SILENT, withQuietCore, type QuietOptions } from './quiet-core.ts';
import { systemClock } from './system.ts';

const PORTS = { clock: systemClock, log: SILENT };

/** A writer of a database that is open for reading alone, for a moment. */
export function writeOnce<T>(file: string, work: (write: WriteDb) => T): T {
  const raw = connectWriter(file);
  try {
    return work(createSql(raw, PORTS).write);
  } finally {
    raw.close();
  }
}

/** What another console has recorded, from its copy: unpacked beside it, brought to today's schema, and gone again afterwards. */
export async function readOtherWorkspace<T>(container: string, where: Pick<QuietOptions, 'configFile' | 'version' | 'root'>, work: (other: OtherRecords) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(dirname(container), 'other-'));
  const file = join(folder, 'holdfast.db');
  try {
    await (await openBackup(container)).extract(file);
    writeOnce(file, (write) => migrate(write, MIGRATIONS));
    return await withQuietCore({ ...where, folder, writes: false }, async ({ records }) => {
      const store = openReadOnly(file, PORTS);
      try {
        return await work({ read: store.read, journal: records.journal, exportIncident: async (id) => (await records.reports.export(id, 'json', COMMAND_LINE)).data });
      } finally {
        store.close();
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
