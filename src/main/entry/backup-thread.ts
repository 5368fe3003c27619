import { Worker } from 'node:worker_threads';
import { HoldfastError } from '../../shared/model/result.ts';
import type { BackupMade, BackupOrder } from '../engine/keeping/make-backup.ts';

type Answer = { readonly made: BackupMade } | { readonly failed: string };

/** Makes a backup in a thread of its own (`backup-worker.ts`). Rejects with a sentence, also where the thread dies. */
export const makeBackupApart = (entry: URL, order: BackupOrder): Promise<BackupMade> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: order });
    const fail = (message: string): void => reject(new HoldfastError('unavailable', message));
    worker.once('message', (answer: Answer) => ('made' in answer ? resolve(answer.made) : fail(answer.failed)));
    worker.once('error', (error) => fail(`No backup was made: ${error instanceof Error ? error.message : String(error)}.`));
    worker.once('exit', () => fail('No backup was made: its thread ended early.'));
  });
