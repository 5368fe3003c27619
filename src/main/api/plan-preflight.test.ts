import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PreflightCheck } from '../../shared/model/continuity/plan.ts';
import { PlanId } from '../../shared/model/ids.ts';
import { openPlans, TO_B, type OpenPlans } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

const BACK = PlanId.parse('back');
const MORE = `  - id: back
    name: Back to the last good version
    kind: rollback
    services: [checkout-api]
    lastKnownGood: { version: v41, current: { url: "URL/version" } }
    steps: [{ id: put, kind: http, request: { url: "URL/put", headers: { Authorization: "Bearer \${env:HOLDFAST_TEST_GONE}" } } }]
`;
const of = (checks: readonly PreflightCheck[], rule: PreflightCheck['rule']): string[] => checks.filter((check) => check.rule === rule).map(({ state, says }) => `${state}: ${says}`);

describe('pre-flight, on the button', () => {
  it('is unknown until somebody looked, then is looked at without anybody asking, and knows at once what changes here', async () => {
    opened = await openPlans({ more: MORE });
    const { call, clock } = opened;
    expect((await call('plans.get', { id: BACK })).preflight).toEqual({ state: 'unknown', at: null, checks: [] });
    const { preflight } = await vi.waitFor(async () => {
      await clock.advance(1_000);
      const plan = await call('plans.get', { id: BACK });
      expect(plan.preflight.at).not.toBeNull();
      return plan;
    }, { timeout: 10_000 });
    expect(preflight.state).toBe('blocked');
    expect(of(preflight.checks, 'version')).toEqual(['warning: no change was told within the last 24 hours', 'ok: not yet → v41']);
    expect(of(preflight.checks, 'credentials')).toEqual([expect.stringMatching(/^blocked: .*HOLDFAST_TEST_GONE/)]);
    expect((await call('plans.list', {})).items.map(({ id }) => id)).toEqual(['to-b', 'back']);
    await call('changes.add', { service: 'checkout-api', title: 'v42 is out' });
    await call('lever.pull', { reason: 'wait for the vendor' }, 'grace');
    const { checks } = (await call('plans.get', { id: BACK })).preflight;
    expect(of(checks, 'version')).toEqual(['ok: not yet → v41', 'ok: a change was told within the last 24 hours']);
    expect(checks.find(({ rule }) => rule === 'lever')).toMatchObject({ state: 'blocked', says: 'everything is held by grace: wait for the vendor', overridable: false });
  });

  it('holds back what it says no to, unless that rule is named with a reason; what nothing overrides, nothing overrides', async () => {
    opened = await openPlans({ more: MORE });
    const { call, ask, called } = opened;
    const preview = await call('plans.preview', { id: BACK, mode: 'live' });
    expect(preview.versions).toMatchObject({ to: 'v41', now: 'not yet' });
    const order = { id: BACK, mode: 'live', hash: preview.hash } as const;
    await call('plans.arm', { id: BACK, mode: 'live' });
    expect(await ask('plans.run', { ...order, intent: 'without-a-word' })).toMatchObject({ ok: false, error: { code: 'conflict', details: { why: 'blocked' } } });
    expect(await ask('plans.run', { ...order, intent: 'another-rule', overrides: [{ rule: 'drill', reason: 'no time for one' }] })).toMatchObject({ ok: false, error: { details: { why: 'blocked' } } });
    const run = await call('plans.run', { ...order, intent: 'break-the-glass', overrides: [{ rule: 'credentials', reason: 'it is set on the other machine' }] });
    expect(run.overridden).toEqual([{ rule: 'credentials', reason: 'it is set on the other machine' }]);
    expect(called).toEqual([]);
  });

  it('says of the plan that is busy who holds it', async () => {
    opened = await openPlans({ more: MORE });
    const { call, answers, begin } = opened;
    let answer = (): void => {};
    answers['one'] = (response) => void (answer = () => void response.end('ok'));
    const { id } = await begin();
    const { preflight } = await call('plans.preview', { id: TO_B, mode: 'live' });
    expect(preflight.checks[0]).toMatchObject({ rule: 'lock', state: 'blocked', overridable: false, says: expect.stringMatching(new RegExp(`^${id} holds the group checkout, held by ada, for `)) });
    answer();
  });
});
