import { z } from 'zod';
import { Instant } from './instant.ts';

/** The last row of a journal: by it a backup shows later that nothing before it was altered. */
const JournalHead = z.object({ seq: z.number().int(), hash: z.string() });

/** A file that the configuration names, relative to it. */
const NamedText = z.object({ name: z.string(), text: z.string() });

/** `holdfast.yaml` with its rule files, as a backup holds them: references to secrets, never a value. */
export const KeptConfiguration = z.object({ text: z.string(), files: z.array(NamedText) });
export type KeptConfiguration = z.infer<typeof KeptConfiguration>;

/** What a backup says of itself, in a file beside the database or first in the container. */
export const BackupManifest = z.object({
  format: z.literal('holdfast-backup-1'),
  madeAt: Instant,
  /** Version of the Holdfast that made it. */
  version: z.string(),
  schemaVersion: z.number().int(),
  /** Null where the journal is empty. */
  head: JournalHead.nullable(),
  /** What the check of the journal found; null: all of it is in order. */
  problem: z.string().nullable(),
  /** Of the database alone. */
  bytes: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Null where there was none that could be kept. */
  configuration: KeptConfiguration.nullable(),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

export const BACKUP_FORMAT = 'holdfast-backup-1';
