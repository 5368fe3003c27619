import { parentPort, workerData } from 'node:worker_threads';
import { assertPresent } from '../../shared/model/result.ts';
import { makeBackup, type BackupOrder } from '../engine/keeping/make-backup.ts';
import { systemClock } from './system.ts';

/** A thread for one backup: it reads the whole database twice, and the engine's thread has better things to do. */
const port = assertPresent(parentPort, 'a backup is made in a worker thread');

makeBackup(workerData as BackupOrder, systemClock).then(
  (made) => port.postMessage({ made }),
  (error: unknown) => port.postMessage({ failed: error instanceof Error ? error.message : String(error) }),
);
