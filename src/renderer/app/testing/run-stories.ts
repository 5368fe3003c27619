import type { RampProgress, Run, RunStep } from '../../../shared/model/continuity/run.ts';
import { GroupId, IncidentId, PersonId, PlanId, RunId, SignalId, StepId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, MINUTE } from './incident-scenes.ts';

const SECOND = 1_000;
const JON = PersonId.parse('jon');
const MIRA = PersonId.parse('mira');
const WORDS = 'Switch the traffic of the payments gateway, the refund service and everything that stands behind them to the second site in Dublin, and keep the first site out of the pool until somebody has looked at it';
export const LONG = WORDS.slice(0, 200);

type Rough = Partial<RunStep> & { readonly name: string; readonly kind: RunStep['kind'] };
const took = (from: string | null, to: string | null): number | null => (from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from)) / 1_000);
const step = (index: number, fields: Rough): RunStep => ({ id: StepId.parse(`step-${index + 1}`), plan: null, state: 'pending', startedAt: null, endedAt: null, tookSeconds: took(fields.startedAt ?? null, fields.endedAt ?? null), outcome: null, found: null, attempts: 0, changes: ['dns', 'http', 'command', 'fence', 'degrade', 'drain', 'ramp'].includes(fields.kind), undoable: ['dns', 'http', 'degrade', 'drain'].includes(fields.kind), progress: null, approval: null, ...fields });

/** Steps that were done one after the other until `endMs` ago, and what follows. */
function steps(born: EpochMs, endMs: number, done: readonly (readonly [seconds: number, fields: Rough])[], then: readonly Rough[]): RunStep[] {
  let left = endMs + done.reduce((sum, [seconds]) => sum + seconds * SECOND, 0);
  const before = done.map(([seconds, fields], index) => {
    const startedAt = ago(born, left);
    left -= seconds * SECOND;
    return step(index, { state: 'done', attempts: 1, startedAt, endedAt: ago(born, left), ...fields });
  });
  return [...before, ...then.map((fields, index) => step(done.length + index, fields))];
}

const FAILOVER: readonly (readonly [number, Rough])[] = [
  [3, { name: 'Stop the nightly export', kind: 'command', undoable: false, outcome: 'export-ctl stop: ended with 0' }],
  [14, { name: 'Make the old primary read-only', kind: 'fence', outcome: 'pg-east answers “read only”; replication lag 0.4 s' }],
  [4, { name: 'Point the gateway at the second site', kind: 'http', outcome: 'PUT https://gateway.acme.test/pools/payments: 200 OK' }],
];

const dns = (born: EpochMs, late: boolean): Rough => ({
  name: 'api.acme.test to the second site', kind: 'dns', state: 'sending', startedAt: ago(born, 52 * SECOND), attempts: 1, outcome: 'api.acme.test A 192.0.2.10 became 198.51.100.20, 198.51.100.21',
  progress: {
    kind: 'dns', oldAnswersEndAt: ago(born, -(late ? -4 : 58) * SECOND),
    gates: [
      { gate: 'accepted', state: 'passed', says: 'ns1.acme.test took the update (NOERROR)', since: ago(born, 51 * SECOND), deadline: ago(born, 42 * SECOND) },
      { gate: 'authoritative', state: 'passed', says: '4 of 4 name servers answer with the new records', since: ago(born, 47 * SECOND), deadline: ago(born, -8 * SECOND) },
      { gate: 'resolvers', state: late ? 'late' : 'waiting', says: '2 of 5 resolvers have them; 9.9.9.9, 1.1.1.1 and 10.20.0.53 still answer 192.0.2.10', since: ago(born, 47 * SECOND), deadline: ago(born, (late ? 12 : -248) * SECOND) },
      { gate: 'moved', state: late ? 'failed' : 'waiting', says: late ? 'the second site gets 3 requests a second; expected 40' : null, since: late ? ago(born, 30 * SECOND) : null, deadline: ago(born, (late ? 2 : -300) * SECOND) },
    ],
  },
});

const REST: readonly Rough[] = [
  { name: 'Wait for the pools to settle', kind: 'wait' },
  { name: 'Error rate of the second site under 1 %', kind: 'verify' },
  { name: 'Tell customers', kind: 'notify' },
];

function ramp(born: EpochMs, fields: Partial<RampProgress>): RampProgress & { readonly kind: 'ramp' } {
  return {
    kind: 'ramp', state: 'holding', ladder: [5, 25, 50, 100], rung: 2, value: 50, heldUntil: ago(born, -72 * SECOND), says: 'Everything holds since 14:02:11 UTC', breaches: [0, 0, 1, 0], by: null,
    conditions: [{ says: 'error rate of Checkout API under 1 %: 0.21 %, 2 s old', holds: 'yes' }, { says: 'p95 of Checkout API under 800 ms: 412 ms, 2 s old', holds: 'yes' }, { says: 'integrity: 0 orders paid twice', holds: 'yes' }],
    moves: [
      { at: ago(born, 540 * SECOND), value: 5, why: 'raised', says: 'all conditions hold' },
      { at: ago(born, 420 * SECOND), value: 25, why: 'raised', says: 'all conditions held for 2 min' },
      { at: ago(born, 300 * SECOND), value: 50, why: 'raised', says: 'all conditions held for 2 min' },
      { at: ago(born, 252 * SECOND), value: 25, why: 'breach', says: 'p95 of Checkout API over 800 ms: 1.21 s' },
      { at: ago(born, 48 * SECOND), value: 50, why: 'raised', says: 'all conditions held for 2 min' },
    ],
    backlog: { signal: SignalId.parse('s4-traffic'), waiting: 61_240, at: ago(born, 2 * SECOND), perSecond: -46.2, emptyAt: ago(born, -1_325 * SECOND) },
    ...fields,
  };
}

const RAMP_DONE: readonly (readonly [number, Rough])[] = [
  [2, { name: 'Orders are not paid twice', kind: 'verify', outcome: '0 of 61,240 are' }],
  [6, { name: 'New jobs into the emergency queue', kind: 'drain', outcome: 'PUT https://queue.acme.test/route: 200 OK', progress: { kind: 'drain', queue: 'payments', before: { waiting: 98_310, at: null }, after: { waiting: 61_240, at: null }, jobs: [{ kind: 'capture', waiting: 41_002, oldestSeconds: 4_020, says: 'runs, oldest first', isDone: true }, { kind: 'receipt', waiting: 20_238, oldestSeconds: 3_960, says: 'older than 1 h expires', isDone: true }] } }],
];
const ramped = (born: EpochMs, fields: Partial<RampProgress>): RunStep[] => steps(born, 541 * SECOND, RAMP_DONE, [{ name: 'Workers of the payments queue', kind: 'ramp', state: 'sending', undoable: false, startedAt: ago(born, 541 * SECOND), attempts: 1, progress: ramp(born, fields) }, { name: 'Empty the emergency queue', kind: 'http' }, { name: 'Tell customers', kind: 'notify' }]);

function run(number: number, born: EpochMs, all: readonly RunStep[], fields: Partial<Run> = {}): Run {
  const ends = all.map(({ endedAt }) => endedAt).filter((end) => end !== null);
  const active = fields.state === undefined || fields.state === 'running' || fields.state === 'paused' || fields.state === 'stopped';
  const startedAt = fields.startedAt ?? all[0]?.startedAt ?? ago(born, MINUTE);
  const endedAt = fields.endedAt ?? (active ? null : (ends.at(-1) ?? ago(born, 0)));
  return {
    id: RunId.parse(`RUN-${String(number).padStart(4, '0')}`), plan: PlanId.parse('payments-west'), name: 'Payments to the second site', kind: 'failover', group: GroupId.parse('payments'), mode: 'live', state: 'running', way: 'forward', wants: null, why: null,
    starter: MIRA, trigger: null, holder: JON, epoch: 1, incident: IncidentId.parse('INC-2026-0042'), overridden: [], startedAt, endedAt, tookSeconds: took(startedAt, endedAt), objectiveSeconds: 480, steps: [...all], score: null, ...fields,
  };
}

const DRILLED: readonly (readonly [number, Rough])[] = [...FAILOVER, [248, { name: 'drill.acme.test to the second site', kind: 'dns', attempts: 2 }], [30, { name: 'Wait for the pools to settle', kind: 'wait' }], [61, { name: 'Error rate of the second site under 1 %', kind: 'verify' }], [12, { name: 'DRILL: tell the drill channel', kind: 'notify' }]];
const MANY: readonly (readonly [number, Rough])[] = Array.from({ length: 60 }, (_, index) => [3 + ((index * 17) % 40), { name: index % 9 === 4 ? LONG : `Drain host web-${index + 1}`, kind: 'http', outcome: `web-${index + 1}: 200 OK` }] as const);
const DAY = 86_400_000;

/** One run of each kind that a screen must cope with, the newest first. */
export function runsOf(born: EpochMs): readonly Run[] {
  const drilled = steps(born, 2 * DAY, DRILLED, []);
  const many = steps(born, 9 * DAY, MANY, []);
  return [
    run(56, born, steps(born, 52 * SECOND, FAILOVER, [dns(born, true), ...REST]), { objectiveSeconds: 60 }),
    run(57, born, steps(born, 30 * SECOND, FAILOVER, [{ ...dns(born, true), state: 'done', endedAt: ago(born, 2 * SECOND) }, ...REST]), { state: 'stopped', why: 'unproven' }),
    run(55, born, steps(born, 52 * SECOND, FAILOVER, [dns(born, false), ...REST]), { holder: MIRA, epoch: 2 }),
    run(50, born, steps(born, 40 * SECOND, FAILOVER.slice(0, 2), [{ name: 'Point the gateway at the second site', kind: 'http', state: 'undone', startedAt: ago(born, 40 * SECOND), endedAt: ago(born, 8 * SECOND), outcome: 'PUT https://gateway.acme.test/pools/payments: 200 OK', attempts: 2 }, { name: 'api.acme.test to the second site', kind: 'dns', state: 'undone', startedAt: ago(born, 36 * SECOND), endedAt: ago(born, 20 * SECOND), attempts: 2 }, { ...REST[0], name: 'Wait for the pools to settle', kind: 'wait' }]).map((each, index) => (index === 1 ? { ...each, state: 'sending', endedAt: null, undoable: true, outcome: 'being taken back: pg-east takes writes again' } : index === 0 ? { ...each, state: 'stays' } : each)), { way: 'back' }),
    run(49, born, steps(born, 5 * MINUTE, DRILLED, []), { mode: 'dry-run', state: 'done', incident: null, starter: JON }),
    run(48, born, drilled, { mode: 'drill', state: 'done', incident: null, score: { tookSeconds: 372, objectiveSeconds: 480, met: true, slowest: { step: StepId.parse('step-4'), name: 'drill.acme.test to the second site', seconds: 248 }, surprises: [{ step: StepId.parse('step-3'), what: 'failsOnce', coped: true }, { step: StepId.parse('step-6'), what: 'slow', coped: false }] } }),
    run(47, born, steps(born, 20 * SECOND, MANY.slice(0, 41), [{ name: LONG, kind: 'http', state: 'failed', startedAt: ago(born, 20 * SECOND), endedAt: ago(born, 2 * SECOND), attempts: 17, plan: PlanId.parse('a-child-plan-with-a-rather-long-name'), outcome: `${LONG}\n`.repeat(9) }, ...MANY.slice(42).map(([, fields]) => ({ ...fields, outcome: null }))]), { name: LONG, state: 'stopped', why: 'notReached', overridden: [{ rule: 'targetHealthy', reason: 'The second site is seen from the branch office; the probe here is behind the same broken link.' }, { rule: 'drill', reason: LONG }] }),
    run(46, born, ramped(born, { state: 'byHand', says: 'Values are set by hand', by: JON, value: 35, rung: 1, heldUntil: null }), { plan: PlanId.parse('queue-back'), name: 'Bring the payments queue back', kind: 'recover', objectiveSeconds: 3_600 }),
    run(45, born, ramped(born, { state: 'stale', says: 'The error rate of Checkout API cannot be seen: no sample since 14:02:11 UTC. Nothing is raised until it can', heldUntil: null, conditions: [{ says: 'error rate of Checkout API under 1 %: no sample since 14:02:11', holds: 'unknown' }, { says: 'p95 of Checkout API under 800 ms: 1.21 s, 2 s old', holds: 'no' }, { says: 'integrity: 0 orders paid twice', holds: 'yes' }], backlog: { signal: SignalId.parse('s4-traffic'), waiting: 61_240, at: ago(born, 94 * SECOND), perSecond: null, emptyAt: null } }), { plan: PlanId.parse('queue-back'), name: 'Bring the payments queue back', kind: 'recover', objectiveSeconds: 3_600 }),
    run(44, born, ramped(born, {}), { plan: PlanId.parse('queue-back'), name: 'Bring the payments queue back', kind: 'recover', objectiveSeconds: 3_600 }),
    run(43, born, steps(born, 130 * SECOND, FAILOVER.slice(0, 2), [{ ...FAILOVER[2]?.[1], name: 'Point the gateway at the second site', kind: 'http', state: 'unknown', startedAt: ago(born, 130 * SECOND), attempts: 1, outcome: 'PUT https://gateway.acme.test/pools/payments: no answer within 15 s. Reading back: connection refused.' }, { name: 'api.acme.test to the second site', kind: 'dns' }, ...REST]), { state: 'stopped', why: 'unknown' }),
    run(58, born, steps(born, 95 * SECOND, FAILOVER.slice(0, 2), [{ ...FAILOVER[2]?.[1], name: 'Point the gateway at the second site', kind: 'http', outcome: null }, { name: 'api.acme.test to the second site', kind: 'dns' }, ...REST]), { state: 'stopped', why: 'elsewhere' }),
    run(59, born, steps(born, 20 * SECOND, FAILOVER, []), { state: 'stopped', why: 'elsewhere', way: 'back', holder: MIRA }),
    run(42, born, steps(born, 95 * SECOND, FAILOVER.slice(0, 1), [{ name: 'Four eyes', kind: 'approve', state: 'approving', startedAt: ago(born, 95 * SECOND), approval: { role: 'incidentCommander', until: ago(born, -805 * SECOND), starterFrom: ago(born, -205 * SECOND) } }, { name: 'Make the old primary read-only', kind: 'fence' }, { name: 'api.acme.test to the second site', kind: 'dns' }, ...REST]), { starter: JON }),
    run(41, born, steps(born, 52 * SECOND, FAILOVER, [dns(born, false), ...REST]), { overridden: [{ rule: 'targetHealthy', reason: 'Seen healthy from the branch office; the probe here is behind the same broken link.' }] }),
    run(51, born, many, { mode: 'drill', state: 'done', incident: null, name: 'Drain every web host', score: { tookSeconds: 1_310, objectiveSeconds: 900, met: false, slowest: { step: StepId.parse('step-5'), name: LONG, seconds: 42 }, surprises: [] } }),
    run(52, born, steps(born, 40 * DAY, FAILOVER.slice(0, 2), []), { mode: 'drill', state: 'interrupted', incident: null }),
    run(53, born, steps(born, 41 * DAY, FAILOVER.slice(0, 2), []), { state: 'aborted' }),
    run(54, born, steps(born, 42 * DAY, FAILOVER, []), { state: 'rolledBack', starter: null, holder: null }),
  ];
}
