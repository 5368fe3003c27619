import Database from 'better-sqlite3';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '../../../shared/model/result.ts';
import { openBackup } from '../../engine/keeping/container.ts';
import { assertGood, writeConfiguration } from '../../engine/keeping/restore.ts';
import type { Clock } from '../../engine/ports.ts';
import { migrate } from '../../store/migrate.ts';
import { MIGRATIONS } from '../../store/migrations/index.ts';
import { createSql } from '../../store/sql.ts';
import { SILENT } from '../quiet-core.ts';
import { writeMark, type CopyMark } from './copy-folder.ts';

export interface TakeInOrder {
  /** What the engine sent, as a file. */
  readonly file: string;
  /** Where the copy is made ready. */
  readonly to: string;
  /** Address of the engine. */
  readonly from: string;
  readonly tag: string | null;
}

/**
 * Makes a copy ready to be opened: checks every page and the journal from its first row to its head, brings it to the tables of this
 * version, and puts the configuration beside it. Nothing is added to it: its journal ends as the engine's did. Throws with a sentence.
 */
export async function takeIn({ file, to, from, tag }: TakeInOrder, clock: Clock): Promise<CopyMark> {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const backup = await openBackup(file);
  const { manifest } = backup;
  if (manifest === null) throw new HoldfastError('invalid_input', 'What came is no copy: it says nothing of itself.');
  const database = join(to, 'holdfast.db');
  await backup.extract(database);
  assertGood(database, backup, clock);
  bringUpToDate(database, clock);
  if (manifest.configuration !== null) writeConfiguration(manifest.configuration, join(to, 'holdfast.yaml'), { clock });
  const mark: CopyMark = { version: 1, from, madeAt: manifest.madeAt, confirmedAt: manifest.madeAt, tag, head: manifest.head };
  writeMark(to, mark);
  return mark;
}

function bringUpToDate(file: string, clock: Clock): void {
  const raw = new Database(file);
  try {
    raw.pragma('secure_delete = ON');
    migrate(createSql(raw, { clock, log: SILENT }).write, MIGRATIONS);
  } finally {
    raw.close();
  }
}
