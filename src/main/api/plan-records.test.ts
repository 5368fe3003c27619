import { afterEach, describe, expect, it } from 'vitest';
import { IncidentId, ServiceId } from '../../shared/model/ids.ts';
import { temporaryFolder } from '../store/testing/fixtures.ts';
import { isOver, openPlans, THREE_CALLS, TO_B, type OpenPlans, type PlansOptions } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});
const given = async (options?: PlansOptions): Promise<OpenPlans> => (opened = await openPlans(options));
const WITH_APPROVAL = `${THREE_CALLS}\n      - { id: ok, name: Second pair of eyes, kind: approve, timeout: 10m }`;

const incidentOf = async ({ call }: OpenPlans, more: object = {}) => (await call('incidents.open', { title: 'Payments fail', severity: 'P1', services: [ServiceId.parse('checkout-api')], ...more })).id;
const PLAN_TYPES = /^(?:plan|run|rule[A-Z]|lever)/;
const timelineOf = async ({ call }: OpenPlans, id: IncidentId) => (await call('incidents.timeline', { id })).items.filter(({ type }) => PLAN_TYPES.test(type)).toReversed();
const audited = async ({ call }: OpenPlans, all = false) => (await call('audit.list', {}, 'grace')).items.filter(({ type, incident }) => PLAN_TYPES.test(type) && (all || incident === null)).toReversed();

describe('a run for an incident', () => {
  it('stands in its timeline: begun by whom, each step with how long it took, who approved it and why, and its end', async () => {
    const plans = await given({ steps: WITH_APPROVAL });
    const { begin, until, call, clock } = plans;
    const incident = await incidentOf(plans);
    const { id } = await begin({ incident });
    await until(id, ({ steps }) => steps[3]?.state === 'approving');
    await call('runs.approve', { id, reason: 'B has taken the load' }, 'grace');
    await until(id, isOver);
    await clock.advance(1_000);
    const rows = await timelineOf(plans, incident);
    expect(rows.map(({ type, actor, data }) => [type, actor.name, data['name'] ?? data['what'], data['phase']])).toEqual([
      ['runStarted', 'Ada Lovelace', 'Move checkout to B', undefined],
      ['runStep', 'Holdfast', 'Step one', 'done'],
      ['runStep', 'Holdfast', 'Step two', 'done'],
      ['runStep', 'Holdfast', 'Step three', 'done'],
      ['runStep', 'Holdfast', 'Second pair of eyes', 'approving'],
      ['runSteered', 'Grace Hopper', 'approve', undefined],
      ['runEnded', 'Holdfast', 'Move checkout to B', 'done'],
    ]);
    for (const { data } of rows) expect(data['run']).toBe(id);
    expect(rows[1]?.data['seconds']).toEqual(expect.any(Number));
    expect(rows[5]?.data['reason']).toBe('approved by Grace Hopper: B has taken the load');
    expect((await audited(plans)).map(({ type }) => type)).toEqual(['planArmed']);
    expect((await audited(plans, true)).map(({ type }) => type)).toEqual(['planArmed', ...rows.map(({ type }) => type)]);
    expect(await call('audit.verify', {}, 'grace')).toMatchObject({ ok: true });
  });

  it('is written down once, over a restart', async () => {
    using folder = temporaryFolder();
    try {
      const plans = await given({ database: folder.file('holdfast.db') });
      const incident = await incidentOf(plans);
      const { id } = await plans.begin({ incident });
      await plans.until(id, isOver);
      await plans.restart();
      await plans.clock.advance(2_000);
      const rows = await timelineOf(plans, incident);
      expect(rows.map(({ type }) => type)).toEqual(['runStarted', 'runStep', 'runStep', 'runStep', 'runEnded']);
    } finally {
      await opened?.close();
      opened = null;
    }
  });

  it('that is private shows nothing of it to whoever may only look, nor which incident a run is for', async () => {
    const plans = await given();
    const incident = await incidentOf(plans, { kind: 'security' });
    const { id } = await plans.begin({ incident });
    await plans.until(id, isOver);
    await plans.clock.advance(2_000);
    expect((await plans.call('runs.get', { id })).incident).toBe(incident);
    expect((await plans.call('runs.get', { id }, 'wall')).incident).toBeNull();
    expect((await plans.call('runs.list', {}, 'wall')).items.map((run) => run.incident)).toEqual([null]);
    expect(await plans.ask('incidents.timeline', { id: incident }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    const told = plans.open.frames.filter(({ event }) => event === 'run' || event === 'continuity').map(({ json }) => json);
    expect(told.length).toBeGreaterThan(1);
    for (const json of told) expect(json).not.toContain(incident);
    expect(await plans.ask('plans.run', { id: TO_B, mode: 'live', hash: 'x'.repeat(16), intent: 'an-incident-that-is-not', incident: IncidentId.parse('INC-2026-9999') })).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });
});

describe('the audit', () => {
  it('holds a run without an incident, every word of who steered it, and who pulled the lever why; refused clicks are none of it', async () => {
    const plans = await given({ steps: WITH_APPROVAL });
    const { begin, until, call, ask, clock } = plans;
    const { id } = await begin();
    const waiting = await until(id, ({ steps }) => steps[3]?.state === 'approving');
    expect(await ask('plans.arm', { id: waiting.plan, mode: 'live' })).toMatchObject({ ok: false, error: { details: { why: 'busy', run: id, holder: 'ada' } } });
    await call('lever.pull', { reason: 'wrong site' }, 'grace');
    await call('lever.pull', { reason: 'me too' }, 'linus');
    await call('lever.release', { reason: 'right site' }, 'linus');
    await call('runs.takeOver', { id, epoch: waiting.epoch, reason: 'Ada is asleep' }, 'grace');
    expect(await ask('runs.abort', { id, epoch: waiting.epoch, reason: 'too old a screen' })).toMatchObject({ ok: false, error: { code: 'conflict', message: 'Grace Hopper has taken this run over meanwhile.', details: { why: 'tookOver', epoch: waiting.epoch + 1 } } });
    expect(await ask('runs.abort', { id, epoch: waiting.epoch + 1, reason: 'not the holder' })).toMatchObject({ ok: false, error: { code: 'forbidden', details: { why: 'notHolder', holder: 'grace' } } });
    await call('runs.rollBack', { id, epoch: waiting.epoch + 1, reason: 'B is no better' }, 'grace');
    expect((await until(id, isOver)).state).toBe('rolledBack');
    await clock.advance(1_000);
    const rows = await audited(plans);
    expect(rows.map(({ type, actor, data }) => [type, actor.id, data['phase'] ?? data['what'], data['reason']])).toEqual([
      ['planArmed', 'ada', undefined, undefined],
      ['runStarted', 'ada', undefined, undefined],
      ...['one', 'two', 'three'].map(() => ['runStep', 'holdfast', 'done', undefined]),
      ['runStep', 'holdfast', 'approving', undefined],
      ['leverPulled', 'grace', undefined, 'wrong site'],
      ['leverReleased', 'linus', undefined, 'right site'],
      ['runSteered', 'grace', 'takeOver', 'Ada is asleep'],
      ['runSteered', 'grace', 'rollBack', 'B is no better'],
      ...['three', 'two', 'one'].map(() => ['runStep', 'holdfast', 'undone', undefined]),
      ['runEnded', 'holdfast', 'rolledBack', undefined],
    ]);
    expect(plans.called).toEqual(['one', 'two', 'three', 'unthree', 'untwo', 'unone']);
  });
});
