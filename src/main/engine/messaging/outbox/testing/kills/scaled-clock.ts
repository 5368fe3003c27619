import { durationMs, epochMs } from '../../../../../../shared/model/units.ts';
import type { Clock } from '../../../../ports.ts';

/** Real time, only faster, and the same in each process that knows the anchor: a minute's wait must not cost a minute. */
export function scaledClock(times: number, anchorMs: number): Clock {
  const nowMs = () => epochMs(Math.floor(anchorMs + (Date.now() - anchorMs) * times));
  return {
    nowMs,
    monotonicMs: () => durationMs(performance.now() * times),
    after: (delay, run) => {
      const timer = setTimeout(run, delay / times);
      return () => clearTimeout(timer);
    },
  };
}
