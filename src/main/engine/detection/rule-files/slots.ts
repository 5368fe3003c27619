import { createHash } from 'node:crypto';
import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';

/**
 * Evaluation times of a group: the multiples of its interval, shifted by a share of it that comes from the names of file and
 * group. So evaluations are exactly one interval apart, through restarts too, and groups do not all ask at once. Prometheus does
 * the same with another hash (rules/group.go, EvalTimestamp).
 */
export interface Slots {
  readonly intervalMs: DurationMs;
  readonly shiftMs: DurationMs;
}

export function slotsOf(file: string, group: string, intervalMs: DurationMs): Slots {
  const hash = createHash('sha256').update(`${file}\u0000${group}`).digest().readUInt32BE(0);
  return { intervalMs, shiftMs: durationMs(hash % intervalMs) };
}

/** The last evaluation time that is not after `now`. */
export const slotAtOrBefore = ({ intervalMs, shiftMs }: Slots, now: EpochMs): EpochMs => epochMs(Math.floor((now - shiftMs) / intervalMs) * intervalMs + shiftMs);

/** The next one after `now`. */
export const slotAfter = (slots: Slots, now: EpochMs): EpochMs => epochMs(slotAtOrBefore(slots, now) + slots.intervalMs);
