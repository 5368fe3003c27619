import { describe, expect, it } from 'vitest';
import { taughtEvents, type PastPoint } from './taught-events.ts';

const point = (minute: number, avg: number, count = 60): PastPoint => ({ time: new Date(Date.UTC(2026, 0, 15, 12, minute)).toISOString(), avg, count });

describe('what history says of the requests behind an error rate', () => {
  it('is traffic times the span of each point, as a live sample weighs', () => {
    const events = taughtEvents([point(0, 0), point(1, 0.5), point(2, 0)], [point(0, 10), point(1, 100), point(2, 10)]);
    expect(events.map(({ value, count }) => [value, count])).toEqual([[0, 600], [0.5, 6_000], [0, 600]]);
  });

  it('takes the last known traffic in a hole, the first known before it, and no more than the usual span before a gap', () => {
    const events = taughtEvents([point(0, 0), point(1, 0), point(2, 0), point(30, 0), point(31, 0)], [point(1, 10), point(30, 20)]);
    expect(events.map(({ count }) => count)).toEqual([600, 600, 600, 1_200, 1_200]);
  });

  it('is the number of samples where traffic was never known', () => expect(taughtEvents([point(0, 0.1, 12), point(1, 0.1, 11)], []).map(({ count }) => count)).toEqual([12, 11]));
});
