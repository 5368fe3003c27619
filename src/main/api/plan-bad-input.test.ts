import { afterEach, describe, expect, it } from 'vitest';
import { PlanId } from '../../shared/model/ids.ts';
import { isOver, openPlans, TO_B, type OpenPlans, type PlansOptions } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});
const given = async (options?: PlansOptions): Promise<OpenPlans> => (opened = await openPlans(options));
const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

/** A plan more, written while the engine runs. */
async function write({ call, ask }: OpenPlans, plan: string) {
  const { text, revision } = await call('config.get', {}, 'grace');
  return ask('config.write', { text: `${text}${plan}\n`, revision }, 'grace');
}
const plan = (steps: string, more = ''): string => `  - { id: bad, name: Bad, kind: failover, services: [checkout-api]${more}, steps: [${steps}] }`;
const CALL = '{ id: one, kind: http, request: { url: "http://127.0.0.1:9/one" } }';

describe('a plan that cannot be', () => {
  it.each([
    ['leads back to itself', plan(CALL, ', children: [bad]'), /children/],
    ['has a step that there is not', plan('{ id: one, kind: dsn }'), /expected one of .*found .{1,2}dsn/],
    ['has a million targets, and is shown which', plan('{ id: one, kind: http, targets: "web-[1-1000000]", request: { url: "http://{{target}}.test/" } }'), /at most 100 targets, found 1,000,000: this step would touch web-1, web-2, web-3 … web-1000000/],
    ['has a parameter that a shell would read', plan('{ id: one, kind: http, request: { url: "http://127.0.0.1:9/{{site}}" } }', ', parameters: { site: { value: "$(reboot)" } }'), /a shell reads/],
  ])('that %s is refused where it is written, with its line, and what was there stays in use', async (_, text, words) => {
    const plans = await given();
    const refused = await write(plans, text);
    expect(refused.ok).toBe(false);
    expect(JSON.stringify(refused)).toMatch(words);
    expect((await plans.call('plans.list', {})).items.map(({ id }) => id)).toEqual([TO_B]);
    const { id } = await plans.begin();
    expect((await plans.until(id, isOver)).state).toBe('done');
  });

  it('that takes a parameter is not even looked at with one that a shell would read', async () => {
    const { ask, call, called } = await given({ more: '  - { id: site, name: Site, kind: failover, services: [checkout-api], parameters: { site: { value: fra } }, steps: [{ id: one, kind: http, request: { url: "URL/{{site}}" } }] }\n' });
    const id = PlanId.parse('site');
    await call('plans.arm', { id, mode: 'live' });
    for (const site of ['fra; rm -rf /', '$(id)', '`id`', 'a|b', '-rf', 'fra\n']) {
      expect(await ask('plans.preview', { id, mode: 'live', parameters: { site } })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
      expect(await ask('plans.run', { id, mode: 'live', hash: 'x'.repeat(16), intent: `click with ${site.length}`, parameters: { site } })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    }
    expect(called).toEqual([]);
  });

  it('that needs a secret which is not there says so before anybody needs it, and stops before the call if it is begun all the same', async () => {
    const plans = await given({ steps: '      - { id: one, kind: http, request: { url: "URL/one", headers: { Authorization: "Bearer ${env:NOT_THERE}" } } }' });
    const { preflight } = await plans.call('plans.preview', { id: TO_B, mode: 'live' });
    expect(preflight.checks.filter(({ state }) => state === 'blocked' || state === 'unknown').map(({ step, says }) => [step, says])).toContainEqual(['one', expect.stringContaining('NOT_THERE')]);
    await expect(plans.begin()).rejects.toThrow('Pre-flight says no');
    const overrides = [...new Set(preflight.checks.filter(({ state, overridable }) => overridable && (state === 'blocked' || state === 'unknown')).map(({ rule }) => rule))].map((rule) => ({ rule, reason: 'let it try' }));
    const begun = await plans.begin({ overrides });
    expect(await plans.until(begun.id, ({ state }) => state !== 'running')).toMatchObject({ state: 'stopped', steps: [{ state: 'failed', outcome: expect.stringContaining('NOT_THERE') }] });
    expect(plans.called).toEqual([]);
  });
});

describe('a clock that jumps in the middle of a run', () => {
  const STEPS = `      - { id: rest, kind: wait, for: 60s }
      - { id: ok, kind: approve, timeout: 10m, aloneAfter: 2m }
      - { id: call, kind: http, request: { url: "URL/call" } }`;

  it.each([HOUR, -HOUR, 10 * YEAR, -10 * YEAR])('by %i ms ends no wait early or late, opens no approval, and lets none lapse', async (jump) => {
    const plans = await given({ steps: STEPS });
    const { id } = await plans.begin();
    await plans.clock.advance(30_000);
    plans.clock.step(jump);
    await plans.clock.advance(29_000);
    expect(await plans.call('runs.get', { id })).toMatchObject({ state: 'running', steps: [{ state: 'sending' }, { state: 'pending' }, { state: 'pending' }] });
    await plans.until(id, ({ steps }) => steps[1]?.state === 'approving');
    plans.clock.step(-jump);
    await plans.clock.advance(60_000);
    expect(await plans.ask('runs.approve', { id, reason: 'nobody is here' })).toMatchObject({ ok: false, error: { details: { why: 'ownApproval' } } });
    plans.clock.step(jump);
    expect(await plans.call('runs.get', { id })).toMatchObject({ state: 'running', steps: [{ state: 'done' }, { state: 'approving' }, { state: 'pending' }] });
    await plans.call('runs.approve', { id }, 'grace');
    expect(await plans.until(id, isOver)).toMatchObject({ state: 'done' });
    expect(plans.called).toEqual(['call']);
    expect(await plans.call('audit.verify', {}, 'grace')).toMatchObject({ ok: true });
  });

  it('control: the time itself does end a wait, and lets an approval lapse', async () => {
    const plans = await given({ steps: STEPS });
    const { id } = await plans.begin();
    await plans.clock.advance(61_000);
    await plans.until(id, ({ steps }) => steps[1]?.state === 'approving');
    await plans.clock.advance(601_000);
    expect(await plans.until(id, ({ state }) => state === 'stopped')).toMatchObject({ why: 'approvalTimedOut' });
  });
});
