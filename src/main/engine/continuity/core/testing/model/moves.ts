import { durationMs } from '../../../../../../shared/model/units.ts';
import { forgetChecks, NO_CHECKS } from '../../checks.ts';
import type { GroupEvent, StepOutcome } from '../../events.ts';
import type { Reduce } from '../../reduce.ts';
import { isActive, type FrozenPlan, type RunMode } from '../../state.ts';
import { TRIGGER } from '../plans.ts';
import { judge, type Invariant } from './judge.ts';
import { CALL, checkOnce, FAIL_BACK, FAILOVER, nextInstant, PEOPLE, RAMP, SWITCH, targetIsHealthy, triggerIsMet, VETO_MS, type Bounds, type Outstanding, type Subject, type World } from './world.ts';

export interface Move {
  readonly label: string;
  readonly world: World;
  readonly broken: Invariant | null;
}

type Timeless = GroupEvent extends infer E ? (E extends GroupEvent ? Omit<E, 'at'> : never) : never;

/** Everything that may happen next. */
export function movesOf(world: World, reduce: Reduce, subject: Subject, bounds: Bounds): Move[] {
  const moves: Move[] = [];
  const send = (label: string, from: World, event: Timeless): void => void moves.push(settled(take(label, from, { ...event, at: durationMs(from.now) }, reduce), bounds));
  const become = (label: string, next: World, broken: Invariant | null = null): void => void moves.push({ label, world: next, broken });
  people(world, bounds, send);
  triggers(world, subject, bounds, send, become);
  for (const [index, each] of world.out.entries()) answers(world, index, each, send, become);
  surroundings(world, bounds, send, become);
  return moves;
}

/** Once there was the last run of the bounds, nothing looks any more at the primary, at what is armed or at how long ago an attempt was. */
function settled(move: Move, { runs }: Bounds): Move {
  const { world } = move;
  const { group, truth } = world;
  if (group.runs < runs || (world.primaryUp && world.checks === NO_CHECKS && truth.failed === 0 && group.coolDown === null && group.armed === null && group.countdown === null && truth.quietUntil === 0 && truth.heardAt === null && !world.isStale && !truth.vetoed)) return move;
  return { ...move, world: { ...world, group: { ...group, coolDown: null, armed: null, countdown: null }, primaryUp: true, isStale: false, checks: NO_CHECKS, truth: { ...truth, failed: 0, quietUntil: 0, heardAt: null, vetoed: false } } };
}

type Send = (label: string, from: World, event: Timeless) => void;
type Become = (label: string, next: World, broken?: Invariant | null) => void;

function take(label: string, world: World, event: GroupEvent, reduce: Reduce): Move {
  const change = reduce(world.group, event);
  if (change.state === world.group && change.effects.every(({ kind }) => kind === 'refused' || kind === 'already')) return { label, world, broken: null };
  const { truth, broken } = judge(world, event, change);
  let { out, record, isCalled, isRaised } = world;
  for (const effect of change.effects) {
    if (effect.kind === 'started') [record, isCalled, isRaised] = ['confirmed', false, false];
    if (effect.kind === 'look' || effect.kind === 'perform' || effect.kind === 'undo') out = [...newestOf(out, effect.step), { ...effect, way: effect.kind === 'undo' ? 'back' : 'forward', isApplied: false }];
    if (effect.kind === 'readBack') out = [...newestOf(out, effect.step), { ...effect, isApplied: false }];
  }
  const { run } = change.state;
  // What belongs to an earlier run, or to an ended one, tells nobody anything.
  if (out.length > 0) out = isActive(run) ? out.filter((each) => each.run === run.serial) : [];
  return { label, broken, world: { ...world, group: change.state, truth, out, record, isCalled, isRaised } };
}

/** Of what was asked about a step before, one may still be answered. */
const newestOf = (out: readonly Outstanding[], step: number): Outstanding[] => out.filter((each, index) => each.step !== step || index === out.findLastIndex((other) => other.step === step));

function people(world: World, bounds: Bounds, send: Send): void {
  const { plan = FAILOVER } = bounds;
  const { group } = world;
  const { run, armed, lever } = group;
  const active = isActive(run);
  if (group.runs < bounds.runs)
    for (const by of PEOPLE)
      for (const mode of by === PEOPLE[0] ? (['live', 'drill'] as const) : (['live'] as const)) {
        if (armed === null) send(`${by} arms ${mode}`, { ...world, isStale: false }, { type: 'arm', by, plan: plan.id, mode });
        else if (armed.by === by && armed.mode === mode) confirm(world, plan, by, mode, send);
      }
  if (group.runs < bounds.runs) send('a drill is due', world, { type: 'drillDue', by: null, plan, mode: 'drill', blocked: [] });
  const last = group.intents.at(-1);
  if (last !== undefined && armed !== null && group.runs < bounds.runs) send('the last click comes again', world, { type: 'confirm', by: armed.by, intent: last.id, plan, mode: armed.mode, shown: 'now', live: 'now', blocked: [], overridden: [] });
  if (lever === null) send('hold all', world, { type: 'hold', by: PEOPLE[1] as (typeof PEOPLE)[number], reason: 'r' });
  else send('release', world, { type: 'release', by: PEOPLE[1] as (typeof PEOPLE)[number] });
  if (group.countdown !== null) {
    send('veto', world, { type: 'veto', by: PEOPLE[1] as (typeof PEOPLE)[number] });
    if (group.countdown.until === null) send('heard', world, { type: 'heard' });
  }
  if (!active) return;
  for (const by of PEOPLE) {
    if (run.steps[0]?.phase === 'approving') send(`${by} approves`, world, { type: 'approve', by });
    if (run.holder !== by && run.holder !== null) {
      send(`${by} takes over`, world, { type: 'takeOver', by, epoch: group.epoch });
      continue;
    }
    for (const type of ['resume', 'abort', 'rollBack', 'retry'] as const) send(`${by} ${type}`, world, { type, by, epoch: group.epoch });
    if (run.phase === 'stopped' && run.why === 'unproven') send(`${by} goes on all the same`, world, { type: 'settle', by, epoch: group.epoch, happened: true });
    const unknown = run.steps.findIndex(({ phase }) => phase === 'unknown');
    // A person who is asked looks at the world itself.
    if (unknown !== -1) send(`${by} settles`, closed(world, unknown), { type: 'settle', by, epoch: group.epoch, happened: (run.way === 'forward') === isSo(world, unknown) });
  }
  send('pause', world, { type: 'pause', by: PEOPLE[0] as (typeof PEOPLE)[number], epoch: group.epoch });
}

const confirm = (world: World, plan: FrozenPlan, by: (typeof PEOPLE)[number], mode: RunMode, send: Send): void =>
  send(`${by} confirms ${mode}`, world, { type: 'confirm', by, intent: `${by}${world.group.runs}`, plan, mode, shown: world.isStale ? 'before' : 'now', live: 'now', blocked: [], overridden: [] });

function triggers(world: World, subject: Subject, { runs, triggerMode }: Bounds, send: Send, become: Become): void {
  const { group, truth } = world;
  if (group.runs >= runs) return;
  const isFailed = world.sees && !world.primaryUp;
  const failed = !world.sees ? truth.failed : isFailed ? Math.min(3, truth.failed + 1) : 0;
  const checked: World = { ...world, checks: checkOnce(world, subject), truth: { ...truth, failed } };
  if (!triggerIsMet(checked.checks) || !targetIsHealthy(checked)) {
    become('a check', checked);
    return;
  }
  for (const plan of [FAILOVER, FAIL_BACK]) send(`a check meets the trigger of a ${plan.kind}`, checked, { type: 'triggerMet', trigger: TRIGGER, plan, mode: triggerMode, vetoMs: durationMs(VETO_MS), blocked: [] });
}

const without = (world: World, index: number): World => ({ ...world, out: world.out.filter((_, at) => at !== index) });
/** The connection of what was given up is closed: what has not arrived by the time it is asked for does not arrive. */
const closed = (world: World, step: number): World => ({ ...world, out: world.out.filter((each) => each.isApplied || each.step !== step) });
const fault = (world: World): World => ({ ...world, faultsLeft: world.faultsLeft - 1 });

function answers(world: World, index: number, out: Outstanding, send: Send, become: Become): void {
  const { run, attempt, step } = out;
  const answered = without(world, index);
  if (out.kind === 'look') {
    const ready = !world.sees ? 'unknown' : world.standbyUp ? 'yes' : 'no';
    send('looked', answered, { type: 'looked', run, attempt, ready, asConfirmed: world.record === 'confirmed' });
  } else if (out.kind === 'readBack') {
    const isOurs = isSo(world, step);
    const happened = step === SWITCH && world.record === 'theirs' ? 'unknown' : isOurs === (out.way === 'forward') ? 'yes' : 'no';
    const rest = closed(answered, step);
    send('read back', rest, { type: 'readBack', run, attempt, happened });
    if (step === SWITCH && happened === 'yes' && out.way === 'forward') send('read back, and not seen to work', rest, { type: 'readBack', run, attempt, happened: 'unproven' });
    if (world.faultsLeft > 0) send('not read back', fault(rest), { type: 'readBack', run, attempt, happened: 'unknown' });
  } else if (out.isApplied) send('a late yes', answered, { type: 'ended', run, attempt, outcome: 'done' });
  else perform(world, answered, out, send, become);
}

/** What a provider may do with what it is sent: compare and swap, call, and lie. */
function perform(world: World, answered: World, out: Outstanding, send: Send, become: Become): void {
  const { run, attempt, step, kind } = out;
  const end = (label: string, from: World, outcome: StepOutcome): void => send(label, from, { type: 'ended', run, attempt, outcome });
  const applied = applyTo(answered, step, kind === 'undo');
  const isGradual = world.group.run?.plan.steps[step]?.gradual === true;
  if (applied === null) {
    end('lost to somebody else', answered, 'lost');
    return;
  }
  if (kind === 'perform' && step === CALL && world.isCalled && !world.truth.lied) become('called twice', applied, 'twice');
  end('done', applied, 'done');
  if (isGradual && kind === 'perform') {
    end('let go of before anything was raised', answered, 'letGo');
    end('let go of half-way', applied, 'letGo');
  }
  if (step === SWITCH && kind === 'perform') end('done, and not seen to work', applied, 'unproven');
  end('refused', answered, 'refused');
  end('not reached', answered, 'notReached');
  if (world.faultsLeft === 0) return;
  end('done, and the answer is lost', fault(applied), 'unknown');
  end('not done, and no answer', fault(answered), 'unknown');
  const isDrill = world.group.run?.mode !== 'live';
  if (world.group.run?.plan.steps[step]?.effect !== true || isDrill) return;
  become('done, and the answer takes long', fault({ ...applied, out: [...applied.out, { ...out, isApplied: true }] }));
  const lie = (from: World): World => ({ ...fault(from), truth: { ...from.truth, lied: true } });
  end('says yes and does nothing', lie(answered), 'done');
  end('says no and does it', lie(applied), 'refused');
}

/** Whether the step’s effect is there. */
const isSo = (world: World, step: number): boolean => (step === CALL ? world.isCalled : step === RAMP ? world.isRaised : world.record === 'ours');

/** Null where the record is not what the change is from. What stands there already as it should is done. */
function applyTo(world: World, step: number, isBack: boolean): World | null {
  if (step === CALL) return { ...world, isCalled: !isBack };
  if (step === RAMP) return { ...world, isRaised: !isBack };
  if (step !== SWITCH) return world;
  const to = isBack ? 'confirmed' : 'ours';
  return world.record === 'theirs' ? null : { ...world, record: to };
}

function surroundings(world: World, bounds: Bounds, send: Send, become: Become): void {
  if (world.group.runs < bounds.runs) become('primary up or down', { ...world, primaryUp: !world.primaryUp });
  become('standby up or down', { ...world, standbyUp: !world.standbyUp });
  become('blind or not', { ...world, sees: !world.sees });
  const next = nextInstant(world);
  if (next !== null) send('time goes on', { ...world, now: next }, { type: 'tick' });
  if (world.faultsLeft === 0) return;
  if (world.record !== 'theirs') become('somebody else changes the record', fault({ ...world, record: 'theirs', isStale: world.group.armed !== null }));
  // Whatever was sent either arrived or did not; the process that would hear of it is gone.
  const crashed: World = { ...fault(world), out: [] };
  send('killed', crashed, { type: 'recovered' });
  const sent = world.out.find(({ kind, isApplied }) => !isApplied && (kind === 'perform' || kind === 'undo'));
  const arrived = sent === undefined ? null : applyTo(crashed, sent.step, sent.kind === 'undo');
  if (arrived !== null && sent !== undefined) send('killed, after it has arrived', arrived, { type: 'recovered' });
  become('asleep, and the clock has jumped', fault({ ...world, checks: forgetChecks(world.checks), truth: { ...world.truth, failed: 0 } }));
}
