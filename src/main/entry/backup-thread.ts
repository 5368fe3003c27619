import { Worker } from 'node:worker_threads';
import type { BackupManifest } from '../../shared/model/backup.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import type { BackupMade, BackupOrder } from '../engine/keeping/make-backup.ts';
import type { CopyOrder } from '../engine/keeping/make-copy.ts';
import type { BackupWork } from './backup-worker.ts';
import type { CopyMark } from './seat/copy-folder.ts';
import type { TakeInOrder } from './seat/take-in.ts';

type Answer = { readonly made: unknown } | { readonly failed: string };

/** Works in a thread of its own (`backup-worker.ts`). Rejects with a sentence, also where the thread dies. */
const apart = <T>(entry: URL, work: BackupWork, what: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: work });
    const fail = (message: string): void => reject(new HoldfastError('unavailable', message));
    worker.once('message', (answer: Answer) => ('made' in answer ? resolve(answer.made as T) : fail(answer.failed)));
    worker.once('error', (error) => fail(`No ${what} was made: ${error instanceof Error ? error.message : String(error)}.`));
    worker.once('exit', () => fail(`No ${what} was made: its thread ended early.`));
  });

export const makeBackupApart = (entry: URL, order: BackupOrder): Promise<BackupMade> => apart(entry, { kind: 'backup', order }, 'backup');
export const makeCopyApart = (entry: URL, order: CopyOrder): Promise<BackupManifest> => apart(entry, { kind: 'copy', order }, 'copy');
/** Checks the copy of another console's engine, and makes it ready to be opened here. */
export const takeInApart = (entry: URL, order: TakeInOrder): Promise<CopyMark> => apart(entry, { kind: 'takeIn', order }, 'copy');
