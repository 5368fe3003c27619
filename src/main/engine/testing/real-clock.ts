import { durationMs, epochMs } from '../../../shared/model/units.ts';
import type { Clock } from '../ports.ts';

/** The machine's own time, for tests that talk to real servers. */
export const realClock: Clock = {
  nowMs: () => epochMs(Date.now()),
  monotonicMs: () => durationMs(performance.now()),
  after: (delay, run) => {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};
