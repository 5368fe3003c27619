import { durationMs, epochMs, type DurationMs } from '../../../shared/model/units.ts';
import type { Clock, Log } from '../ports.ts';

export interface ManualClock extends Clock {
  /** Lets time pass: runs every timer that falls due, in order, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock alone: a correction by hand or by NTP, or, forwards, a machine that slept with its monotonic clock standing still. */
  step(ms: number): void;
}

/** Lets everything that only waits for promises go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

export function createManualClock(startMs = Date.parse('2026-01-15T12:00:00.000Z')): ManualClock {
  let wallMs = startMs;
  let monotonicMs = 10_000;
  let order = 0;
  const timers = new Map<number, { at: number; run: () => void }>();
  const due = (until: number) => [...timers].filter(([, timer]) => timer.at <= until).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
  return {
    nowMs: () => epochMs(wallMs),
    monotonicMs: () => durationMs(monotonicMs),
    after: (delay: DurationMs, run) => {
      const id = (order += 1);
      timers.set(id, { at: monotonicMs + Math.max(0, delay), run });
      return () => void timers.delete(id);
    },
    advance: async (ms) => {
      const until = monotonicMs + ms;
      for (let next = due(until); next !== undefined; next = due(until)) {
        const [id, timer] = next;
        timers.delete(id);
        wallMs += Math.max(0, timer.at - monotonicMs);
        monotonicMs = Math.max(monotonicMs, timer.at);
        timer.run();
        await settle();
      }
      wallMs += until - monotonicMs;
      monotonicMs = until;
      await settle();
    },
    step: (ms) => void (wallMs += ms),
  };
}

/** What this work comes to; where it pauses for others, they have their turn and no time passes. */
export async function finished<T>(clock: Pick<ManualClock, 'advance'>, work: Promise<T>): Promise<T> {
  const state = { open: true };
  const close = (): void => void (state.open = false);
  work.then(close, close);
  await settle();
  while (state.open) {
    await clock.advance(0);
    // Files and the like answer only here.
    await new Promise((resolve) => void setImmediate(resolve));
  }
  return work;
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
