import { contract, type CallName } from '../../../shared/contract/contract.ts';
import type { Plan } from '../../../shared/model/continuity/plan.ts';
import type { RunNote } from '../../../shared/model/continuity/run.ts';
import { GroupId, PersonId, PlanId, ServiceId, StepId } from '../../../shared/model/ids.ts';
import { IncidentsConfig } from '../../../shared/model/policy-config.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import { RIGHTS } from '../../../shared/model/rights.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, HOUR, JON, MIRA } from './incident-scenes.ts';
import { isRunScene, type RunScene } from './run-scenes.ts';
import { LONG, runsOf } from './run-stories.ts';

interface Asked {
  readonly scene: RunScene;
  readonly born: EpochMs;
  readonly input: Readonly<Record<string, unknown>>;
}

const JON_ID = PersonId.parse('jon');
const NOTHING = { items: [], next: null };
const SEEN_BY_VIEWER = RIGHTS.slice(0, 1);

function plan(id: string, name: string, kind: Plan['kind'], steps: readonly (readonly [name: string, kind: Plan['steps'][number]['kind'], says: string, child?: string])[], fields: Partial<Plan> = {}): Plan {
  return {
    id: PlanId.parse(id), name, kind, group: GroupId.parse('payments'), services: [ServiceId.parse('s0'), ServiceId.parse('s3')], objectiveSeconds: 480, writes: kind === 'failover',
    steps: steps.map(([stepName, stepKind, says, child], index) => ({ id: StepId.parse(`step-${index + 1}`), name: stepName, kind: stepKind, plan: child === undefined ? null : PlanId.parse(child), changes: true, undoable: true, says })),
    children: [], parameters: [], roles: [], contacts: [], preflight: { state: 'ok', at: null, checks: [] }, proof: null, drillValidSeconds: 90 * 86_400, nextDrillAt: null, running: null, coolDownUntil: null, triggers: [], ...fields,
  };
}

const FAILOVER = [
  ['Stop the nightly export', 'command', 'runs export-ctl stop'],
  ['Make the old primary read-only', 'fence', 'calls https://pg-east.acme.test/admin/read-only, then proves that it takes no writes'],
  ['Point the gateway at the second site', 'http', 'PUT https://gateway.acme.test/pools/payments'],
  ['api.acme.test to the second site', 'dns', 'A api.acme.test becomes 198.51.100.20, 198.51.100.21 (TTL 60 s) at bind-east, then at cloudflare'],
  ['Error rate of the second site under 1 %', 'verify', 'error rate of Checkout API, fresh, within 2 min'],
  ['Tell customers', 'notify', 'an update to Statuspage and the web banner'],
] as const;
const QUEUE = [
  ['Orders are not paid twice', 'verify', 'asks https://ledger.acme.test/checks/duplicates'],
  ['Workers of the payments queue', 'ramp', '5, 25, 50, 100 % of the workers, each for 2 min'],
  ['Empty the emergency queue', 'http', 'POST https://queue.acme.test/replay'],
] as const;

const PLANS: readonly Plan[] = [
  plan('payments-west', 'Payments to the second site', 'failover', FAILOVER, {
    contacts: [{ name: 'Data centre Dublin', reach: '+353 1 555 0142, gate code by voice', for: 'hands on site' }, { name: 'Registrar', reach: 'support@registrar.test, +44 20 5550 0199, contract 88412', for: 'delegation of acme.test' }],
    roles: [{ role: 'incidentCommander', does: 'decides, and approves the change of DNS', person: PersonId.parse('mira') }, { role: 'engineer', does: 'watches replication lag while the old primary is fenced', person: null }],
  }),
  plan('queue-back', 'Bring the payments queue back', 'recover', QUEUE, { contacts: [{ name: 'Card processor, NOC', reach: '+49 69 5550 7321', for: 'tell them before 25 %' }] }),
  plan('login-off', 'Login to read-only', 'degrade', [['Login to read-only', 'degrade', 'login is switched to read-only through https://login.acme.test/mode']], { objectiveSeconds: 60 }),
  plan('head-office', LONG, 'businessContinuity', [['Meet on the bridge', 'wait', 'dial +49 30 5550 0100, conference 4471'], ...FAILOVER.map(([name, kind, says]) => [name, kind, says, 'payments-west'] as const), ...QUEUE.map(([name, kind, says]) => [name, kind, says, 'queue-back'] as const), ['Sign off', 'approve', 'management signs off']], {
    contacts: [{ name: 'Data centre Dublin', reach: '+353 1 555 0142, gate code by voice', for: 'building closed' }, { name: 'Press office', reach: LONG, for: 'before anything public' }], roles: [{ role: 'communicationsLead', does: 'calls the card processor and the bank supervisor', person: PersonId.parse('ada') }],
  }),
];

const WHAT: readonly (readonly [what: string, says: string | null])[] = [
  ['“api.acme.test to the second site”: begins', null],
  ['“Point the gateway at the second site”: done', 'PUT https://gateway.acme.test/pools/payments: 200 OK'],
  ['“Point the gateway at the second site”: begins', null],
  ['“Make the old primary read-only”: done', 'pg-east answers “read only”; replication lag 0.4 s'],
  ['taken over', 'Mira is on the phone with the bank'],
  ['“Make the old primary read-only”: begins', null],
  ['confirmed', null],
];
function notesOf(born: EpochMs, cursor: unknown): { items: RunNote[]; next: string | null } {
  const from = Number(cursor ?? 0);
  const items = Array.from({ length: 40 }, (_, index): RunNote => {
    const [what, says] = WHAT[(from + index) % WHAT.length] ?? ['confirmed', null];
    return { seq: from + index, at: ago(born, 1_000 + (from + index) * 731), what, says, by: what === 'confirmed' || what === 'taken over' ? JON_ID : null };
  });
  return { items, next: from >= 80 ? null : String(from + 40) };
}

const PEOPLE = [MIRA, JON, { id: 'ada', name: 'Ada Nnamdi' }].map(({ id, name }) => ({ id, name }));
const ROSTER = [
  { role: 'incidentCommander', person: 'mira', name: MIRA.name, contact: '+49 151 5550 0101' },
  { role: 'communicationsLead', person: 'ada', name: 'Ada Nnamdi', contact: '+49 151 5550 0102, ada@acme.test' },
  { role: 'engineer', person: 'jon', name: JON.name, contact: null },
] as const;

const ANSWERS: Partial<Record<CallName, (asked: Asked) => unknown>> = {
  'session.get': ({ scene, born }) => ({ seat: { id: 'seat1', person: 'jon', personName: JON.name, name: 'Desk 4', kind: 'browser', rights: scene === 'runsViewer' ? SEEN_BY_VIEWER : RIGHTS, createdAt: ago(born, HOUR), lastSeenAt: ago(born, 0) }, person: { id: 'jon', name: JON.name, rights: RIGHTS, roles: [] }, needsPin: false }),
  'policy.get': ({ scene }) => ({ incidents: IncidentsConfig.parse({}), roster: scene === 'runsEmpty' ? [] : ROSTER, people: PEOPLE, slos: [] }),
  'config.get': () => ({ file: '/etc/holdfast/holdfast.yaml', text: '', revision: '9f2c41d07be8a3569f2c41d07be8a356', issues: [], usingLastGood: false }),
  'plans.list': ({ scene }) => (scene === 'runsEmpty' ? NOTHING : { items: PLANS, next: null }),
  'runs.list': ({ scene, born, input }) => (scene === 'runsEmpty' ? NOTHING : { items: runsOf(born).filter((run) => (input['plan'] === undefined || run.plan === input['plan']) && (input['mode'] === undefined || run.mode === input['mode'])), next: null }),
  'runs.get': ({ scene, born, input }) => (scene === 'runsEmpty' ? null : (runsOf(born).find(({ id }) => id === input['id']) ?? null)),
  'runs.journal': ({ born, input }) => notesOf(born, input['cursor']),
};

const STANDS = new Set<CallName>(['session.get']);

/** What the engine of a picture answers about runs and plans; null where it has nothing to say. */
export async function answerRuns(scene: string, born: EpochMs, name: CallName, input: unknown): Promise<Result<unknown> | null> {
  const answer = ANSWERS[name];
  if (!isRunScene(scene) || answer === undefined) return null;
  if (scene === 'runsLoading' && !STANDS.has(name)) return new Promise(() => undefined);
  if (scene === 'runsFailed' && !STANDS.has(name)) return fail('unavailable', 'Holdfast cannot be reached from this screen.');
  const value = answer({ scene, born, input: input as Asked['input'] });
  return value === null ? fail('not_found', 'There is no such run.') : ok(contract[name].output.parse(value));
}
