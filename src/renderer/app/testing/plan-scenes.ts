import { ContinuityFace, NO_CONTINUITY, type DrillNote, type Plan, type PlanStep, type PreflightCheck, type Trigger } from '../../../shared/model/continuity/plan.ts';
import type { StepKind } from '../../../shared/model/continuity/step-config.ts';
import { GroupId, PersonId, PlanId, RunId, ServiceId, StepId, TriggerId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { isPlanScene } from './plan-scene-names.ts';
import { ago, HOSTILE, HOUR, id, MINUTE } from './incident-scenes.ts';

const DAY = 24 * HOUR;
const service = (index: number): ServiceId => ServiceId.parse(`s${index}`);

const step = (stepId: string, kind: StepKind, name: string, says: string, extra: Partial<PlanStep> = {}): PlanStep => ({ id: StepId.parse(stepId), name, kind, plan: null, changes: !['wait', 'verify', 'approve'].includes(kind), undoable: ['dns', 'http', 'drain', 'ramp'].includes(kind), says, ...extra });

export const STEPS: readonly PlanStep[] = [
  step('agree', 'approve', 'The commander agrees', 'Waits 15 min for an incident commander; after 5 min alone the starter may approve, with a reason'),
  step('old-off', 'fence', 'Old primary takes no writes', 'Runs kubectl in Berlin, then proves within 2 min that no replica is left'),
  step('switch', 'dns', 'Point the API at Frankfurt', 'api.acme.example A becomes 198.51.100.20, 198.51.100.21 at bind, then at cloudflare; TTL 60 s'),
  step('settle', 'wait', 'Let caches run out', 'Waits 10 s'),
  step('answers', 'verify', 'Frankfurt answers', 'api.acme.example answers 198.51.100.20 at every authority, within 2 min'),
  step('tell', 'notify', 'Tell the customers', 'Writes an update to incidents: “Traffic goes to Frankfurt.”'),
];
const CHILD = PlanId.parse('let-back-in');
const CHILD_STEPS: readonly PlanStep[] = [
  step('hold-jobs', 'drain', 'New payments go to the emergency queue', 'Calls jobs.acme.test to divert the queue payments', { plan: CHILD }),
  step('raise', 'ramp', 'Let the load back in', '5, 25, 50, 100 % with 2 min each while errors stay under 1 % and p95 under 800 ms', { plan: CHILD }),
  step('search-off', 'degrade', 'Search off', 'Switches Search to off through its own endpoint', { plan: PlanId.parse('spare') }),
];

const check = (born: EpochMs, rule: PreflightCheck['rule'], state: PreflightCheck['state'], says: string, ageMs = 12_000, extra: Partial<PreflightCheck> = {}): PreflightCheck => ({ rule, step: null, state, says, at: ago(born, ageMs), overridable: true, ...extra });

export const GOOD = (born: EpochMs): readonly PreflightCheck[] => [
  check(born, 'credentials', 'ok', 'bind takes signed updates; the Cloudflare token edits acme.example and nothing else', 14_000, { step: StepId.parse('switch') }),
  check(born, 'ttl', 'ok', 'TTL 60 s, well under the objective of 8 min', 14_000),
  check(born, 'targetHealthy', 'ok', 'Frankfurt is healthy from here (0.9998) and from the blackbox exporter in Paris (1)', 4_000),
  check(born, 'capacity', 'warning', 'Frankfurt uses 71 % of its capacity; with the traffic of Berlin that will be about 96 %', 4_000),
  check(born, 'record', 'ok', 'api.acme.example A is 192.0.2.10, as expected', 14_000, { step: StepId.parse('switch') }),
  check(born, 'delegation', 'ok', 'The parent delegates to both providers, both serve the same records, unsigned', 71_000),
  check(born, 'lock', 'ok', 'Nothing else runs in the group checkout'),
  check(born, 'freeze', 'ok', 'No freeze window until 2026-12-31 18:00'),
  check(born, 'drill', 'ok', 'Drilled 12 days ago, valid for 90 days'),
  check(born, 'lag', 'ok', 'Replication lag 0.4 s', 3_000),
];

export const BAD = (born: EpochMs): readonly PreflightCheck[] => [
  ...GOOD(born).filter(({ rule }) => !['targetHealthy', 'freeze', 'lag'].includes(rule)),
  check(born, 'targetHealthy', 'blocked', 'The blackbox exporter in Paris says that Frankfurt is down (0)', 4_000, { overridable: false }),
  check(born, 'freeze', 'blocked', 'Year-end closing, until 2027-01-01 06:00 Berlin'),
  check(born, 'lag', 'unknown', 'Replication lag unknown: the signal replica-lag has been blind for 4 min', 240_000),
];

const worst = (checks: readonly PreflightCheck[]): PreflightCheck['state'] => (['blocked', 'unknown', 'warning'] as const).find((state) => checks.some((each) => each.state === state)) ?? 'ok';
const preflight = (born: EpochMs, checks: readonly PreflightCheck[], ageMs = 12_000) => ({ state: worst(checks), at: ago(born, ageMs), checks: [...checks] });

function plan(born: EpochMs, planId: string, name: string, fields: Partial<Plan> = {}): Plan {
  return {
    id: PlanId.parse(planId), name, kind: 'failover', group: GroupId.parse('checkout'), services: [service(0)], objectiveSeconds: 480, writes: false, steps: [...STEPS], children: [], parameters: [], roles: [], contacts: [],
    preflight: preflight(born, GOOD(born)), proof: { run: RunId.parse('RUN-0041'), mode: 'drill', at: ago(born, 12 * DAY), tookSeconds: 372, met: true }, drillValidSeconds: 90 * 86_400, nextDrillAt: null, running: null, coolDownUntil: null, triggers: [], ...fields,
  };
}

export function plansOf(scene: string, born: EpochMs): Plan[] {
  if (scene === 'plansEmpty') return [];
  const blocked = scene === 'plansBlocked';
  const usual = [
    plan(born, 'to-frankfurt', 'Fail over to Frankfurt', {
      writes: true, services: [service(0), service(3)], preflight: preflight(born, blocked ? BAD(born) : GOOD(born)), triggers: ['latency', 'primary'].map((each) => TriggerId.parse(each)), nextDrillAt: ago(born, -9 * DAY),
      parameters: [{ name: 'site', value: 'fra', oneOf: ['fra', 'ams'] }],
      roles: [{ role: 'incidentCommander', does: 'decides, and watches that one thing is done at a time', person: PersonId.parse('mira') }, { role: 'communicationsLead', does: 'tells customers every 20 minutes', person: null }],
      contacts: [{ name: 'DNS provider', reach: '+49 30 555 0100, contract 4711', for: 'a zone that cannot be changed' }, { name: 'Data centre Frankfurt', reach: '+49 69 555 0199', for: null }],
    }),
    plan(born, 'spare', 'Only what is essential', { kind: 'degrade', services: [service(2)], steps: [step('search-off', 'degrade', 'Search off', 'Switches Search to off through its own endpoint')], proof: { run: RunId.parse('RUN-0012'), mode: 'drill', at: ago(born, 94 * DAY), tookSeconds: 31, met: true }, preflight: preflight(born, []), objectiveSeconds: 60, ...(scene === 'wallAsks' && { coolDownUntil: ago(born, -12 * MINUTE) }) }),
    plan(born, 'back-to-berlin', 'Go back to Berlin', { kind: 'failBack', proof: null, preflight: { state: 'blocked', at: ago(born, 20_000), checks: [...BAD(born)] } }),
    plan(born, 'roll-back', 'Configuration of last week', { kind: 'rollback', group: GroupId.parse('roll-back'), services: [service(3)], steps: [step('deploy', 'http', 'Put 2026-11-20.3 back', 'PUT https://deploy.acme.test/{{target}}/version for 12 targets')], proof: { run: RunId.parse('RUN-0038'), mode: 'drill', at: ago(born, 3 * DAY), tookSeconds: 71, met: false }, objectiveSeconds: 60, preflight: { state: 'unknown', at: null, checks: [] } }),
    plan(born, 'everything', 'API down for more than 15 minutes', { kind: 'businessContinuity', group: GroupId.parse('everything'), services: [0, 1, 2, 3, 4, 5].map(service), steps: [...STEPS, ...CHILD_STEPS], children: [CHILD, PlanId.parse('spare')], preflight: preflight(born, GOOD(born), 7 * MINUTE) }),
  ];
  if (scene !== 'plansMany') return usual;
  const long = plan(born, 'long', HOSTILE.slice(0, 80), { services: [0, 1, 2, 3, 4, 5].map(service), steps: Array.from({ length: 40 }, (_, index) => step(`s${index}`, (['http', 'command', 'verify', 'wait'] as const)[index % 4] ?? 'http', index % 7 === 0 ? HOSTILE.slice(0, 80) : `Shard ${index + 1}`, HOSTILE)) });
  return [...usual, long, ...Array.from({ length: 120 }, (_, index) => plan(born, `shard-${index}`, `Move shard ${index + 1} of the payment database`, { group: GroupId.parse(index < 40 ? 'shards' : `shard-${index}`), services: [service(index % 6)] }))];
}

const trigger = (born: EpochMs, fields: Partial<Trigger> & Pick<Trigger, 'id'>): Trigger => ({ plan: PlanId.parse('to-frankfurt'), on: 'healthCheck', configured: 'suggest', mode: 'suggest', because: [], state: 'quiet', failed: 0, needed: 3, checkedAt: ago(born, 40_000), says: 'worst p95 of the essential services is 120 ms', countdown: null, suggests: null, ...fields });

const triggersOf = (scene: string, born: EpochMs): Trigger[] => [
  trigger(born, { id: TriggerId.parse('latency'), ...(scene === 'plans' || scene === 'wallAsks' ? { state: 'met', failed: 3, suggests: { since: ago(born, 4 * MINUTE), why: 'The worst p95 of the essential services was over 800 ms three times in a row (2.41 s): fail over?' } } : { state: 'counting', failed: 1 }) }),
  trigger(born, { id: TriggerId.parse('primary'), on: 'primaryFails', configured: 'automatic', mode: scene === 'wallAsks' ? 'countdown' : 'suggest', because: ['no second seat is attended and no outside watchdog is set', 'this machine runs on battery'], ...(scene === 'wallAsks' && { state: 'met', failed: 3, says: 'Berlin has not answered three times in a row, Frankfurt is healthy', countdown: { until: ago(born, -100_000) } }) }),
];

const run = (born: EpochMs, fields: Partial<ContinuityFace['runs'][number]> = {}): ContinuityFace['runs'][number] => ({ id: RunId.parse('RUN-0042'), plan: PlanId.parse('to-frankfurt'), name: 'Fail over to Frankfurt', mode: 'live', state: 'running', incident: id(42), step: 'Point the API at Frankfurt', since: ago(born, 74_000), ...fields });

const drillNote = (born: EpochMs, fields: Partial<DrillNote>): DrillNote => ({ plan: PlanId.parse('to-frankfurt'), name: 'Fail over to Frankfurt', mode: 'drill', state: 'announced', at: ago(born, -28 * MINUTE), until: null, says: null, run: null, ...fields });
const drillsOf = (born: EpochMs): DrillNote[] => [
  drillNote(born, { state: 'asks', until: ago(born, -2 * HOUR), says: 'nobody has said yes' }),
  drillNote(born, { state: 'putOff', plan: PlanId.parse('spare'), name: 'Only what is essential', says: 'INC-2026-0042 is open' }),
  drillNote(born, { state: 'missed', plan: PlanId.parse('roll-back'), name: 'Configuration of last week', at: ago(born, 2 * DAY), says: 'Holdfast was not running then' }),
  drillNote(born, { state: 'failed', plan: PlanId.parse('everything'), name: 'API down for more than 15 minutes', at: ago(born, 5 * HOUR), says: 'aborted at “Point the API at Frankfurt”', run: RunId.parse('RUN-0040') }),
];

/** What walls and lists show of continuity in a scene. */
export function continuityOf(scene: string, born: EpochMs): ContinuityFace {
  if (!isPlanScene(scene) || scene === 'plansEmpty') return NO_CONTINUITY;
  const unproven = [{ plan: PlanId.parse('spare'), name: 'Only what is essential', since: ago(born, 94 * DAY) }];
  const face = { ...NO_CONTINUITY, triggers: triggersOf(scene, born), unproven };
  if (scene === 'wallHeld' || scene === 'plansHeld') return { ...face, lever: { owner: PersonId.parse('mira'), reason: 'The provider says the zone is being repaired by hand; nothing may touch it before 15:00', since: ago(born, 7 * MINUTE) } };
  if (scene === 'wallDrill') return { ...face, runs: [run(born, { mode: 'drill', incident: null })] };
  if (scene === 'plansDrills' || scene === 'wallDrills') return { ...face, triggers: [], drills: scene === 'wallDrills' ? drillsOf(born).slice(1) : drillsOf(born) };
  if (scene === 'wallRun') return { ...face, runs: [run(born)] };
  const queues = [{ queue: 'payments', waiting: 1_204, oldestSeconds: 8_040, at: ago(born, 5_000) }];
  if (scene === 'wallQueue' || scene === 'wallAsks' || scene === 'plans') return { ...face, emergencyQueues: queues, ...(scene === 'plans' && { runs: [run(born, { id: RunId.parse('RUN-0043'), mode: 'dry-run', incident: null, step: 'Let caches run out', plan: PlanId.parse('everything'), name: 'API down for more than 15 minutes' })] }) };
  return face;
}
