import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobQueue } from './job-queue.ts';

const JOBS_PER_SECOND = 4;

describe('the job queue', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  const start = (perform: () => Promise<boolean> = () => Promise.resolve(true)): { jobs: JobQueue; done: boolean[] } => {
    const done: boolean[] = [];
    return { jobs: new JobQueue(perform, (worked) => done.push(worked)), done };
  };
  const arrive = async (jobs: JobQueue, seconds: number): Promise<void> => {
    for (let job = 0; job < seconds * JOBS_PER_SECOND; job++) {
      jobs.add();
      await vi.advanceTimersByTimeAsync(1_000 / JOBS_PER_SECOND);
    }
  };

  it('keeps up on a good day', async () => {
    const { jobs, done } = start();
    await arrive(jobs, 10);
    expect([jobs.depth(), jobs.oldestAgeMs()]).toEqual([0, 0]);
    expect(done).toHaveLength(40);
  });

  it('grows in depth and age while its workers are slow, and drains when they recover', async () => {
    const { jobs, done } = start();
    jobs.setSlow(true);
    await arrive(jobs, 10);
    expect(jobs.depth()).toBeGreaterThan(30);
    expect(jobs.oldestAgeMs()).toBeGreaterThan(5_000);
    jobs.setSlow(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect([jobs.depth(), jobs.oldestAgeMs()]).toEqual([0, 0]);
    expect(done).toEqual(Array.from({ length: 40 }, () => true));
  });

  it('tries a job three times before it gives up', async () => {
    let tries = 0;
    const { jobs, done } = start(() => {
      tries += 1;
      return Promise.resolve(false);
    });
    jobs.add();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(done).toEqual([false]);
    expect(tries).toBe(3);
  });

  it('refuses jobs beyond its limit instead of growing without end', () => {
    const { jobs, done } = start();
    jobs.setSlow(true);
    for (let job = 0; job < 20_100; job++) jobs.add();
    expect(jobs.depth()).toBe(20_000);
    expect(done).toEqual(Array.from({ length: 99 }, () => false));
  });
});
