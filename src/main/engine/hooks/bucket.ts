import type { Clock } from '../ports.ts';

/** So many at once, and so many a second over time. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/** A token bucket: `take` is false while it is empty. */
export function createBucket({ burst, perSecond }: Pace, clock: Pick<Clock, 'monotonicMs'>): { take(): boolean } {
  let level = burst;
  let at: number = clock.monotonicMs();
  return {
    take: () => {
      const now = clock.monotonicMs();
      level = Math.min(burst, level + ((now - at) / 1_000) * perSecond);
      at = now;
      if (level < 1) return false;
      level -= 1;
      return true;
    },
  };
}
