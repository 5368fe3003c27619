import { durationMs, type DurationMs } from '../../../shared/model/units.ts';
import type { Clock } from '../ports.ts';
import type { Moment } from './signal-state.ts';

/** A jump of more than this between two looks at the clock is a step, a suspend or a stall, and breaks every running count. */
export const CLOCK_STEP_MS = 2_000;

export interface ClockBreak {
  /** How far the wall clock moved beyond what really passed; negative = backwards. */
  readonly stepMs: number;
  /** How long nothing ran. */
  readonly gapMs: DurationMs;
}

export interface ClockWatch {
  moment(): Moment;
  /** To be called about once a second; tells of a step, a suspend or a stall since the last call. */
  look(): ClockBreak | null;
}

/**
 * Compares both clocks. The monotonic one stands still while a machine sleeps on some systems, so a forward jump of the wall clock
 * counts as time passed: what came before a sleep must not look young after it. (A forward correction by NTP then ages everything
 * until the next poll: the safe direction.)
 */
export function createClockWatch(clock: Clock, usualMs: DurationMs): ClockWatch {
  let lastWallMs = clock.nowMs();
  let lastMonotonicMs = clock.monotonicMs();
  let sleptMs = 0;
  return {
    moment: () => ({ nowMs: clock.nowMs(), aliveMs: durationMs(clock.monotonicMs() + sleptMs) }),
    look: () => {
      const wallMs = clock.nowMs();
      const monotonicMs = clock.monotonicMs();
      const passedMs = monotonicMs - lastMonotonicMs;
      const stepMs = wallMs - lastWallMs - passedMs;
      lastWallMs = wallMs;
      lastMonotonicMs = monotonicMs;
      if (stepMs > CLOCK_STEP_MS) sleptMs += stepMs;
      const gapMs = durationMs(Math.max(0, passedMs + Math.max(0, stepMs) - usualMs));
      return Math.abs(stepMs) > CLOCK_STEP_MS || gapMs > CLOCK_STEP_MS ? { stepMs, gapMs } : null;
    },
  };
}
