import { describe, expect, it } from 'vitest';
import { createLanes } from './lanes.ts';

describe('previews side by side', () => {
  it('are as many as there are lanes, in the order in which they came, and a failure frees its lane', async () => {
    const lanes = createLanes(2);
    const started: number[] = [];
    const finish: (() => void)[] = [];
    const work = (id: number, fails = false) =>
      lanes(async () => {
        started.push(id);
        await new Promise<void>((done) => finish.push(done));
        if (fails) throw new Error('refused');
        return id;
      });
    const settle = () => new Promise((done) => setImmediate(done));
    const all = Promise.allSettled([work(1, true), work(2), work(3), work(4)]);
    await settle();
    expect(started).toEqual([1, 2]);
    finish[0]?.();
    await settle();
    expect(started).toEqual([1, 2, 3]);
    finish[1]?.();
    await settle();
    for (const done of finish) done();
    await settle();
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(started).toEqual([1, 2, 3, 4]);
  });
});
