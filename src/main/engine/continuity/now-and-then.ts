import { durationMs, type DurationMs } from '../../../shared/model/units.ts';
import type { Cancel, Clock } from '../ports.ts';

/** Does something soon after it was asked for, and at most once in this time, however often it is asked for. */
export interface NowAndThen {
  ask(): void;
  close(): void;
}

export function nowAndThen(clock: Clock, everyMs: DurationMs, work: () => void): NowAndThen {
  let waiting: Cancel | null = null;
  let doneAt: number | null = null;
  return {
    ask: () => {
      if (waiting !== null) return;
      const waitMs = doneAt === null ? 0 : Math.max(0, doneAt + everyMs - clock.monotonicMs());
      waiting = clock.after(durationMs(waitMs), () => {
        waiting = null;
        doneAt = clock.monotonicMs();
        work();
      });
    },
    close: () => {
      waiting?.();
      waiting = null;
    },
  };
}
