import { describe, expect, it } from 'vitest';
import { STEP_KINDS, type StepKind } from '../../../../shared/model/continuity/step-config.ts';
import { ChangeId, DnsProviderId, PlanId } from '../../../../shared/model/ids.ts';
import { configWith, plansWith, seeing } from './testing/plans.ts';
import { signalAt } from './testing/signals.ts';
import { liveSet, lookingStep } from './testing/steps.ts';
import { realClock } from '../../testing/real-clock.ts';
import { settle } from '../../testing/manual-clock.ts';
import { systemPrograms } from '../../../entry/programs.ts';
import { openSteps, type FrozenText } from '../steps/open.ts';
import { stepDeps } from '../steps/testing/deps.ts';
import type { Looked, RunnableStep } from '../steps/step.ts';
import type { OpenDeps } from './opened.ts';
import { freeze } from './freeze.ts';
import { valuesOf } from './flatten.ts';

const GO = PlanId.parse('go');
const SECRET = 'hush-hush-hush';
const DEPS = stepDeps({ resolveSecrets: (text) => Promise.resolve(text.replaceAll(/\$\{env:\w+\}/g, SECRET)), programs: systemPrograms });
const open: OpenDeps['open'] = (text, mode) => openSteps(text, mode, DEPS);
const BEFORE: Looked = { ready: 'yes', asConfirmed: true, says: 'A api.acme.test is 192.0.2.1', live: '192.0.2.1 · 60 s' };
/** DNS as a test says it is; everything else as it is run. */
const openWith = (look: (id: string) => Promise<Looked> | Looked, sets: readonly unknown[] = [liveSet(['192.0.2.1'], 60)]): OpenDeps['open'] => (text, mode) => text.steps.flatMap((step): readonly RunnableStep[] => (step.kind === 'dns' ? [lookingStep(step, { look: () => Promise.resolve(look(step.id)), freeze: () => sets })] : open({ ...text, steps: [step] }, mode)));
const DNS = '{ id: switch, kind: dns, providers: [bind], record: api.acme.test, to: [192.0.2.2] }';
const plan = (steps: string, more = '') => `  - { id: go, name: Go, kind: failover, services: [shop], target: { healthy: [fra, fra-outside] }${more}, steps: [${steps}] }\n`;
const CALL = '{ id: call, kind: http, request: { url: "https://{{site}}.acme.test/promote", headers: { Authorization: "Bearer ${env:TOKEN}" }, body: "to {{site}}" } }';
const SITE = ', parameters: { site: { value: fra, oneOf: [fra, ber] } }';

describe('a plan as it would be run', () => {
  const FAMILY = `plans:
${plan('{ id: own, kind: wait, for: 1s }', `${SITE}, coolDown: 1h, children: [stop, move], group: all`)}
  - { id: stop, name: Stop, kind: degrade, services: [shop], group: all, coolDown: 1h, parameters: { site: { value: ber } }, steps: [${CALL}], children: [tell] }
  - { id: tell, name: Tell, kind: recover, services: [shop], group: all, coolDown: 1h, parameters: { site: { value: fra, oneOf: [fra, ber] } }, steps: [${CALL}] }
  - { id: move, name: Move, kind: failBack, services: [shop], group: all, coolDown: 1h, steps: [{ id: call, kind: wait, for: 2s }] }
`;

  it('has the steps of the plans below it after its own, each with an id of its own and the plan that it is of', async () => {
    const { plans } = plansWith(FAMILY, { open });
    expect(plans.get(GO).steps.map(({ id, plan: of, says }) => [id, of, says])).toEqual([
      ['own', null, 'wait 1s'],
      ['stop--call', 'stop', 'POST https://ber.acme.test/promote'],
      ['tell--call', 'tell', 'POST https://fra.acme.test/promote'],
      ['move--call', 'move', 'wait 2s'],
    ]);
    const { frozen, group, text, preview } = await plans.prepare(GO, 'live', { site: 'ber' });
    expect(frozen).toMatchObject({ id: 'go', kind: 'failover', coolDownMs: 3_600_000, steps: [{ id: 'own' }, { id: 'stop--call' }, { id: 'tell--call' }, { id: 'move--call' }] });
    expect(group).toBe('all');
    const kept = JSON.parse(text) as FrozenText;
    expect(kept).toMatchObject({ plan: { id: 'go', name: 'Go', kind: 'failover', group: 'all', objectiveSeconds: 480 }, childOf: { 'stop--call': 'stop', 'tell--call': 'tell', 'move--call': 'move' }, values: { site: 'ber' } });
    // What may be chosen is chosen for all; a value that is the child's own stays.
    expect(preview.steps.map(({ says }) => says)).toEqual(['wait 1s', 'POST https://ber.acme.test/promote', 'POST https://ber.acme.test/promote', 'wait 2s']);
    // A run goes on from its text alone, whatever became of the configuration.
    expect(openSteps(kept, 'live', DEPS).map((step) => step.describe().actions)).toEqual(preview.steps.map(({ actions }) => actions));
  });

  it('refuses parameters that it does not have, that are not among its values or that a shell would read, and names them', async () => {
    const { plans } = plansWith(`plans:\n${plan(CALL, SITE)}`, { open });
    const refusal = async (given: Readonly<Record<string, string>>): Promise<string> => plans.prepare(GO, 'live', given).then(() => 'taken', (error: unknown) => (error instanceof Error ? error.message : ''));
    expect(await refusal({ site: 'ber' })).toBe('taken');
    expect(await refusal({ sight: 'ber' })).toBe('expected parameters named site, found "sight"');
    expect(await refusal({ site: 'par' })).toBe('site: expected one of fra, ber, found "par"');
    for (const evil of ['fra; rm -rf /', '$(id)', '`id`', 'fra|x', "fra'", '-rf', 'fra\n', '{{site}}', '', 'a'.repeat(201)]) expect(await refusal({ site: evil }), evil).toMatch(/^site: expected 1 to 200 letters, digits or .*a shell reads$/);
    await expect(plans.prepare(PlanId.parse('gone'), 'live', {})).rejects.toMatchObject({ code: 'not_found' });
    expect(() => plans.get(PlanId.parse('gone'))).toThrow('There is no plan "gone".');
  });

  it('refuses a million targets with a preview of them, wherever they come from', () => {
    const many = plan('{ id: call, kind: http, targets: "web-[1-1000000]", request: { url: "https://{{target}}.acme.test/" } }');
    expect(() => configWith(`plans:\n${many}`)).toThrow(/found 1,000,000: this step would touch web-1, web-2, web-3 … web-1000000/);
    const config = configWith(`plans:\n${plan('{ id: call, kind: http, targets: "web-[1-3]", request: { url: "https://{{target}}.acme.test/" } }')}`);
    const [go] = config.continuity.plans;
    if (go === undefined) throw new Error('no plan');
    expect(freeze(go, config, valuesOf(go, {})).text.steps).toHaveLength(1);
    const unchecked = { ...go, steps: go.steps.map((step) => ({ ...step, targets: 'web-[1-1000000]' })) };
    expect(() => freeze(unchecked, config, {})).toThrow('call: expected at most 100 targets, found 1,000,000: it would touch web-1, web-2, web-3 … web-1000000');
  });

  it('keeps of the configuration what its steps name and nothing else, so that other edits do not make what was confirmed stale', async () => {
    const { plans } = plansWith(`plans:\n${plan(`${CALL}, ${DNS}`, SITE)}`, { open: openWith(() => BEFORE) });
    const before = await plans.prepare(GO, 'live', {});
    expect(JSON.parse(before.text)).toMatchObject({ programs: [], providers: [{ id: 'bind', key: { secret: '${env:TSIG}' } }], tiers: [], healthy: ['fra', 'fra-outside'], confirmed: { switch: [{ values: ['192.0.2.1'] }] } });
    plans.apply(configWith(`plans:\n${plan(`${CALL}, ${DNS}`, SITE)}  - { id: other, name: Other, kind: recover, services: [search], steps: [{ id: a, kind: wait, for: 1s }] }\n`));
    expect((await plans.prepare(GO, 'live', {})).preview.hash).toBe(before.preview.hash);
    plans.apply(configWith(`plans:\n${plan(`${CALL}, ${DNS.replace('192.0.2.2', '192.0.2.3')}`, SITE)}`));
    expect((await plans.prepare(GO, 'live', {})).preview.hash).not.toBe(before.preview.hash);
  });
});

describe('the confirm sheet', () => {
  it('is confirmed by a hash of what is there now, which the passing of time does not change and somebody else’s change does', async () => {
    let live = BEFORE;
    const sets = [liveSet(['192.0.2.1'], 60)];
    const { plans, clock } = plansWith(`plans:\n${plan(DNS)}`, { open: openWith(() => live, sets) });
    const first = (await plans.prepare(GO, 'live', {})).preview;
    expect(first.steps[0]).toMatchObject({ live: { says: '192.0.2.1 · 60 s', at: '2026-01-15T12:00:00.000Z' }, changes: true, undoable: true });
    expect(first.propagation).toEqual({ ttlSeconds: 60, at: '2026-01-15T12:00:00.000Z', oldAnswersEndAt: '2026-01-15T12:01:00.000Z', keepOldShare: null });
    await clock.advance(90_000);
    const later = (await plans.prepare(GO, 'live', {})).preview;
    expect(later.hash).toBe(first.hash);
    expect(later.steps[0]?.live?.at).toBe('2026-01-15T12:01:30.000Z');
    live = { ...BEFORE, live: '203.0.113.9 · 3600 s' };
    sets[0] = liveSet(['203.0.113.9'], 3_600);
    const changed = (await plans.prepare(GO, 'live', {})).preview;
    expect(changed.hash).not.toBe(first.hash);
    expect(changed.propagation).toMatchObject({ ttlSeconds: 3_600 });
    expect((await plans.prepare(GO, 'drill', {})).preview.hash).not.toBe(changed.hash);
  });

  it('shows what each kind of step sends, and no secret', async () => {
    const steps = [
      CALL,
      '{ id: run, kind: command, command: { program: kubectl, args: [scale, "{{site}}"], env: { TOKEN: "${env:TOKEN}" } } }',
      '{ id: pause, kind: wait, for: 5s }',
      '{ id: sure, kind: verify, that: { http: { url: "https://{{site}}.acme.test/", headers: { Authorization: "Bearer ${env:TOKEN}" } } } }',
      '{ id: ask, kind: approve, role: incidentCommander }',
      DNS,
    ];
    const { plans } = plansWith(`plans:\n${plan(steps.join(', '), SITE)}`, { open: openWith(() => BEFORE), resolveSecrets: DEPS.resolveSecrets });
    const { preview, text } = await plans.prepare(GO, 'live', {});
    expect(preview.steps.map(({ actions }) => actions[0]?.lines[0])).toEqual(['POST https://fra.acme.test/promote', '/usr/bin/kubectl scale fra', 'wait 5s', expect.stringMatching(/^wait at most 2m until /), 'wait at most 15m for an approval by the role incidentCommander', 'update switch']);
    expect(preview.blastRadius).toEqual(['service shop', 'fra.acme.test', 'kubectl', 'A api.acme.test']);
    expect(JSON.stringify(preview) + text).not.toContain(SECRET);
    expect(text).toContain('${env:TOKEN}');
  });

  it('shows no secret of any kind of step, in any mode, and keeps none with a run', async () => {
    const auth = 'headers: { Authorization: "Bearer ${env:TOKEN}" }';
    const asks = `{ http: { url: "http://127.0.0.1:1/is", ${auth} } }`;
    const kinds: Readonly<Record<StepKind, string>> = {
      dns: 'providers: [bind], record: api.acme.test, to: [192.0.2.2], drill: { record: drill.acme.test }',
      http: `request: { url: "http://127.0.0.1:1/go", ${auth} }, undo: { url: "http://127.0.0.1:1/back", ${auth} }, readBack: ${asks}, drill: { url: "http://127.0.0.1:1/drill", ${auth} }`,
      command: 'command: { program: kubectl, env: { TOKEN: "${env:TOKEN}" } }',
      wait: 'for: 1s',
      verify: `that: ${asks}`,
      approve: 'timeout: 1m',
      notify: 'channels: [team]',
      fence: `request: { url: "http://127.0.0.1:1/off", ${auth} }, proof: ${asks}`,
      degrade: 'services: [shop], to: reduced',
      drain: `queue: jobs, request: { url: "http://127.0.0.1:1/queue", ${auth} }, undo: { url: "http://127.0.0.1:1/back", ${auth} }, depth: lag`,
      ramp: `set: { url: "http://127.0.0.1:1/{{rung}}", ${auth} }, while: [${asks}], integrity: ${asks}, depth: lag`,
    };
    const steps = STEP_KINDS.map((kind) => `{ id: ${kind}, kind: ${kind}, ${kinds[kind]} }`).join(', ');
    const tiers = `tiers: [{ service: shop, mode: reduced, request: { url: "http://127.0.0.1:1/less", ${auth} }, readBack: ${asks} }, { service: shop, mode: full, request: { url: "http://127.0.0.1:1/full", ${auth} }, readBack: ${asks} }]\n`;
    const { plans } = plansWith(`plans:\n${plan(steps)}${tiers}`, { open, resolveSecrets: DEPS.resolveSecrets, providers: '{ id: bind, type: rfc2136, zone: acme.test, server: "127.0.0.1:1", key: { name: k, secret: "${env:TSIG}" } }' });
    for (const mode of ['dry-run', 'drill', 'live'] as const) {
      const { preview, text } = await plans.prepare(GO, mode, {});
      expect(preview.steps.map(({ kind, notes }) => [kind, notes.join().includes('cannot be run')])).toEqual(STEP_KINDS.map((kind) => [kind, false]));
      expect(JSON.stringify(preview) + text, mode).not.toContain(SECRET);
    }
    expect(JSON.stringify(plans.get(GO))).not.toContain(SECRET);
  });

  it('masks what is secret and written in plain, and says that it would be kept', async () => {
    const steps = [
      `{ id: call, kind: http, request: { url: "https://a.test/go?token=${SECRET}&site=fra", headers: { "X-Api-Key": "${SECRET}" } }, undo: { url: "https://a.test/back?api_key=${SECRET}" } }`,
      `{ id: sure, kind: verify, that: { http: { url: "https://a.test/is?token=${SECRET}", headers: { Authorization: "Bearer ${SECRET}" } } } }`,
      `{ id: off, kind: fence, request: { url: "https://a.test/off", headers: { Authorization: "Bearer ${SECRET}" } }, proof: { http: { url: "https://a.test/is", headers: { Cookie: "${SECRET}" } } } }`,
      `{ id: run, kind: command, command: { program: kubectl, env: { TOKEN: "${SECRET}", SITE: "fra" } } }`,
    ];
    const { plans } = plansWith(`plans:\n${plan(steps.join(', '))}`, { open, resolveSecrets: DEPS.resolveSecrets });
    const { preview } = await plans.prepare(GO, 'live', {});
    expect(preview.steps[0]?.actions[0]?.lines).toEqual(['POST https://a.test/go?token=•••&site=fra', 'X-Api-Key: •••']);
    expect(JSON.stringify([preview, plans.get(GO)])).not.toContain(SECRET);
    expect(preview.preflight.checks.filter(({ rule }) => rule === 'credentials').map(({ state, says }) => `${state}: ${says}`)).toEqual(
      ['call: X-Api-Key stands', 'sure: Authorization stands', 'off: Authorization, Cookie stand', 'run: TOKEN stands'].map((what) => `warning: ${what} in plain in holdfast.yaml and would be kept with each run: write references to secrets`),
    );
  });

  it('says that both sites can accept writes, with how far the other one is behind or that nobody knows', async () => {
    const fence = '{ id: off, kind: fence, proof: { http: { url: "https://old.acme.test/readonly" } } }';
    const dangers = async (config: string, signals: readonly ReturnType<typeof signalAt>[] = []) => (await plansWith(`plans:\n${config}`, { open: openWith(() => BEFORE), world: seeing(signals) }).plans.prepare(GO, 'live', {})).preview;
    const behind = signalAt('lag', realClock.nowMs(), { source: 'prom', value: 12, unit: 's', kind: 'custom' });
    expect((await dangers(plan(DNS, ', writes: true'))).dangers).toEqual(['both sites can accept writes', 'replication lag unknown']);
    const known = await dangers(plan(DNS, ', writes: true, lag: lag'), [behind]);
    expect(known.dangers).toEqual(['both sites can accept writes', 'replication lag 12.0 s']);
    expect(known.numbers[0]).toEqual({ says: 'replication lag 12.0 s', at: behind.latest?.time });
    expect((await dangers(plan(DNS, ', writes: true, lag: lag'), [{ ...behind, freshness: 'blind' }])).dangers).toEqual(['both sites can accept writes', 'replication lag unknown']);
    expect((await dangers(plan(`${fence}, ${DNS}`, ', writes: true'))).dangers).toEqual([]);
    expect((await dangers(plan(DNS))).dangers).toEqual([]);
  });

  it('says which share of resolvers keeps the old answer while one of two providers takes no change', async () => {
    const [bind, second] = ['bind', 'second'].map((id) => DnsProviderId.parse(id)) as [DnsProviderId, DnsProviderId];
    const share = async (dead: readonly string[], shares: readonly (readonly [DnsProviderId, number | null])[]) => {
      const { plans } = plansWith(`plans:\n${plan(DNS.replace('[bind]', '[bind, second]'))}`, {
        open: openWith(() => BEFORE),
        prove: ({ id }) => Promise.resolve({ ok: !dead.includes(id), certain: false, says: 'no answer', tooBroad: null }),
        delegation: () => Promise.resolve({ findings: [], shares: new Map(shares) }),
      });
      return (await plans.prepare(GO, 'live', {})).preview.propagation?.keepOldShare;
    };
    const known = [[bind, 0.25], [second, 0.75]] as const;
    expect(await share(['bind'], known)).toBe(0.25);
    expect(await share(['second'], known)).toBe(0.75);
    expect(await share(['bind', 'second'], known)).toBe(1);
    expect(await share([], known)).toBeNull();
    expect(await share(['bind'], [[bind, null], [second, 0.75]]), 'what nobody knows is no share').toBeNull();
  });

  it('shows of a rollback what is there now and what is put back', async () => {
    const back = plan('{ id: pause, kind: wait, for: 5s }', ', lastKnownGood: { version: v41, current: { url: "https://api.acme.test/version" } }').replace('failover', 'rollback');
    let now = 'v42';
    const change = { id: ChangeId.parse('CHG-0007'), at: '2026-01-15T09:00:00.000Z', title: 'Deployed v42', by: 'mira' };
    const { plans } = plansWith(`plans:\n${back}`, { open, version: () => Promise.resolve({ now, says: 'HTTP 200' }), world: seeing([], { changes: () => [change] }) });
    const { preview } = await plans.prepare(GO, 'live', {});
    expect(preview.versions).toEqual({ to: 'v41', now: 'v42', at: '2026-01-15T12:00:00.000Z', changes: [change] });
    expect((await plans.prepare(GO, 'live', {})).preview.hash).toBe(preview.hash);
    now = 'v43';
    expect((await plans.prepare(GO, 'live', {})).preview.hash, 'somebody has deployed meanwhile').not.toBe(preview.hash);
  });
});

describe('looking at a plan', () => {
  it('names a step that cannot be run, and no reason overrides that', async () => {
    const { plans } = plansWith(`plans:\n${plan('{ id: tell, kind: notify, channels: [team] }, { id: pause, kind: wait, for: 5s }')}`, { open: (text, mode) => (text.steps[0]?.kind === 'notify' ? [] : open(text, mode)) });
    const { preview, frozen } = await plans.prepare(GO, 'live', {});
    expect(preview.preflight).toMatchObject({ state: 'blocked', checks: [{ rule: 'steps', step: 'tell', state: 'blocked', says: 'tell: this step cannot be run', overridable: false }, {}, {}, {}, {}, {}, {}] });
    expect(preview.steps[0]?.notes).toEqual(['this step cannot be run']);
    // Somebody who starts it all the same is stopped there: it is never taken for done.
    expect(frozen.steps[0]).toMatchObject({ id: 'tell', effect: true, repeatable: false });
  });

  it('looks at few steps at once, and waits for none longer than ten seconds', async () => {
    let [now, most] = [0, 0];
    const answers = new Map<string, () => void>();
    const steps = Array.from({ length: 9 }, (_, index) => DNS.replace('switch', `s${index}`)).join(', ');
    const { plans, clock } = plansWith(`plans:\n${plan(steps)}`, {
      open: openWith((id) => {
        now += 1;
        most = Math.max(most, now);
        return new Promise<Looked>((resolve) => {
          answers.set(id, () => {
            now -= 1;
            resolve(BEFORE);
          });
        });
      }),
    });
    const prepared = plans.prepare(GO, 'live', {});
    await settle();
    expect([...answers.keys()]).toEqual(['s0', 's1', 's2', 's3']);
    for (let round = 0; round < 9; round += 1) {
      for (const [id, answer] of answers) if (id !== 's0') answer();
      await settle();
    }
    expect(answers.size).toBe(9);
    await clock.advance(10_000);
    const { preview } = await prepared;
    expect(most).toBe(4);
    expect(preview.steps.map(({ live }) => live === null)).toEqual([true, ...Array.from({ length: 8 }, () => false)]);
    expect(preview.preflight.checks.find(({ rule, step }) => rule === 'steps' && step === 's0')).toMatchObject({ state: 'unknown', says: 's0: no answer within 10 s' });
  });
});
