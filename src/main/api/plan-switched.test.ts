import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/testing/fixtures.ts';
import { isOver, openPlans, type OpenPlans } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await opened?.close();
  opened = null;
  folder[Symbol.dispose]();
});

const STEPS = `      - { id: less, kind: degrade, services: [checkout-api], to: reduced }
      - { id: tell, kind: notify, channels: [team] }
      - { id: after, kind: http, request: { url: "URL/after" } }`;
const MORE = `channels: [{ id: team, type: webhook, audience: internal, url: "URL/team", honoursKey: true }]
tiers:
  - { service: checkout-api, mode: reduced, request: { url: "URL/less" }, text: "Orders are taken, invoices come later.", exit: errors below 1 % for ten minutes }
  - { service: checkout-api, mode: full, request: { url: "URL/full" } }
`;

describe('a service that a plan has switched to less', () => {
  it('is shown with when it is to be switched back, over a restart, until it is; what customers are to know is told by the update after it', async () => {
    const plans = (opened = await openPlans({ steps: STEPS, more: MORE, database: folder.file('holdfast.db') }));
    const { begin, until, call, bodies, called, clock } = plans;
    expect((await call('continuity.get', {})).switched).toEqual([]);
    // The step after the two stops the run, so that it can be taken back.
    plans.answers['after'] = (response) => void response.writeHead(409).end();
    const { id } = await begin();
    await until(id, ({ state }) => state === 'stopped');
    await until(id, () => called.includes('team'));
    expect(JSON.parse(bodies[called.indexOf('team')] ?? '')).toMatchObject({ body: 'Orders are taken, invoices come later.' });
    const shown = [{ service: 'checkout-api', to: 'reduced', exit: 'errors below 1 % for ten minutes', run: id, at: expect.any(String) as string }];
    expect((await call('continuity.get', {})).switched).toEqual(shown);
    expect((await call('runs.get', { id })).steps[0]?.progress).toMatchObject({ services: [{ exit: 'errors below 1 % for ten minutes' }] });
    await plans.restart();
    expect((await plans.call('continuity.get', {})).switched).toEqual(shown);
    await clock.advance(1_000);
    await plans.call('runs.rollBack', { id, epoch: (await plans.call('runs.get', { id })).epoch, reason: 'it is well again' });
    await plans.until(id, isOver);
    expect(called.at(-1)).toBe('full');
    expect((await plans.call('continuity.get', {})).switched).toEqual([]);
  });

  it('is told apart from now by a dry run, which switches nothing', async () => {
    const plans = (opened = await openPlans({ steps: STEPS, more: MORE }));
    const run = await plans.until((await plans.begin({ mode: 'dry-run' })).id, isOver);
    expect(run.steps[0]?.outcome).toBe('only looked at: checkout-api is in a mode that nothing tells; it would be reduced');
    expect(plans.called).toEqual([]);
    expect((await plans.call('continuity.get', {})).switched).toEqual([]);
  });
});
