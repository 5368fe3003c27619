import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlanPreview, PreflightCheck } from '../../shared/model/continuity/plan.ts';
import { PlanId } from '../../shared/model/ids.ts';
import { KEY, startBindPair, ZONE, type BindPair } from '../engine/continuity/dns/testing/bind-pair.ts';
import { oneOf } from '../engine/continuity/dns/testing/observer.ts';
import { observeAll } from '../engine/continuity/dns/testing/unbroken.ts';
import { findBind } from '../engine/sources/testing/bind.ts';
import { realClock } from '../engine/testing/real-clock.ts';
import { openPlans, type OpenPlans } from './testing/open-plans.ts';

const bind = await findBind();
const MOVE = PlanId.parse('move');

describe.skipIf(bind === null)('a plan that moves a record at two providers, in the whole engine (named is installed)', () => {
  let pair: BindPair;
  let opened: OpenPlans | null = null;
  beforeAll(async () => {
    pair = await startBindPair([`api 60 A 203.0.113.10`]);
  });
  afterAll(() => pair.remove());
  observeAll('looks at a plan', () => pair, () => [{ name: `api.${ZONE}`, type: 'A', isWhole: oneOf('A', ['203.0.113.10']) }]);
  afterEach(async () => {
    await opened?.close();
    opened = null;
  });

  const provider = (id: string, address: string): string => `  - { id: ${id}, type: rfc2136, zone: ${ZONE}, server: "${address}", authoritative: ["${address}"], key: { name: ${KEY.name}, algorithm: ${KEY.algorithm}, secret: "${KEY.secret.toString('base64')}" } }\n`;
  const more = (): string => `  - { id: move, name: Move the record, kind: failover, services: [checkout-api], steps: [{ id: switch, kind: dns, providers: [one, two], record: api.${ZONE}, to: [198.51.100.1] }] }
dnsProviders:
${provider('one', pair.primary.address)}${provider('two', pair.secondary.address)}`;
  /** By the time of this machine, which signed messages are held to. */
  const open = async (): Promise<OpenPlans> => {
    const plans = await openPlans({ more: more() });
    plans.clock.step(realClock.nowMs() - plans.clock.nowMs());
    return plans;
  };
  /** Time goes on while it is looked: a resolver that is silent is not waited for for ever. */
  async function preview({ call, clock }: OpenPlans): Promise<PlanPreview> {
    let shown: PlanPreview | null = null;
    const asked = call('plans.preview', { id: MOVE, mode: 'live' }).then((given) => (shown = given));
    await vi.waitFor(async () => {
      await clock.advance(20);
      if (shown === null) throw new Error('nothing is shown yet');
    }, { timeout: 20_000, interval: 20 });
    return asked;
  }
  const of = (checks: readonly PreflightCheck[], rule: PreflightCheck['rule']): string[] => checks.filter((check) => check.rule === rule).map(({ state, says }) => `${state}: ${says}`);

  it('has its credentials tried, its record read and its zone asked about for real, and says what cannot be known', async () => {
    opened = await open();
    const { preflight, steps, propagation } = await preview(opened);
    // A copy takes no changes: its "no" is found before somebody needs a yes.
    expect(of(preflight.checks, 'credentials')).toEqual([expect.stringMatching(/^blocked: two: /), expect.stringMatching(/^warning: one: the key ".*" may change other names/)]);
    expect(of(preflight.checks, 'record')).toEqual([`ok: A api.${ZONE} is 203.0.113.10`]);
    expect(of(preflight.checks, 'ttl')).toEqual([`ok: resolvers keep api.${ZONE} for 1 min, objective 8 min`]);
    expect(of(preflight.checks, 'delegation')).toEqual([`unknown: the zone above ${ZONE} does not tell its delegation`, `unknown: whether ${ZONE} is signed is not known: the zone above does not tell`, 'ok: all 1 record sets are the same everywhere']);
    expect(of(preflight.checks, 'targetHealthy')).toEqual(['unknown: nothing tells whether it leads to something healthy']);
    expect(steps[0]).toMatchObject({ live: { says: '203.0.113.10 · 60 s' }, undoable: true });
    expect(propagation).toMatchObject({ ttlSeconds: 60, keepOldShare: null });
    expect(JSON.stringify(preflight) + JSON.stringify(steps)).not.toContain(KEY.secret.toString('base64'));
  });

  it('knows that nothing is known of a provider that cannot be reached', async () => {
    opened = await open();
    await pair.primary.stop();
    const { preflight, steps } = await preview(opened);
    await pair.primary.start();
    expect(of(preflight.checks, 'credentials')).toContainEqual(expect.stringMatching(/^unknown: one: /));
    expect(of(preflight.checks, 'record')).toEqual([`unknown: A api.${ZONE} cannot be read at one`]);
    expect(of(preflight.checks, 'ttl')).toEqual([`unknown: the TTL of api.${ZONE} cannot be read`]);
    expect(steps[0]).toMatchObject({ live: { says: '203.0.113.10 · 60 s; not known at one' }, notes: expect.arrayContaining(['one cannot be read: who goes on by overriding “record” changes the others alone, and it keeps what it has']) });
  });
});
