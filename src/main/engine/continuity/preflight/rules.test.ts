import { describe, expect, it } from 'vitest';
import type { PreflightCheck } from '../../../../shared/model/continuity/plan.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { StepConfig } from '../../../../shared/model/continuity/step-config.ts';
import { ChangeId, DnsProviderId, PersonId, RunId, StepId } from '../../../../shared/model/ids.ts';
import { assertPresent } from '../../../../shared/model/result.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { flatten } from '../plans/flatten.ts';
import type { SeenStep } from '../plans/opened.ts';
import { CALM, configWith, seeing } from '../plans/testing/plans.ts';
import { signalAt } from '../plans/testing/signals.ts';
import { liveSet, lookingStep } from '../plans/testing/steps.ts';
import type { Looked } from '../steps/step.ts';
import { worst } from './check.ts';
import { judgePreflight, STALE_MS, type Gathered } from './rules.ts';
import type { PreflightWorld } from './world.ts';

/** Thursday, 13:00 in Berlin. */
const NOW = epochMs(Date.parse('2026-01-15T12:00:00.000Z'));
const ago = (ms: number) => epochMs(NOW - ms);
const MIN = 60_000;
const DAY = 86_400_000;
const SWITCH = StepId.parse('switch');
const DNS = '{ id: switch, kind: dns, providers: [bind], record: api.acme.test, to: [192.0.2.2]FROM }';
const FENCE = '{ id: off, kind: fence, proof: { http: { url: "https://old.acme.test/readonly" } } }';
const LOOKED: Looked = { ready: 'yes', asConfirmed: true, says: 'the target is healthy' };
const SETS = [liveSet(['192.0.2.1'], 60)];
const WELL = [signalAt('fra', ago(2_000)), signalAt('fra-outside', ago(3_000), { source: 'prom' })];

const seenAs = (step: StepConfig): Pick<SeenStep, 'frozen' | 'description'> => {
  const opened = lookingStep(step, { look: () => Promise.resolve(LOOKED) });
  return { frozen: opened.frozen, description: opened.describe() };
};

interface Case {
  readonly steps?: string;
  readonly from?: string;
  /** More plans. */
  readonly plans?: string;
  readonly more?: string;
  readonly target?: string;
  readonly kind?: string;
  readonly mode?: RunMode;
  readonly world?: PreflightWorld;
  readonly looked?: Looked | null;
  readonly lookedAt?: number;
  readonly sets?: readonly unknown[];
  readonly gathered?: Partial<Gathered>;
}

/** What pre-flight says of one plan. */
function judge({ steps = DNS, from = '', more = '', plans = '', target = ', target: { healthy: [fra, fra-outside] }', kind = 'failover', mode = 'live', world = seeing(WELL), looked = LOOKED, lookedAt = NOW, sets = SETS, gathered = {} }: Case) {
  const config = configWith(`plans:\n  - { id: go, name: Go, kind: ${kind}, services: [shop]${target}${more}, steps: [${steps.replaceAll('FROM', from)}] }\n${plans}`);
  const plan = assertPresent(config.continuity.plans[0], 'a plan');
  const seen = flatten(plan, config.continuity.plans, {}).map(({ step }): SeenStep => ({ step, child: null, ...seenAs(step), confirmed: sets, cannot: looked === null ? 'steps of this kind cannot be run' : null, looked: looked === null ? null : { ...looked, at: epochMs(lookedAt) } }));
  return judgePreflight({ plan, plans: config.continuity.plans, mode, objectiveMs: 8 * MIN, timeZone: 'Europe/Berlin', now: NOW }, { at: NOW, steps: seen, proofs: [], delegated: [], missing: [], version: null, ...gathered }, world);
}
const of = (rule: PreflightCheck['rule'], given: Case) => judge(given).checks.filter((check) => check.rule === rule).map(({ state, says, overridable }) => `${state}${overridable ? '' : '!'}: ${says}`);

describe('pre-flight', () => {
  it('is as good as its worst check, and unknown is never ok', () => {
    expect(worst([])).toBe('unknown');
    expect(worst(['ok', 'ok'])).toBe('ok');
    expect(worst(['ok', 'warning'])).toBe('warning');
    expect(worst(['unknown', 'warning', 'ok'])).toBe('unknown');
    expect(worst(['unknown', 'blocked', 'ok'])).toBe('blocked');
    const proven = { proof: () => ({ mode: 'drill' as const, at: ago(12 * DAY), tookSeconds: 372 }) };
    expect(judge({ world: seeing(WELL, proven), from: ', from: [192.0.2.1]' })).toMatchObject({ state: 'ok', at: '2026-01-15T12:00:00.000Z' });
    const told = judge({ world: seeing(WELL, { ...proven, lever: () => ({ owner: PersonId.parse('ada'), reason: 'storm', since: '2026-01-15T11:00:00.000Z' }) }) });
    expect(told.checks[0]).toMatchObject({ rule: 'lever', state: 'blocked' });
    expect(told.state).toBe('blocked');
  });

  it.each<[string, PreflightWorld, string]>([
    ['two places say that it is healthy', seeing(WELL), 'ok: the target is healthy, seen from 2 places (edge, prom)'],
    ['both look from one place', seeing(WELL.map((signal) => ({ ...signal, source: WELL[0]?.source ?? signal.source }))), 'warning: the target is healthy, seen from one place only: triggers may suggest, not act'],
    ['two sources are one place', seeing(WELL, { placeOf: () => 'here' }), 'warning: the target is healthy, seen from one place only: triggers may suggest, not act'],
    ['one of them says nothing', seeing(WELL.slice(0, 1)), 'warning: the target is healthy, seen from one place only: triggers may suggest, not act'],
    ['one of them says nothing, and a seat sees it', seeing(WELL.slice(0, 1), { fromSeats: () => [signalAt('fra', NOW, { source: 'console-of-ada' })] }), 'warning: the target is healthy, seen from 2 places (edge, console-of-ada); nothing fresh of fra-outside'],
    ['only seats see it', seeing([], { fromSeats: () => ['console-of-ada', 'console-of-bob'].map((source) => signalAt('fra', NOW, { source })) }), 'unknown: nothing that is fresh tells whether the target is healthy: fra, fra-outside'],
    ['what was healthy is old', seeing(WELL.map((signal) => ({ ...signal, freshness: 'late' }))), 'unknown: nothing that is fresh tells whether the target is healthy: fra, fra-outside'],
    ['nothing is known', CALM, 'unknown: nothing that is fresh tells whether the target is healthy: fra, fra-outside'],
    ['our own network is ill', seeing(WELL, { controlsFail: () => true }), 'unknown: our own control probes fail: the target cannot be judged from here'],
    ['one of two says that it is down', seeing([signalAt('fra', NOW, { value: 0 }), ...WELL.slice(1)]), 'blocked: the target is down, says fra'],
    ['one of two is beyond its limits', seeing([signalAt('fra', NOW, { breach: 'firing' }), ...WELL.slice(1)]), 'blocked: the target is ill, says fra'],
    ['all say that it is down', seeing([signalAt('fra', NOW, { value: 0 }), signalAt('fra-outside', NOW, { source: 'prom', value: null, error: 'target' })]), 'blocked!: the target is down, says fra, fra-outside'],
  ])('knows whether the target is healthy: %s', (_, world, says) => {
    expect(of('targetHealthy', { world })).toEqual([says]);
  });

  it('never takes a target for healthy that nobody looks at', () => {
    expect(of('targetHealthy', { target: '' })).toEqual(['unknown: nothing tells whether it leads to something healthy']);
    expect(of('targetHealthy', { target: '', steps: '{ id: pause, kind: wait, for: 1s }' })).toEqual([]);
    expect(of('targetHealthy', { steps: DNS.replace('FROM', ', healthy: [fra]') })).toEqual(['warning: the target is healthy, seen from one place only: triggers may suggest, not act', 'ok: the target is healthy, seen from 2 places (edge, prom)']);
  });

  it('says how much room the target has', () => {
    const used = (value: number, breach: 'within' | 'over' = 'within', freshness: 'live' | 'blind' = 'live') => of('capacity', { target: ', target: { healthy: [fra], capacity: fra-used }', world: seeing([signalAt('fra-used', NOW, { value, breach, freshness, kind: 'saturation', unit: 'ratio' })]) });
    expect(used(0.4)).toEqual(['ok: capacity of the target: fra-used 40.0 %']);
    expect(used(0.85)).toEqual(['warning: capacity of the target: fra-used 85.0 %']);
    expect(used(0.4, 'over')[0]).toMatch(/^warning/);
    expect(used(0.4, 'within', 'blind')).toEqual(['unknown: nothing fresh of fra-used: how much room the target has is not known']);
    expect(of('capacity', {})).toEqual([]);
    // Of a plan below it as well: traffic goes to that target.
    const below = '  - { id: below, name: Below, kind: failover, group: go, services: [shop], target: { healthy: [fra], capacity: fra-used }, steps: [{ id: pause, kind: wait, for: 1s }] }\n';
    expect(of('capacity', { more: ', group: go, children: [below]', plans: below })).toEqual(['unknown: nothing fresh of fra-used: how much room the target has is not known']);
  });

  it('holds the record against what is expected', () => {
    expect(of('record', { from: ', from: [192.0.2.1]' })).toEqual(['ok: A api.acme.test is 192.0.2.1, as expected']);
    expect(of('record', { from: ', from: [192.0.2.7, 192.0.2.8]' })).toEqual(['warning: A api.acme.test: expected 192.0.2.7, 192.0.2.8, found 192.0.2.1']);
    expect(of('record', { sets: [liveSet(['192.0.2.2'], 60)] })).toEqual(['warning: A api.acme.test is 192.0.2.2 already']);
    expect(of('record', { sets: [liveSet([], 0)] })).toEqual(['warning: A api.acme.test is no such record']);
    expect(of('record', { sets: [null] })).toEqual(['unknown: A api.acme.test cannot be read']);
    expect(of('record', { sets: [SETS[0], liveSet(['192.0.2.9'], 60)], steps: DNS.replace('[bind]', '[bind, second]') })).toEqual(['warning: A api.acme.test is 192.0.2.1 at bind, and 192.0.2.9 at second']);
  });

  it('of a drill asks for the record that only drills change, or for none', () => {
    const drill = DNS.replace('FROM', ', from: [192.0.2.7], drill: { record: drill.acme.test }');
    expect(of('record', { mode: 'drill', steps: drill })).toEqual(['ok: A drill.acme.test is 192.0.2.1']);
    expect(of('ttl', { mode: 'drill', steps: drill })).toEqual(['ok: resolvers keep drill.acme.test for 1 min, objective 8 min']);
    expect([...of('record', { mode: 'drill', sets: [] }), ...of('ttl', { mode: 'drill', sets: [] })]).toEqual([]);
  });

  it('never lets an empty or impossible record set be written, for no reason at all', () => {
    const config = configWith(`plans:\n  - { id: go, name: Go, kind: failover, services: [shop], target: { healthy: [fra] }, steps: [${DNS.replace('FROM', '')}] }\n`);
    const plan = assertPresent(config.continuity.plans[0], 'a plan');
    for (const to of [[], [''], ['not-an-address'], ['192.0.2.2', '::1']]) {
      const steps = plan.steps.map((step): SeenStep => {
        const unchecked = step.kind === 'dns' ? { ...step, to } : step;
        return { step: unchecked, child: null, ...seenAs(unchecked), cannot: null, confirmed: SETS, looked: { ...LOOKED, at: NOW } };
      });
      const { checks } = judgePreflight({ plan, plans: config.continuity.plans, mode: 'live', objectiveMs: 8 * MIN, timeZone: 'UTC', now: NOW }, { at: NOW, steps, proofs: [], delegated: [], missing: [], version: null }, seeing(WELL));
      expect(checks.find(({ rule }) => rule === 'record'), JSON.stringify(to)).toMatchObject({ state: 'blocked', overridable: false });
    }
  });

  it('says how long old answers live', () => {
    expect(of('ttl', {})).toEqual(['ok: resolvers keep api.acme.test for 1 min, objective 8 min']);
    expect(of('ttl', { sets: [liveSet(['192.0.2.1'], 3_600)] })).toEqual(['warning: resolvers keep api.acme.test for 1 h, longer than the objective of 8 min']);
    expect(of('ttl', { sets: [null] })).toEqual(['unknown: the TTL of api.acme.test cannot be read']);
  });

  it('says of credentials whether they are taken, and whether they may do too much', () => {
    const proved = (proof: Gathered['proofs'][number]['proof']) => of('credentials', { gathered: { proofs: [{ step: SWITCH, provider: DnsProviderId.parse('bind'), proof, at: NOW }] } });
    expect(proved({ ok: true, certain: true, says: 'the key may change it', tooBroad: null })).toEqual(['ok: bind: the key may change it']);
    expect(proved({ ok: true, certain: true, says: 'fine', tooBroad: 'the token sees 7 zones' })).toEqual(['warning: bind: the token sees 7 zones']);
    expect(proved({ ok: false, certain: true, says: 'the token is expired', tooBroad: null })).toEqual(['blocked: bind: the token is expired']);
    expect(proved({ ok: false, certain: false, says: 'no answer', tooBroad: null })).toEqual(['unknown: bind: no answer']);
    expect(of('credentials', { gathered: { missing: [{ step: SWITCH, says: 'the variable TSIG is not set' }] } })).toEqual(['blocked: the variable TSIG is not set']);
  });

  it('takes over what is known of two providers word by word', () => {
    const findings = [{ kind: 'dnssec', gravity: 'blocks', words: 'this would break for validating resolvers: no' }, { kind: 'drift', gravity: 'warns', words: 'they differ' }, { kind: 'ttl', gravity: 'fine', words: 'TTLs agree' }, { kind: 'delegation', gravity: 'unknown', words: 'not told' }] as const;
    expect(of('delegation', { gathered: { delegated: [{ step: SWITCH, findings, shares: new Map(), at: NOW }] } })).toEqual(['blocked: this would break for validating resolvers: no', 'unknown: not told', 'warning: they differ', 'ok: TTLs agree']);
  });

  it('knows who holds the lock: a real action interrupts a drill, and nothing else goes beside a run', () => {
    const held = (mode: RunMode): PreflightWorld => seeing(WELL, { holding: () => ({ run: RunId.parse('RUN-0042'), mode, holder: PersonId.parse('ada'), since: ago(3 * MIN) }) });
    expect(of('lock', {})).toEqual(['ok: nothing of the group go runs']);
    expect(of('lock', { world: held('live') })).toEqual(['blocked!: RUN-0042 holds the group go, held by ada, for 3 min']);
    expect(of('lock', { world: held('drill') })).toEqual(['warning: RUN-0042, a drill, holds the group go, held by ada, for 3 min; it is interrupted']);
    expect(of('lock', { world: held('drill'), mode: 'drill' })[0]).toMatch(/^blocked!: /);
    expect(of('coolDown', { world: seeing(WELL, { coolDownUntil: () => epochMs(NOW + 20 * MIN) }) })).toEqual(['warning: nothing of its group begins by itself until 12:20 UTC']);
    expect(of('lever', { world: seeing(WELL, { lever: () => ({ owner: PersonId.parse('bo'), reason: 'wait for the vendor', since: '2026-01-15T11:00:00.000Z' }) }) })).toEqual(['blocked!: everything is held by bo: wait for the vendor']);
  });

  it.each<[string, string, string]>([
    ['none', '', 'ok: no freeze within a day'],
    ['now, told in local time', ', freeze: [{ name: Payday, from: "2026-01-15 12:30", to: "2026-01-15 14:00" }]', 'blocked: Payday: nothing is started until 13:00 UTC'],
    ['in three hours', ', freeze: [{ name: Payday, from: "2026-01-15 16:00", to: "2026-01-15 17:00" }]', 'ok: Payday begins in 3 h 0 min'],
    ['over', ', freeze: [{ name: Payday, from: "2026-01-15 11:00", to: "2026-01-15 13:00" }]', 'ok: no freeze within a day'],
    ['every Thursday, in its own zone', ', freeze: [{ name: Batch, weekly: { days: [thu], at: "07:00", for: 1h30m }, timeZone: America/New_York }]', 'blocked: Batch: nothing is started until 13:30 UTC'],
    ['every Friday', ', freeze: [{ name: Batch, weekly: { days: [fri], at: "09:00", for: 1h } }]', 'ok: Batch begins in 20 h 0 min'],
  ])('keeps to freeze windows: %s', (_, more, says) => {
    expect(of('freeze', { more })).toEqual([says]);
  });

  it('says how long ago it was shown to work, and in what time', () => {
    const proof = (days: number, tookSeconds: number) => of('drill', { world: seeing(WELL, { proof: () => ({ mode: 'drill', at: ago(days * DAY), tookSeconds }) }) });
    expect(of('drill', {})).toEqual(['warning: no successful drill yet']);
    expect(proof(12, 372)).toEqual(['ok: drilled 12 days ago, 6 min 12 s, objective 8 min']);
    expect(proof(12, 600)).toEqual(['warning: drilled 12 days ago, 10 min, objective 8 min, missed']);
    expect(proof(94, 372)).toEqual(['warning: unproven for 94 days']);
  });

  it('says where both sites could take writes, and how far the other one is behind', () => {
    const lag = signalAt('lag', NOW, { source: 'prom', value: 4, kind: 'custom', unit: 's' });
    expect(of('fence', { more: ', writes: true' })).toEqual(['warning: both sites can accept writes: nothing proves before records move that the old primary takes no writes; never automatic']);
    expect(of('fence', { more: ', writes: true', steps: `${FENCE}, ${DNS}` })).toEqual(['ok: records move only once the old primary is proved to take no writes']);
    expect(of('fence', {})).toEqual([]);
    expect(of('lag', { more: ', writes: true' })).toEqual(['warning: replication lag unknown']);
    expect(of('lag', { more: ', lag: lag', world: seeing([...WELL, lag]) })).toEqual(['ok: replication lag 4.00 s']);
    expect(of('lag', { more: ', lag: lag', world: seeing([...WELL, { ...lag, freshness: 'blind' }]) })).toEqual(['warning: replication lag unknown']);
    expect(of('lag', {})).toEqual([]);
    // What stands in a plan below it counts as well.
    const child = `  - { id: below, name: Below, kind: failover, group: go, services: [shop], writes: true, lag: lag, freeze: [{ name: Payday, from: "2026-01-15 12:30", to: "2026-01-15 14:00" }], steps: [{ id: pause, kind: wait, for: 1s }] }\n`;
    const below = { more: ', group: go, children: [below]', plans: child, world: seeing([...WELL, lag]) };
    expect(of('lag', below)).toEqual(['ok: replication lag 4.00 s']);
    expect(of('freeze', below)).toEqual(['blocked: Payday: nothing is started until 13:00 UTC']);
    expect(of('fence', below)[0]).toMatch(/^warning: both sites can accept writes/);
  });

  it('blocks where a step would stop the run, and nowhere else', () => {
    const wait = '{ id: sure, kind: verify, that: { http: { url: "https://b.test/" } } }';
    const looked = (ready: Looked['ready']): Looked => ({ ...LOOKED, ready, says: 'looked' });
    expect(of('steps', { looked: looked('no') })).toEqual(['blocked: switch: looked']);
    expect(of('steps', { looked: looked('unknown') })).toEqual(['unknown: switch: looked']);
    expect(of('steps', { steps: wait, looked: looked('no') })).toEqual(['ok: sure: looked (not so yet)']);
    expect(of('steps', { steps: wait, looked: looked('unknown') })).toEqual(['warning: sure: looked']);
    expect(of('steps', { looked: null })).toEqual(['blocked!: switch: steps of this kind cannot be run']);
  });

  it('of a rollback: whether there is something to take back, and whether anything was changed', () => {
    const rollback = (version: Gathered['version'], changed = true): string[] =>
      of('version', { kind: 'rollback', more: ', lastKnownGood: { version: v41, current: { url: "https://api.acme.test/version" } }', gathered: { version }, world: seeing(WELL, { changes: (services, since) => (changed && services.join() === 'shop' && since === ago(DAY) ? [{ id: ChangeId.parse('CHG-0001'), at: '2026-01-15T11:00:00.000Z', title: 'v42', by: null }] : []) }) });
    expect(rollback({ now: 'v42', says: '', at: NOW })).toEqual(['ok: v42 → v41', 'ok: a change was told within the last 24 hours']);
    expect(rollback({ now: 'v41', says: '', at: NOW })).toEqual(['warning: v41 is in place already', 'ok: a change was told within the last 24 hours']);
    expect(rollback({ now: null, says: 'HTTP 503', at: NOW }, false)).toEqual(['unknown: the version of now cannot be read: HTTP 503', 'warning: no change was told within the last 24 hours']);
    expect(of('version', {})).toEqual([]);
  });

  it('knows nothing any more of what it looked at too long ago, but what was bad then', () => {
    const old = NOW - STALE_MS - MIN;
    expect(of('ttl', { lookedAt: old })).toEqual(['unknown: resolvers keep api.acme.test for 1 min, objective 8 min; last looked at 6 min ago']);
    expect(of('steps', { lookedAt: old })).toEqual(['unknown: switch: the target is healthy; last looked at 6 min ago']);
    expect(of('steps', { lookedAt: old, looked: { ...LOOKED, ready: 'no', says: 'looked' } })).toEqual(['blocked: switch: looked']);
    // What needs no look is known now.
    expect(of('lever', { lookedAt: old })).toEqual(['ok: nothing is held']);
  });
});
