import fs from 'node:fs';
import type { BackupManifest, KeptConfiguration } from '../../../shared/model/backup.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import type { StoreClock } from '../../store/ports.ts';
import { writeContainer } from './container.ts';
import { copyAndCheck } from './make-backup.ts';

export interface CopyOrder {
  readonly file: string;
  /** The container. */
  readonly to: string;
  readonly version: string;
  readonly configuration: KeptConfiguration | null;
}

/** Everything that another machine needs, in one file: a checked copy of the database as it stands now, and the configuration. */
export async function makeCopy({ file, to, version, configuration }: CopyOrder, clock: StoreClock): Promise<BackupManifest> {
  const copy = `${to}.copy`;
  try {
    const manifest = await copyAndCheck(copy, { file, version, configuration, at: toRfc3339(clock.nowMs()) }, clock, () => {});
    await writeContainer(to, manifest, copy);
    return manifest;
  } finally {
    for (const part of ['', '-wal', '-shm', '-journal']) fs.rmSync(copy + part, { force: true });
  }
}
