import type http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { StepId } from '../../shared/model/ids.ts';
import { isOver, openPlans, type OpenPlans, type PlansOptions } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});
const given = async (options?: PlansOptions): Promise<OpenPlans> => (opened = await openPlans(options));
const TARGETS = ['fra', 'ams', 'lon', 'par'];
const many = (more = ''): string => `      - { id: many, kind: http, targets: [${TARGETS.join(', ')}], request: { url: "URL/{{target}}" }${more} }\n      - { id: after, kind: http, request: { url: "URL/after" } }`;
const READ_BACK = ', honoursKey: true, readBack: { http: { url: "URL/{{target}}", expect: { contains: done } } }';

/** Holds the answer to one of the calls until it is let go. */
function holding({ answers }: OpenPlans, path: string): () => void {
  const { promise, resolve } = Promise.withResolvers<http.ServerResponse>();
  answers[path] = resolve;
  return () => void promise.then((response) => response.end('ok'));
}
/** Long enough for whatever might still come. */
const aWhile = async ({ clock }: OpenPlans): Promise<void> => {
  for (let second = 0; second < 30; second += 1) {
    await clock.advance(1_000);
    await new Promise((resolve) => void setImmediate(resolve));
  }
};

describe('the lever, pulled in the middle of a step with many targets', () => {
  it('lets nothing more leave: what has left is waited for, the next target is not called, nor the next step', async () => {
    const plans = await given({ steps: many() });
    const answer = holding(plans, 'ams');
    const { id } = await plans.begin();
    await expect.poll(() => plans.called).toEqual(['fra', 'ams']);
    await plans.call('lever.pull', { reason: 'wrong site' }, 'grace');
    answer();
    await aWhile(plans);
    expect(plans.called).toEqual(['fra', 'ams']);
    // Half of it is done, and nothing tells which: a person looks.
    expect(await plans.call('runs.get', { id })).toMatchObject({ state: 'stopped', why: 'unknown', steps: [{ state: 'unknown' }, { state: 'pending' }] });
    const { items } = await plans.call('runs.journal', { id });
    expect(items.map(({ says }) => says)).toContain('done for 2 of 4, then: the lever was pulled before it');
  });

  it('control: without it all of them are called', async () => {
    const plans = await given({ steps: many() });
    const answer = holding(plans, 'ams');
    const { id } = await plans.begin();
    await expect.poll(() => plans.called).toEqual(['fra', 'ams']);
    answer();
    await plans.until(id, isOver);
    expect(plans.called).toEqual([...TARGETS, 'after']);
  });

  it('and released: nothing goes on by itself; a person who has looked says what is so, and has it done', async () => {
    const plans = await given({ steps: many(READ_BACK) });
    const answer = holding(plans, 'ams');
    const { id } = await plans.begin();
    await expect.poll(() => plans.called).toEqual(['fra', 'ams']);
    await plans.call('lever.pull', { reason: 'wrong site' }, 'grace');
    answer();
    const { epoch, steps } = await plans.until(id, ({ state }) => state === 'stopped');
    expect(steps[0]).toMatchObject({ state: 'unknown', outcome: '2 of 4 are done' });
    expect(await plans.ask('runs.settle', { id, epoch, happened: false, reason: 'half of it' })).toMatchObject({ ok: false, error: { details: { why: 'held' } } });
    await plans.call('lever.release', { reason: 'right site' }, 'grace');
    await aWhile(plans);
    expect(plans.called).toEqual(['fra', 'ams']);
    delete plans.answers['ams'];
    await plans.call('runs.settle', { id, epoch, happened: false, reason: 'half of it' });
    await plans.call('runs.retry', { id, epoch });
    expect(await plans.until(id, isOver)).toMatchObject({ state: 'done', steps: [{ id: StepId.parse('many'), state: 'done' }, { state: 'done' }] });
  });
});
