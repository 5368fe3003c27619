import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';

/** Answers that took longer say little about the clock: the evaluation may have begun at any moment in between. */
const SHARP_MS = 1_000;

/**
 * Source's clock minus ours, in milliseconds: the evaluation was stamped at some moment between sending and receiving, so
 * the offset lies in [evaluated − received, evaluated − sent]. The middle is taken of a quick exchange; of a slow one only
 * what is certain: the end nearest to zero, or null when zero is within.
 */
export function clockOffsetMs(evaluatedAt: EpochMs | null, sentAt: EpochMs, receivedAt: EpochMs): number | null {
  if (evaluatedAt === null) return null;
  const [low, high] = [evaluatedAt - receivedAt, evaluatedAt - sentAt];
  if (high - low <= SHARP_MS) return Math.round((low + high) / 2);
  if (low > 0) return low;
  return high < 0 ? high : null;
}

/** The moment of an answer on the source's clock, where the answer itself holds no time. */
export const sourceNow = (receivedAt: EpochMs, offsetMs: number | null): EpochMs => epochMs(receivedAt + (offsetMs ?? 0));
