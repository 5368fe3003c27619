import { afterEach, describe, expect, it } from 'vitest';
import type { EventData } from '../../shared/contract/events.ts';
import { isOver, openPlans, TO_B, type OpenPlans, type PlansOptions } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});
const given = async (options?: PlansOptions): Promise<OpenPlans> => (opened = await openPlans(options));

describe('a plan that is confirmed', () => {
  it('does its steps in order and says of each when it began, when it ended and what came of it', async () => {
    const { begin, until, called, call } = await given();
    expect((await call('plans.get', { id: TO_B })).running).toBeNull();
    const begun = await begin();
    expect(begun).toMatchObject({ id: 'RUN-0001', plan: 'to-b', name: 'Move checkout to B', kind: 'failover', group: 'checkout', mode: 'live', state: 'running', starter: 'ada', holder: 'ada', objectiveSeconds: 480 });
    expect((await call('plans.get', { id: TO_B })).running).toBe('RUN-0001');
    const run = await until(begun.id, isOver);
    expect(called).toEqual(['one', 'two', 'three']);
    expect(run).toMatchObject({ state: 'done', steps: ['one', 'two', 'three'].map((id) => ({ id, name: `Step ${id}`, kind: 'http', state: 'done', attempts: 1, outcome: 'HTTP 200', changes: true, undoable: true })) });
    for (const { startedAt, endedAt } of run.steps) expect([startedAt, endedAt]).not.toContain(null);
    const { items } = await call('runs.journal', { id: run.id });
    expect(items.map(({ what }) => what).toReversed()).toEqual(['confirmed', 'Step one: begins', 'Step one: done', 'Step two: begins', 'Step two: done', 'Step three: begins', 'Step three: done', 'done']);
    expect(items.at(-1)).toMatchObject({ by: 'ada' });
    expect(await call('plans.get', { id: TO_B })).toMatchObject({ running: null, coolDownUntil: expect.any(String) });
  });

  it('begins once, however often the button is pressed, and every press is answered with the same run', async () => {
    const { call, until, called } = await given();
    const { hash } = await call('plans.preview', { id: TO_B, mode: 'live' });
    await call('plans.arm', { id: TO_B, mode: 'live' });
    const runs = await Promise.all(Array.from({ length: 50 }, () => call('plans.run', { id: TO_B, mode: 'live', hash, intent: 'one-click' })));
    expect(new Set(runs.map(({ id }) => id))).toEqual(new Set(['RUN-0001']));
    await until(runs[0]!.id, isOver);
    expect((await call('plans.run', { id: TO_B, mode: 'live', hash, intent: 'one-click' })).id).toBe('RUN-0001');
    expect((await call('runs.list', {})).items).toHaveLength(1);
    expect(called).toEqual(['one', 'two', 'three']);
  });

  it('is not begun where nobody armed it, or what was seen is not what is there; who pressed is shown what is there now', async () => {
    const { ask, call, called } = await given();
    const { hash } = await call('plans.preview', { id: TO_B, mode: 'live' });
    expect(await ask('plans.run', { id: TO_B, mode: 'live', hash, intent: 'not-armed' })).toMatchObject({ ok: false, error: { code: 'conflict', details: { why: 'notArmed' } } });
    await call('plans.arm', { id: TO_B, mode: 'live' });
    expect(await ask('plans.run', { id: TO_B, mode: 'live', hash: 'f'.repeat(64), intent: 'too-old-a-sheet' })).toMatchObject({ ok: false, error: { code: 'conflict', details: { why: 'stale', preview: { hash, steps: [{ id: 'one' }, { id: 'two' }, { id: 'three' }] } } } });
    expect(await ask('plans.run', { id: TO_B, mode: 'live', hash, intent: 'a-view-only-seat' }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(called).toEqual([]);
  });
});

describe('the lever', () => {
  it('lets what is under way end and nothing begin after it, over a restart, until it is released and somebody resumes', async () => {
    const plans = await given();
    const { begin, until, called, call, ask, clock, answers } = plans;
    let answer = (): void => {};
    answers['one'] = (response) => void (answer = () => void response.end('ok'));
    const { id } = await begin();
    await expect.poll(() => called).toEqual(['one']);
    expect(await call('lever.pull', { reason: 'somebody is in the data centre' }, 'grace')).toMatchObject({ owner: 'grace', reason: 'somebody is in the data centre' });
    expect((plans.open.frames.findLast(({ event }) => event === 'continuity') ?? { json: '{}' }).json).toContain('somebody is in the data centre');
    answer();
    const held = await until(id, ({ state }) => state === 'paused');
    expect(held.steps.map(({ state }) => state)).toEqual(['done', 'pending', 'pending']);
    await clock.advance(60_000);
    expect(called).toEqual(['one']);
    expect(await ask('plans.arm', { id: TO_B, mode: 'drill' })).toMatchObject({ ok: false, error: { code: 'conflict', message: 'Grace Hopper has pulled the lever: somebody is in the data centre. Nothing begins until it is released.', details: { why: 'held' } } });
    expect(await ask('runs.resume', { id, epoch: held.epoch })).toMatchObject({ ok: false, error: { details: { why: 'held' } } });
    await call('lever.release', { reason: 'they are out' }, 'grace');
    expect(await ask('lever.release', { reason: 'they are out' }, 'grace')).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(called).toEqual(['one']);
    await call('runs.resume', { id, epoch: held.epoch });
    await until(id, isOver);
    expect(called).toEqual(['one', 'two', 'three']);
  });
});

describe('screens', () => {
  it('are told of a run as it goes, at most about once a second, and of its end', async () => {
    const plans = await given();
    const { id } = await plans.begin();
    await plans.until(id, isOver);
    await plans.clock.advance(2_000);
    const told = plans.open.frames.flatMap(({ event, json }) => (event === 'run' ? [JSON.parse(json) as EventData<'run'>] : []));
    expect(told.at(-1)).toMatchObject({ id, state: 'done' });
    const faces = plans.open.frames.flatMap(({ event, json }) => (event === 'continuity' ? [JSON.parse(json) as EventData<'continuity'>] : []));
    expect(faces.some(({ runs }) => runs[0]?.id === id)).toBe(true);
    expect(faces.at(-1)).toMatchObject({ runs: [], unproven: [] });
    expect(faces[0]).toMatchObject({ unproven: [{ plan: 'to-b', since: null }] });
  });
});
