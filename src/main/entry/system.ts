import { monitorEventLoopDelay } from 'node:perf_hooks';
import { durationMs, epochMs } from '../../shared/model/units.ts';
import type { Clock } from '../engine/ports.ts';

/** Time as the system tells it. Timers longer than Node's limit are cut to it. */
export const systemClock: Clock = {
  nowMs: () => epochMs(Date.now()),
  monotonicMs: () => durationMs(performance.now()),
  after: (delay, run) => {
    const timer = setTimeout(run, Math.min(delay, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

/** Each sample wakes the thread: one every 10 ms would cost more CPU than asking for 500 signals does. */
const LAG_RESOLUTION_MS = 50;

/** Lag of this thread's event loop over the last whole minute, in milliseconds beyond what a timer should take. */
export function watchLag(): () => { p50: number; p99: number; max: number } {
  const histogram = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  histogram.enable();
  const beyond = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - LAG_RESOLUTION_MS);
  const read = () => ({ p50: beyond(histogram.percentile(50)), p99: beyond(histogram.percentile(99)), max: beyond(histogram.max) });
  let last = read();
  setInterval(() => {
    last = read();
    histogram.reset();
  }, 60_000).unref();
  return () => (histogram.count > 100 && last.max === 0 ? read() : last);
}
