import { z } from 'zod';
import { Instant } from '../model/instant.ts';
import { call } from './define.ts';
import { none } from './paging.ts';

const Head = z.object({ seq: z.number().int(), hash: z.string() });

const KeptBackup = z.object({
  /** Of the file, in the folder of backups. */
  name: z.string(),
  madeAt: Instant,
  bytes: z.number().int(),
  schemaVersion: z.number().int(),
  /** Every page was read, and the journal from its first row to its head was in order. */
  proven: z.boolean(),
  /** Last row of the journal; null where it was empty, or nothing stands beside the backup that says so. */
  head: Head.nullable(),
  /** False where the configuration is not in it. */
  configuration: z.boolean(),
});

/** Calls about where the history is kept and how it is backed up. Part of the contract. */
export const keepingCalls = {
  'backups.list': call({
    method: 'GET', path: '/backups', right: 'admin', summary: 'Where the database is, how large, and its backups, newest first.',
    input: none,
    output: z.object({
      file: z.string(),
      bytes: z.number().int(),
      head: Head.nullable(),
      folder: z.string(),
      /** The second folder; null where none is configured. */
      second: z.string().nullable(),
      everySeconds: z.number(),
      keep: z.number().int(),
      making: z.boolean(),
      /** Why the last one failed, or has no copy in the second folder. */
      problem: z.string().nullable(),
      items: z.array(KeptBackup),
    }),
  }),
  'backups.make': call({ method: 'POST', path: '/backups', right: 'admin', summary: 'Makes a backup now, checks it, and answers once it has its name.', input: none, output: KeptBackup }),
} as const;
