import type { DurationMs } from '../../../../shared/model/units.ts';
import type { Random } from '../../ports.ts';
import { backoffMs } from './rules.ts';

/** Keeps a channel that fails from being asked with every message that waits for it. */
export interface Breaker {
  /** Failures in a row. */
  readonly failures: number;
  /** Monotonic; nothing is begun before it. */
  readonly closedUntilMs: number;
}

export const CLOSED: Breaker = { failures: 0, closedUntilMs: -Infinity };
/** From so many failures in a row on the channel is tried with one message at a time, after a wait. */
export const TRIP_AT = 3;
const MAX_OPEN_MS = 30_000;

export const afterSuccess = (): Breaker => CLOSED;

export function afterTrouble(breaker: Breaker, monotonicMs: DurationMs, random: Random): Breaker {
  const failures = breaker.failures + 1;
  return { failures, closedUntilMs: failures < TRIP_AT ? breaker.closedUntilMs : monotonicMs + backoffMs(failures - TRIP_AT + 1, random, 2_000, MAX_OPEN_MS) };
}

/** While it is open, one message at a time finds out whether the channel is back. */
export const atOnce = (breaker: Breaker, most: number): number => (breaker.failures >= TRIP_AT ? 1 : most);
