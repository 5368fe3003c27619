import { parentPort, workerData } from 'node:worker_threads';
import { assertPresent } from '../../shared/model/result.ts';
import { makeBackup, type BackupOrder } from '../engine/keeping/make-backup.ts';
import { makeCopy, type CopyOrder } from '../engine/keeping/make-copy.ts';
import { takeIn, type TakeInOrder } from './seat/take-in.ts';
import { systemClock } from './system.ts';

export type BackupWork =
  | { readonly kind: 'backup'; readonly order: BackupOrder }
  | { readonly kind: 'copy'; readonly order: CopyOrder }
  | { readonly kind: 'takeIn'; readonly order: TakeInOrder };

/** A thread for one backup or copy, made or taken in: it reads the whole database twice, and the engine's thread has better things to do. */
const port = assertPresent(parentPort, 'a backup is made in a worker thread');
const work = workerData as BackupWork;

function done(): Promise<unknown> {
  if (work.kind === 'backup') return makeBackup(work.order, systemClock);
  return work.kind === 'copy' ? makeCopy(work.order, systemClock) : takeIn(work.order, systemClock);
}

done().then(
  (made) => port.postMessage({ made }),
  (error: unknown) => port.postMessage({ failed: error instanceof Error ? error.message : String(error) }),
);
