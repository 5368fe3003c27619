import { describe, expect, it } from 'vitest';
import { assertPresent } from '../../../../shared/model/result.ts';
import { createManualClock, settle, silentLog } from '../../testing/manual-clock.ts';
import { freeze } from '../plans/freeze.ts';
import { configWith } from '../plans/testing/plans.ts';
import { liveSet, lookingStep } from '../plans/testing/steps.ts';
import type { ProviderProof } from '../dns/provider.ts';
import { createGather, type Delegation } from './gather.ts';

const GOOD: ProviderProof = { ok: true, certain: true, says: 'taken', tooBroad: null };
const FINE: Delegation = { findings: [{ kind: 'delegation', gravity: 'fine', words: 'both' }], shares: new Map() };
const NEVER = new AbortController().signal;

/** One plan that changes a record at two providers. */
function start() {
  const clock = createManualClock();
  const config = configWith('plans:\n  - { id: go, name: Go, kind: failover, services: [shop], steps: [{ id: switch, kind: dns, providers: [bind, second], record: api.acme.test, to: [192.0.2.2] }, { id: call, kind: http, request: { url: "https://a.test/", headers: { Authorization: "Bearer ${env:GONE}" } } }] }\n');
  const plan = assertPresent(config.continuity.plans[0], 'a plan');
  const asked = { proofs: 0, delegations: 0 };
  const world = { prove: (): Promise<ProviderProof> => Promise.resolve(GOOD), delegation: (): Promise<Delegation> => Promise.resolve(FINE) };
  const gather = createGather({
    clock,
    log: silentLog,
    open: ({ steps }) => steps.map((step) => lookingStep(step, { look: () => Promise.resolve({ ready: 'yes', asConfirmed: true, says: 'well' }), ...(step.kind === 'dns' ? { freeze: () => [liveSet(['192.0.2.1'], 60)] } : {}) })),
    resolveSecrets: (text) => (text.includes('GONE') ? Promise.reject(new Error('the variable GONE is not set')) : Promise.resolve(text)),
    prove: () => {
      asked.proofs += 1;
      return world.prove();
    },
    delegation: () => {
      asked.delegations += 1;
      return world.delegation();
    },
    version: () => Promise.resolve({ now: null, says: '' }),
  });
  const { text, flat } = freeze(plan, config, {});
  return { clock, asked, world, gather: () => gather({ plan, mode: 'live', text, flat }, NEVER) };
}

describe('what pre-flight asks outside', () => {
  it('is asked of each provider and each zone once in three minutes while it is well, and every time while it is not', async () => {
    const { clock, asked, world, gather } = start();
    const first = await gather();
    expect(first.proofs.map(({ provider }) => provider)).toEqual(['bind', 'second']);
    expect(first.steps[0]?.confirmed).toEqual([liveSet(['192.0.2.1'], 60)]);
    await clock.advance(60_000);
    // What was not asked again keeps the time of when it was.
    expect((await gather()).proofs.map(({ at }) => at)).toEqual(first.proofs.map(({ at }) => at));
    expect(asked).toEqual({ proofs: 2, delegations: 1 });
    await clock.advance(120_000);
    world.prove = () => Promise.resolve({ ...GOOD, ok: false, says: 'expired' });
    expect((await gather()).proofs.map(({ proof }) => proof.says)).toEqual(['expired', 'expired']);
    expect(asked).toEqual({ proofs: 4, delegations: 2 });
    world.prove = () => Promise.resolve(GOOD);
    expect((await gather()).proofs.map(({ proof }) => proof.says)).toEqual(['taken', 'taken']);
    expect(asked).toEqual({ proofs: 6, delegations: 2 });
  });

  it('keeps nobody waiting who could have an older answer, and says nothing that it does not know', async () => {
    const { clock, asked, world, gather } = start();
    world.delegation = () => new Promise(() => {});
    let shown = gather();
    await settle();
    await clock.advance(10_000);
    expect((await shown).delegated[0]?.findings).toEqual([{ kind: 'delegation', gravity: 'unknown', words: 'no answer within 10 s' }]);

    const again = start();
    const { at } = await again.gather();
    await again.clock.advance(200_000);
    let answer: (given: Delegation) => void = () => {};
    again.world.delegation = () => new Promise((resolve) => void (answer = resolve));
    shown = again.gather();
    await settle();
    await again.clock.advance(1_500);
    expect((await shown).delegated[0]).toMatchObject({ findings: FINE.findings, at });
    // The answer comes, and is there for whoever asks next; nobody asked twice.
    answer({ ...FINE, findings: [{ kind: 'drift', gravity: 'blocks', words: 'they differ' }] });
    await settle();
    again.world.delegation = () => new Promise(() => {});
    shown = again.gather();
    await settle();
    await again.clock.advance(1_500);
    expect((await shown).delegated[0]?.findings[0]?.words).toBe('they differ');
    expect([asked.delegations, again.asked.delegations]).toEqual([1, 3]);
  });

  it('names a secret that is not there, by the step that needs it', async () => {
    expect((await start().gather()).missing).toEqual([{ step: 'call', says: 'the variable GONE is not set' }]);
  });
});
