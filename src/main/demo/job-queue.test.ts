import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Job, JobQueue } from './job-queue.ts';
import type { ClientOutcome } from './name-client.ts';

describe('the job queue', () => {
  let queue: JobQueue;
  let asked: Job[];
  let counted: boolean[];
  let answer: (job: Job) => Promise<ClientOutcome>;
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    [asked, counted] = [[], []];
    answer = () => Promise.resolve('ok');
    queue = new JobQueue({ perform: (job) => (asked.push(job), answer(job)), count: (_, done) => void counted.push(done) });
  });
  afterEach(() => {
    queue.close();
    vi.useRealTimers();
  });
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  it('takes jobs in their order, and as many in a second as its rate says', async () => {
    queue.setRate(5);
    queue.pile(100);
    await pass(4_000);
    expect(asked.map(({ id }) => id)).toEqual(Array.from({ length: asked.length }, (_, index) => index + 1));
    expect(asked.length).toBeGreaterThanOrEqual(38);
    expect(asked.length).toBeLessThanOrEqual(43);
    queue.setRate(0);
    const before = asked.length;
    await pass(10_000);
    expect(asked).toHaveLength(before);
    queue.setRate(100);
    await pass(1_000);
    expect(queue.status()).toMatchObject({ waiting: 0, oldestSeconds: 0, done: 100, rate: 100 });
  });

  it('tells of each kind how many wait and since when, also of what came back to the end', async () => {
    queue.setWorking(false);
    queue.add('payments');
    await pass(2_000);
    queue.add('mail');
    await pass(1_000);
    expect(queue.status()).toMatchObject({ waiting: 2, oldestSeconds: 3, kinds: [{ kind: 'payments', waiting: 1, oldestSeconds: 3 }, { kind: 'mail', waiting: 1, oldestSeconds: 1 }, { kind: 'thumbnails', waiting: 0, oldestSeconds: 0 }] });
    answer = () => Promise.resolve('server_error');
    queue.setWorking(true);
    await pass(600);
    queue.setWorking(false);
    await pass(1_000);
    expect(queue.status()).toMatchObject({ waiting: 2, kinds: [{ kind: 'payments', oldestSeconds: 4.6 }, { kind: 'mail' }, { kind: 'thumbnails' }] });
  });

  it('tries three times, and then it waits again', async () => {
    queue.add('mail');
    answer = () => Promise.resolve('server_error');
    await pass(100);
    queue.setWorking(false);
    await pass(1_000);
    expect(asked).toHaveLength(3);
    expect(counted).toEqual([false]);
    expect([queue.status().waiting, queue.lost()]).toEqual([1, 0]);
  });

  it('makes no payment a second time of which nobody knows, before a person says so', async () => {
    queue.add('payments');
    queue.add('mail');
    answer = ({ kind }) => Promise.resolve(kind === 'payments' ? 'timeout' : 'ok');
    await pass(5_000);
    expect(asked.filter(({ kind }) => kind === 'payments')).toHaveLength(1);
    expect(queue.status().emergency).toMatchObject({ waiting: 1 });
    expect(queue.replay({ payments: false })).toBe(0);
    answer = () => Promise.resolve('ok');
    expect(queue.replay({ payments: true })).toBe(1);
    await pass(500);
    expect(queue.status()).toMatchObject({ waiting: 0, done: 2, emergency: { waiting: 0 } });
  });

  it('puts new jobs aside while it is told to, and lets those that were there be done', async () => {
    queue.add('mail');
    queue.setDiverted(true);
    queue.add('thumbnails');
    await pass(1_000);
    expect(queue.status()).toMatchObject({ waiting: 0, done: 1, diverted: true, emergency: { waiting: 1, oldestSeconds: 1 } });
  });

  it('does with what waits what was decided: turned, put aside, thrown away when it is too old', async () => {
    queue.setWorking(false);
    queue.add('mail');
    queue.add('payments');
    queue.add('thumbnails');
    await pass(10_000);
    queue.add('mail');
    queue.add('thumbnails');
    queue.decide('mail', { action: 'run', order: 'newestFirst', expireAfterSeconds: 0 });
    queue.decide('payments', { action: 'park', order: 'oldestFirst', expireAfterSeconds: 0 });
    queue.decide('thumbnails', { action: 'run', order: 'oldestFirst', expireAfterSeconds: 5 });
    expect(queue.status()).toMatchObject({ kinds: [{ kind: 'payments', waiting: 0 }, { kind: 'mail', waiting: 2 }, { kind: 'thumbnails', waiting: 1 }], emergency: { waiting: 1, oldestSeconds: 10 } });
    queue.setWorking(true);
    await pass(500);
    expect(asked.map(({ id }) => id)).toEqual([4, 1, 5]);
    expect(queue.lost()).toBe(0);
    // Decided once more, it stays as it was decided.
    queue.setWorking(false);
    for (let job = 0; job < 3; job += 1) queue.add('mail');
    for (let again = 0; again < 2; again += 1) queue.decide('mail', { action: 'run', order: 'newestFirst', expireAfterSeconds: 0 });
    queue.setWorking(true);
    await pass(500);
    expect(asked.slice(3).map(({ id }) => id)).toEqual([8, 7, 6]);
  });

  it('does not knock as fast as it can where nothing can be connected to', async () => {
    queue.pile(1_000);
    answer = () => Promise.resolve('unreachable');
    await pass(5_000);
    expect(asked.length).toBeLessThan(100);
    answer = () => Promise.resolve('ok');
    await pass(10_000);
    expect(queue.status()).toMatchObject({ waiting: 0, done: 1_000 });
  });

  it('refuses jobs beyond its limit instead of growing without end', () => {
    queue.setWorking(false);
    queue.pile(250_010);
    expect(queue.status().waiting).toBe(250_000);
    expect(counted).toHaveLength(10);
  });

  it('forgets everything at a reset, what is under way too', async () => {
    const late = Promise.withResolvers<ClientOutcome>();
    answer = () => late.promise;
    queue.pile(10);
    queue.setDiverted(true);
    await pass(200);
    queue.reset();
    late.resolve('timeout');
    await pass(2_000);
    expect(queue.status()).toMatchObject({ waiting: 0, done: 0, underWay: 0, diverted: false, rate: 100, emergency: { waiting: 0 } });
    expect(queue.lost()).toBe(0);
  });
});
