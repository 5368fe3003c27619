import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Replication } from './replication.ts';

describe('what is written in one region and carried to the other', () => {
  let isReachable: boolean;
  let replication: Replication;
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    isReachable = true;
    replication = new Replication(() => isReachable, () => Date.now());
  });
  afterEach(() => {
    replication.close();
    vi.useRealTimers();
  });

  it('is there within a moment, and is as old as its oldest write while it cannot be carried', () => {
    expect(replication.lagSeconds()).toBe(0);
    replication.written();
    vi.advanceTimersByTime(200);
    expect(replication.lagSeconds()).toBeCloseTo(0.2);
    vi.advanceTimersByTime(100);
    expect(replication.lagSeconds()).toBe(0);
    isReachable = false;
    replication.written();
    vi.advanceTimersByTime(30_000);
    replication.written();
    expect(replication.lagSeconds()).toBeCloseTo(30);
    isReachable = true;
    vi.advanceTimersByTime(250);
    expect(replication.lagSeconds()).toBe(0);
  });
});
