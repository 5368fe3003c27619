import { afterEach, describe, expect, it } from 'vitest';
import { PlanId, ServiceId, StepId } from '../../shared/model/ids.ts';
import { temporaryFolder } from '../store/testing/fixtures.ts';
import { isOver, openPlans, THREE_CALLS, TO_B, type OpenPlans, type PlansOptions } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});
const given = async (options?: PlansOptions): Promise<OpenPlans> => (opened = await openPlans(options));
const oneCall = (id: string): string => `      - { id: ${id}, kind: http, request: { url: "URL/${id}" }, readBack: { http: { url: "URL/${id}", expect: { contains: done } } } }`;
const approval = (more = ''): string => `      - { id: ok, name: Second pair of eyes, kind: approve, timeout: 10m${more} }\n${oneCall('after')}`;

describe('an approval', () => {
  it('is not given by who started the run, nor for another step than the one that was seen, but by a second person', async () => {
    const { begin, ask, call, until, called } = await given({ steps: approval() });
    const { id, steps } = await begin();
    expect(steps[0]).toMatchObject({ state: 'approving', approval: { role: null, starterFrom: null, until: '2026-01-15T12:10:00.000Z' } });
    expect(await ask('runs.approve', { id, reason: 'I am sure' })).toMatchObject({ ok: false, error: { code: 'forbidden', message: 'Whoever started a run does not approve it: a second person must.', details: { why: 'ownApproval' } } });
    expect(await ask('runs.approve', { id, step: StepId.parse('after') }, 'grace')).toMatchObject({ ok: false, error: { code: 'conflict', details: { why: 'nothingToApprove' } } });
    expect(await ask('runs.approve', { id }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(called).toEqual([]);
    await call('runs.approve', { id }, 'grace');
    const run = await until(id, isOver);
    expect(run.steps[0]).toMatchObject({ state: 'done', outcome: 'approved by Grace Hopper', approval: null });
    expect(called).toEqual(['after']);
  });

  it('may be given by the starter where the plan says after which time alone, and then only with a reason', async () => {
    const { begin, ask, call, clock, until } = await given({ steps: approval(', aloneAfter: 2m') });
    const { id, steps } = await begin();
    expect(steps[0]?.approval?.starterFrom).toBe('2026-01-15T12:02:00.000Z');
    await clock.advance(119_000);
    expect(await ask('runs.approve', { id, reason: 'nobody is here' })).toMatchObject({ ok: false, error: { details: { why: 'ownApproval' } } });
    await clock.advance(1_000);
    expect(await ask('runs.approve', { id })).toMatchObject({ ok: false, error: { code: 'invalid_input', message: 'reason: expected why nobody else approves it' } });
    await call('runs.approve', { id, reason: 'nobody is here' });
    expect((await until(id, isOver)).steps[0]?.outcome).toBe('approved by Ada Lovelace, who started it: nobody is here');
  });

  it('that names a role is given by somebody who has it: in the incident, by the plan, or by the roster', async () => {
    const { begin, ask, call, until } = await given({ steps: approval(', role: incidentCommander') });
    const incident = (await call('incidents.open', { title: 'Payments fail', severity: 'P1', services: [ServiceId.parse('checkout-api')] })).id;
    const { id } = await begin({ incident });
    expect(await ask('runs.approve', { id }, 'linus')).toMatchObject({ ok: false, error: { code: 'forbidden', message: 'Second pair of eyes is approved by the role incidentCommander, which Linus does not have.', details: { role: 'incidentCommander' } } });
    await call('incidents.act', { id: incident, action: { type: 'takeRole', role: 'incidentCommander' } }, 'linus');
    await call('runs.approve', { id }, 'linus');
    expect((await until(id, isOver)).state).toBe('done');
  });
});

describe('two consoles that press at the same second', () => {
  it('begin one run; the other is told which, by whom and since when', async () => {
    const { call, ask, until, called } = await given();
    const { hash } = await call('plans.preview', { id: TO_B, mode: 'live' });
    await call('plans.arm', { id: TO_B, mode: 'live' }, 'ada');
    const ada = ask('plans.run', { id: TO_B, mode: 'live', hash, intent: 'click-of-ada' }, 'ada');
    await call('plans.arm', { id: TO_B, mode: 'live' }, 'grace');
    const grace = ask('plans.run', { id: TO_B, mode: 'live', hash, intent: 'click-of-grace' }, 'grace');
    const both = await Promise.all([ada, grace]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'conflict', message: expect.stringMatching(/^RUN-0001 \(Move checkout to B\) is under way, steered by (?:Ada Lovelace|Grace Hopper), since /), details: { why: 'busy', run: 'RUN-0001' } } });
    const run = await until((await call('runs.list', {})).items[0]!.id, isOver);
    expect(run.state).toBe('done');
    expect(called).toEqual(['one', 'two', 'three']);
  });
});

describe('a rule of pre-flight that says no', () => {
  it('keeps a plan from being begun until a person names it with a reason, which stays with the run', async () => {
    const frozen = 'freeze: [{ name: Christmas, from: "2026-01-15 00:00", to: "2026-01-16 00:00" }]';
    const { ask, begin, call } = await given({ more: `  - { id: back, name: Back to A, kind: failBack, services: [checkout-api], ${frozen}, steps: [{ id: only, kind: http, request: { url: "URL/only" } }] }\n` });
    const back = PlanId.parse('back');
    const { hash, preflight } = await call('plans.preview', { id: back, mode: 'live' });
    const failing = preflight.checks.filter(({ state }) => state === 'blocked' || state === 'unknown');
    expect(failing.map(({ rule }) => rule)).toContain('freeze');
    await call('plans.arm', { id: back, mode: 'live' });
    expect(await ask('plans.run', { id: back, mode: 'live', hash, intent: 'against-a-rule' })).toMatchObject({ ok: false, error: { code: 'conflict', message: expect.stringMatching(/^Pre-flight says no: .*Christmas/), details: { why: 'blocked', checks: expect.arrayContaining([expect.objectContaining({ rule: 'freeze' })]) } } });
    const overrides = [...new Set(failing.map(({ rule }) => rule))].map((rule) => ({ rule, reason: 'the shop is down anyway' }));
    const run = await begin({ plan: 'back', overrides: [...overrides, { rule: 'lag', reason: 'never asked for' }] });
    expect(run.overridden).toEqual(overrides);
  });
});

describe('a run', () => {
  it('goes on where it was after the engine has ended in the middle of a step, which is asked about and not sent again', async () => {
    using folder = temporaryFolder();
    try {
      const plans = await given({ database: folder.file('holdfast.db') });
      plans.answers['two'] = () => {};
      const { id } = await plans.begin();
      await expect.poll(() => plans.called).toEqual(['one', 'two']);
      await plans.restart();
      const run = await plans.until(id, isOver);
      expect(run).toMatchObject({ state: 'done', starter: 'ada', steps: [{ state: 'done' }, { state: 'done', outcome: expect.stringMatching(/as expected/) }, { state: 'done' }] });
      expect(plans.called).toEqual(['one', 'two', 'three']);
      const { items } = await plans.call('runs.journal', { id });
      expect(items.map(({ what }) => what)).toContain('Holdfast began anew and went on from here');
    } finally {
      await opened?.close();
      opened = null;
    }
  });

  it('does what was confirmed, although its plan is written otherwise meanwhile', async () => {
    const { begin, call, until, called, answers } = await given();
    let answer = (): void => {};
    answers['one'] = (response) => void (answer = () => void response.end('ok'));
    const { id } = await begin();
    await expect.poll(() => called).toEqual(['one']);
    const { text, revision } = await call('config.get', {}, 'grace');
    await call('config.write', { text: text.replace(/ {6}- \{ id: two.*\n/, '').replace('/three"', '/other"').replace('Move checkout to B', 'Something else'), revision }, 'grace');
    await expect.poll(async () => (await call('plans.get', { id: TO_B })).steps.length).toBe(2);
    answer();
    const run = await until(id, isOver);
    expect(called).toEqual(['one', 'two', 'three']);
    expect(run).toMatchObject({ name: 'Move checkout to B', state: 'done', steps: [{ id: 'one' }, { id: 'two' }, { id: 'three' }] });
    expect((await call('plans.get', { id: TO_B })).proof).toMatchObject({ run: id, met: true });
  });
});

describe('a drill', () => {
  it('leaves the real thing alone, is measured against the objective with its slowest step named, and proves the plan', async () => {
    const drilled = `      - { id: first, name: First, kind: http, request: { url: "URL/first" }, drill: { url: "URL/drill-first" } }\n      - { id: rest, name: A moment, kind: wait, for: 20s }\n${oneCall('last')}`;
    const { begin, until, called, call } = await given({ steps: drilled });
    expect((await call('continuity.get', {})).unproven).toMatchObject([{ plan: 'to-b', since: null }]);
    const { id } = await begin({ mode: 'drill' });
    const run = await until(id, isOver);
    expect(called).toEqual(['drill-first']);
    expect(run).toMatchObject({ mode: 'drill', state: 'done', score: { objectiveSeconds: 480, met: true, slowest: { step: 'rest', name: 'A moment' } }, steps: [{ state: 'done' }, { state: 'done' }, { outcome: 'a drill stops here: nothing was changed' }] });
    expect(run.score?.tookSeconds).toBeGreaterThanOrEqual(20);
    expect((await call('plans.get', { id: TO_B })).proof).toMatchObject({ run: id, met: true, tookSeconds: run.score?.tookSeconds });
    expect((await call('continuity.get', {})).unproven).toEqual([]);
  });

  it('that is a dry run only looks, and proves nothing', async () => {
    const { begin, until, called, call } = await given();
    const run = await until((await begin({ mode: 'dry-run' })).id, isOver);
    expect(run).toMatchObject({ state: 'done', score: null, steps: [{ changes: false }, { changes: false }, { changes: false }] });
    expect(called).toEqual([]);
    expect((await call('plans.get', { id: TO_B })).proof).toBeNull();
  });

  it('ends where the real thing begins', async () => {
    const { begin, until, call, called } = await given({ steps: `      - { id: rest, kind: wait, for: 60s }\n${oneCall('last')}` });
    const drill = await begin({ mode: 'drill' });
    const real = await begin({ mode: 'live' });
    expect(await call('runs.get', { id: drill.id })).toMatchObject({ state: 'interrupted', endedAt: expect.any(String) });
    const { items } = await call('runs.journal', { id: drill.id });
    expect(items[0]?.what).toBe('ended by a real run');
    await until(real.id, isOver);
    expect(called).toEqual(['last']);
  });
});

describe('the lever over everything', () => {
  it('holds groups that nothing has run of yet, those that the configuration gets later, and all of them over a restart', async () => {
    using folder = temporaryFolder();
    try {
      const plans = await given({ database: folder.file('holdfast.db'), steps: THREE_CALLS });
      const { call, ask } = plans;
      await call('lever.pull', { reason: 'not today' });
      const { text, revision } = await call('config.get', {}, 'grace');
      await call('config.write', { text: `${text}  - { id: later, name: Later, kind: degrade, services: [checkout-api], steps: [{ id: only, kind: wait, for: 1s }] }\n`, revision }, 'grace');
      await expect.poll(async () => (await call('plans.list', {})).items.length).toBe(2);
      for (const life of ['first', 'second']) {
        for (const id of [TO_B, PlanId.parse('later')]) expect([life, await ask('plans.arm', { id, mode: 'dry-run' })]).toMatchObject([life, { ok: false, error: { details: { why: 'held' } } }]);
        expect((await call('continuity.get', {}, 'wall')).lever).toMatchObject({ owner: 'ada', reason: 'not today', since: '2026-01-15T12:00:00.000Z' });
        if (life === 'first') await plans.restart();
      }
    } finally {
      await opened?.close();
      opened = null;
    }
  });
});
