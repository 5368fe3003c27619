import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlanId } from '../../../../shared/model/ids.ts';
import { findBind } from '../../sources/testing/bind.ts';
import { KEY, nsupdate, startBindPair, WEAK_KEY, ZONE, type BindPair } from '../dns/testing/bind-pair.ts';
import { oneOf } from '../dns/testing/observer.ts';
import { observeAll } from '../dns/testing/unbroken.ts';
import { proveAt } from '../preflight/prove.ts';
import { attempt } from '../steps/dns/testing/bind-step.ts';
import { openSteps, type FrozenText, type StepDeps } from '../steps/open.ts';
import { stepDeps } from '../steps/testing/deps.ts';
import { plansWith, seeing } from './testing/plans.ts';
import { signalAt } from './testing/signals.ts';
import { realClock } from '../../testing/real-clock.ts';

const bind = await findBind();
const GO = PlanId.parse('go');
const SECRETS: Readonly<Record<string, string>> = { '${env:TSIG}': KEY.secret.toString('base64'), '${env:WEAK}': WEAK_KEY.secret.toString('base64') };
const resolveSecrets = (text: string): Promise<string> => Promise.resolve(SECRETS[text] ?? text);

describe.skipIf(bind === null)('a plan that moves a record of a real BIND (named is installed)', () => {
  let pair: BindPair;
  beforeAll(async () => {
    pair = await startBindPair(['api 60 A 203.0.113.10']);
  });
  afterAll(() => pair.remove());
  observeAll('a plan that is prepared', () => pair, () => [{ name: `api.${ZONE}`, type: 'A', isWhole: oneOf('A', ['203.0.113.10'], ['203.0.113.77']) }]);

  function plans({ name, algorithm }: typeof KEY = KEY, secret = 'TSIG') {
    const base = stepDeps();
    const deps: StepDeps = { ...base, resolveSecrets, dns: { ...base.dns, resolveSecrets } };
    const signals = [signalAt('fra', realClock.nowMs()), signalAt('fra-outside', realClock.nowMs(), { source: 'prom' })];
    const { plans: made } = plansWith(
      `plans:\n  - { id: go, name: Go, kind: failover, services: [shop], target: { healthy: [fra, fra-outside] }, steps: [{ id: switch, kind: dns, providers: [bind], record: api.${ZONE}, from: [203.0.113.10], to: [198.51.100.1], ttl: 30s }] }\n`,
      {
        clock: realClock,
        open: (text, mode) => openSteps(text, mode, deps),
        prove: (provider, record, abort) => proveAt(provider, record, deps.dns, abort),
        world: seeing(signals),
        providers: `{ id: bind, type: rfc2136, zone: ${ZONE}, server: "${pair.primary.address}", authoritative: ["${pair.primary.address}"], key: { name: ${name}, algorithm: ${algorithm}, secret: "\${env:${secret}}" } }`,
      },
    );
    return { made, deps };
  }

  it('shows exactly what would be sent, what is there and what would be, and no secret; somebody else’s change makes it stale', async () => {
    const { made, deps } = plans();
    const first = await made.prepare(GO, 'live', {});
    const [step] = first.preview.steps;
    expect(step).toMatchObject({
      says: `A api.${ZONE} → 198.51.100.1 at bind`,
      actions: [{ lines: [`zone ${ZONE}`, `prereq yxrrset api.${ZONE} A 203.0.113.10`, `update delete api.${ZONE} A`, `update add api.${ZONE} 30 A 198.51.100.1`, 'send'] }],
      undo: [{ lines: expect.arrayContaining([`update add api.${ZONE} 60 A 203.0.113.10`]) }],
      live: { says: '203.0.113.10 · 60 s' },
      after: '198.51.100.1 · 30 s',
      undoable: true,
    });
    expect(first.preview.propagation?.ttlSeconds).toBe(60);
    expect(first.preview.blastRadius).toEqual(['service shop', `A api.${ZONE} at bind`]);
    const states = Object.fromEntries(first.preview.preflight.checks.map(({ rule, state }) => [rule, state]));
    /** The key of these servers may change every name of the zone: it is said, and stops nobody. */
    expect(states).toMatchObject({ credentials: 'warning', ttl: 'ok', record: 'ok', targetHealthy: 'ok' });
    for (const secret of Object.values(SECRETS)) expect(JSON.stringify(first.preview) + first.text).not.toContain(secret);
    expect((await made.prepare(GO, 'live', {})).preview.hash).toBe(first.preview.hash);

    await nsupdate(pair.primary.address, [`update delete api.${ZONE}. A`, `update add api.${ZONE}. 60 A 203.0.113.77`]);
    const later = await made.prepare(GO, 'live', {});
    expect(later.preview.hash).not.toBe(first.preview.hash);
    expect(later.preview.steps[0]?.live?.says).toBe('203.0.113.77 · 60 s');
    expect(later.preview.preflight.checks.find(({ rule }) => rule === 'record')).toMatchObject({ state: 'warning', says: `A api.${ZONE}: expected 203.0.113.10, found 203.0.113.77` });
    // A run of the older text finds that somebody was here.
    const [old] = openSteps(JSON.parse(first.text) as FrozenText, 'live', deps);
    expect(await old?.look(attempt())).toMatchObject({ asConfirmed: false });
    old?.close?.();
  });

  it('knows before anybody needs it that a key may not change the record', async () => {
    const { preview } = await plans(WEAK_KEY, 'WEAK').made.prepare(GO, 'live', {});
    expect(preview.preflight.checks.find(({ rule }) => rule === 'credentials')).toMatchObject({ state: 'blocked', says: expect.stringContaining('REFUSED') });
    const { preview: other } = await plans(KEY, 'WEAK').made.prepare(GO, 'live', {});
    expect(other.preflight.checks.find(({ rule }) => rule === 'credentials')).toMatchObject({ state: 'blocked', says: expect.stringContaining('BADSIG') });
  });
});
