import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { ReadDb } from '../../../store/sql.ts';
import type { Clock } from '../../ports.ts';
import * as repo from './repo.ts';

/**
 * The time that runs are measured with: it only goes forward, and goes on over a restart. While a process lives it is that of its
 * monotonic clock. How long none lived only the wall clock tells, so that from the last line that was written before is counted by
 * that, and never less than nothing.
 */
export function createRunTime(db: ReadDb, clock: Pick<Clock, 'nowMs' | 'monotonicMs'>): () => DurationMs {
  const last = repo.lastMark(db);
  const before = last === null ? 0 : last.ms + Math.max(0, clock.nowMs() - last.at);
  const began = clock.monotonicMs();
  return () => durationMs(Math.round(before + clock.monotonicMs() - began));
}
