import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Caches, Capacity, LONGEST_LINE, SLOTS } from './capacity.ts';

describe('what a region can do', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it('is so many pieces of work at a time, the others in turn, and no more than its line holds', async () => {
    const capacity = new Capacity();
    const done: number[] = [];
    const all = Array.from({ length: SLOTS + LONGEST_LINE }, (_, index) => capacity.work(100).then(() => done.push(index)));
    expect(await capacity.work(100), 'the line is full').toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(done).toHaveLength(SLOTS);
    await vi.advanceTimersByTimeAsync(100 * Math.ceil(LONGEST_LINE / SLOTS));
    await Promise.all(all);
    expect(done).toEqual(Array.from({ length: SLOTS + LONGEST_LINE }, (_, index) => index));
    expect([capacity.waiting(), capacity.workedSeconds()]).toEqual([0, expect.closeTo((SLOTS + LONGEST_LINE) / 10)]);
    const later = capacity.work(10);
    await vi.advanceTimersByTimeAsync(10);
    expect(await later).toBe(true);
  });

  it('is no less while the machine is busy with other things', async () => {
    let nowMs = 0;
    const capacity = new Capacity(() => nowMs);
    const all = Array.from({ length: SLOTS * 4 }, () => capacity.work(100));
    expect(capacity.waiting()).toBe(SLOTS * 3);
    // Nothing ran for a while, and no timer was heard: their turns came all the same.
    nowMs = 250;
    expect(capacity.waiting()).toBe(SLOTS);
    nowMs = 400;
    const next = capacity.work(100);
    expect(capacity.waiting()).toBe(0);
    await vi.advanceTimersByTimeAsync(400);
    await Promise.all([...all, next]);
    expect(capacity.workedSeconds()).toBeCloseTo((SLOTS * 4 + 1) / 10);
  });

  it('is a fifth for jobs while caches are cold, which only jobs done in time warm', () => {
    let nowMs = 0;
    const caches = new Caches(1, () => nowMs);
    expect(caches.factor()).toBeCloseTo(1);
    nowMs = 10_000;
    expect(caches.factor()).toBeLessThan(1.2);
    nowMs = 300_000;
    expect(caches.factor()).toBeGreaterThan(3);
    caches.cool();
    expect(caches.factor()).toBe(5);
    for (let job = 0; job < 1_200; job += 1) caches.jobDoneInTime();
    expect(caches.factor()).toBeLessThan(1.3);
  });
});
