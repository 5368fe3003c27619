import type { Clock } from '../ports.ts';

/** So many at once, and so many a second over time. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/** A token bucket: `take` is false while there is not so much in it; what is more than it ever holds is taken from a full one. */
export function createBucket({ burst, perSecond }: Pace, clock: Pick<Clock, 'monotonicMs'>): { take(cost?: number): boolean } {
  let level = burst;
  let at: number = clock.monotonicMs();
  return {
    take: (cost = 1) => {
      const now = clock.monotonicMs();
      level = Math.min(burst, level + ((now - at) / 1_000) * perSecond);
      at = now;
      if (level < Math.min(cost, burst)) return false;
      level -= cost;
      return true;
    },
  };
}
