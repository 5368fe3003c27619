import type { PersonId } from '../../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../../shared/model/units.ts';
import { forgetChecks, NO_CHECKS } from '../../checks.ts';
import type { GroupEvent, StepOutcome } from '../../events.ts';
import type { Reduce } from '../../reduce.ts';
import { elsewhereStep } from '../../rules.ts';
import { emptyGroup, isActive, type FrozenPlan, type RunMode, type RunState } from '../../state.ts';
import { ADA, BO, TRIGGER } from '../plans.ts';
import { judge, type Invariant } from './judge.ts';
import { begun, CALL, checkOnce, FAIL_BACK, FAILOVER, nextInstant, PEOPLE, RAMP, SWITCH, targetIsHealthy, TERM, triggerIsMet, VETO_MS, type Bounds, type Console, type Outstanding, type Subject, type World } from './world.ts';

export interface Move {
  readonly label: string;
  readonly world: World;
  readonly broken: Invariant | null;
}

type Timeless = GroupEvent extends infer E ? (E extends GroupEvent ? Omit<E, 'at'> : never) : never;

/** Everything that may happen next. */
export function movesOf(world: World, reduce: Reduce, subject: Subject, bounds: Bounds): Move[] {
  const moves: Move[] = [];
  const send: Send = (label, from, event) => void moves.push(settled(take(label, from, { ...event, at: durationMs(from.now) }, reduce), bounds));
  const become: Become = (label, next, broken = null) => void moves.push({ label, world: next, broken });
  if (bounds.takeOver !== true) drillsAndLever(world, bounds, send);
  if (bounds.takeOver !== true || world.apart !== 'never') starting(world, bounds, send);
  steering(world, bounds.takeOver === true ? [ADA] : PEOPLE, send, bounds.hasty);
  if (bounds.takeOver !== true && isActive(world.group.run)) send('pause', world, { type: 'pause', by: ADA, epoch: world.group.epoch });
  triggers(world, subject, bounds, send, become);
  for (const [index, each] of world.out.entries()) answers(world, index, each, send, become);
  if (bounds.takeOver !== true || !isActive(world.group.run)) time(world, reduce, (move) => void moves.push(settled(move, bounds)));
  surroundings(world, bounds, send, become);
  if (bounds.takeOver === true) twoConsoles(world, reduce, become);
  return moves;
}

/** It passes for both consoles alike. */
function time(world: World, reduce: Reduce, push: (move: Move) => void): void {
  const now = nextInstant(world);
  if (now === null) return;
  const tick = { type: 'tick', at: durationMs(now) } as const;
  const here = take('time goes on', { ...world, now }, tick, reduce);
  if (here.broken !== null || here.world.other === null) return push(here);
  const there = take('time goes on', asOther(here.world, here.world.other), tick, reduce);
  push({ ...there, world: backFrom(here.world, there.world) });
}

/**
 * A seat takes over with its copy, of before the run or of now, meets the other console, and the two are merged. A copy of a while ago
 * is the same as one of now that nobody has done anything with since: the other console goes on all the while.
 */
function twoConsoles(world: World, reduce: Reduce, become: Become): void {
  const { group, out, truth, other, apart } = world;
  if (apart === 'never') {
    const at = durationMs(world.now);
    const before: Console = { group: emptyGroup(group.group), truth: { ...truth, known: truth.known.map(() => 'no' as const), unproven: false, abortAsked: false }, out: [] };
    for (const [label, copy] of [['the seat takes over', { group, truth, out: [] }], ['the seat takes over with a copy of before', before]] as const) {
      const split = take(label, { ...world, ...copy, other: { group, truth, out }, apart: 'yes' }, { type: 'split', term: TERM, at }, reduce);
      const recovered = take(label, split.world, { type: 'recovered', at }, reduce);
      become(label, recovered.world, split.broken ?? recovered.broken);
    }
  }
  if (apart === 'yes' && other === null) {
    const merged = take('the two are merged', { ...world, apart: 'merged' }, { type: 'merged', at: durationMs(world.now) }, reduce);
    become('the two are merged', merged.world, merged.broken);
  }
  if (other === null) return;
  goesOn(world, other, reduce, become);
  become('the other console stands down', { ...world, other: null });
  const sent = other.out.find(({ kind, isApplied }) => !isApplied && (kind === 'perform' || kind === 'undo'));
  const arrived = sent === undefined ? null : applyTo(world, sent.step, sent.kind === 'undo');
  if (arrived !== null) become('the other console stands down, and what it had sent arrives', { ...arrived, other: null });
}

/** What the other console does, and somebody who sits there, in the same world. */
function goesOn(world: World, other: NonNullable<World['other']>, reduce: Reduce, become: Become): void {
  const there = asOther(world, other);
  const send: Send = (label, from, event) => {
    const move = take(`there: ${label}`, from, { ...event, at: durationMs(from.now) }, reduce);
    if (move.world === there) return;
    become(move.label, backFrom(world, move.world), move.broken);
  };
  steering(there, [ADA], send);
  for (const [index, each] of there.out.entries()) answers(there, index, each, send, (label, next, broken) => become(`there: ${label}`, backFrom(world, next), broken));
}

/** The world as the other console sees it. Lies and attempts are the world’s. */
const asOther = (world: World, other: NonNullable<World['other']>): World => ({ ...world, ...other, truth: { ...other.truth, lied: world.truth.lied, quietUntil: world.truth.quietUntil }, other: null, apart: 'never' });
/** Once its run is over it does nothing any more: whoever sits there begins none. */
const backFrom = (world: World, { group, out, truth, ...shared }: World): World => ({ ...shared, group: world.group, out: world.out, truth: { ...world.truth, lied: truth.lied, quietUntil: truth.quietUntil }, other: isActive(group.run) ? { group, out, truth } : null, apart: world.apart });

/** Once there was the last run of the bounds, nothing looks any more at the primary, at what is armed or at how long ago an attempt was. */
function settled(move: Move, { runs, takeOver = false }: Bounds): Move {
  const { world } = move;
  if (takeOver && world.apart === 'never') return move;
  const { group, truth } = world;
  if (begun(group) < runs || (world.primaryUp && world.checks === NO_CHECKS && truth.failed === 0 && group.coolDown === null && group.armed === null && group.countdown === null && truth.quietUntil === 0 && truth.heardAt === null && !world.isStale && !truth.vetoed)) return move;
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
    // While two consoles are apart, what a run of one has called stays called for a run of the other.
    if (effect.kind === 'started') [record, isCalled, isRaised] = ['confirmed', world.apart === 'yes' && isCalled, false];
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

/** Who starts a run, and who objects. */
function starting(world: World, { plan = FAILOVER, runs, takeOver = false }: Bounds, send: Send): void {
  const { group } = world;
  const { armed } = group;
  if (begun(group) < runs && !(takeOver && isActive(group.run)))
    for (const by of takeOver ? [ADA] : PEOPLE)
      for (const mode of by === ADA && !takeOver ? (['live', 'drill'] as const) : (['live'] as const)) {
        if (armed === null) send(`${by} arms ${mode}`, { ...world, isStale: false }, { type: 'arm', by, plan: plan.id, mode });
        else if (armed.by === by && armed.mode === mode) confirm(world, plan, by, mode, send);
      }
  if (group.countdown !== null) {
    send('veto', world, { type: 'veto', by: BO });
    if (group.countdown.until === null) send('heard', world, { type: 'heard' });
  }
}

function drillsAndLever(world: World, { plan = FAILOVER, runs }: Bounds, send: Send): void {
  const { group } = world;
  const { armed, lever } = group;
  if (begun(group) < runs) send('a drill is due', world, { type: 'drillDue', by: null, plan, mode: 'drill', blocked: [] });
  const last = group.intents.at(-1);
  if (last !== undefined && armed !== null && begun(group) < runs) send('the last click comes again', world, { type: 'confirm', by: armed.by, intent: last.id, plan, mode: armed.mode, shown: 'now', live: 'now', blocked: [], overridden: [] });
  if (lever === null) send('hold all', world, { type: 'hold', by: BO, reason: 'r' });
  else send('release', world, { type: 'release', by: BO });
}

/** What people do with a run. */
function steering(world: World, people: readonly PersonId[], send: Send, hasty = false): void {
  const { group } = world;
  const { run } = group;
  if (!isActive(run)) return;
  if (run.steps[0]?.phase === 'approving') for (const by of PEOPLE) send(`${by} approves`, world, { type: 'approve', by });
  for (const by of people) {
    if (run.holder !== by && run.holder !== null) {
      send(`${by} takes over`, world, { type: 'takeOver', by, epoch: group.epoch });
      continue;
    }
    for (const type of ['resume', 'abort', 'rollBack', 'retry'] as const) send(`${by} ${type}`, world, { type, by, epoch: group.epoch });
    if (run.phase === 'stopped' && run.why === 'unproven') send(`${by} goes on all the same`, world, { type: 'settle', by, epoch: group.epoch, happened: true });
    const unknown = run.steps.findIndex(({ phase }) => phase === 'unknown');
    // A person who is asked looks at the world itself.
    if (unknown !== -1) send(`${by} settles`, closed(world, unknown), { type: 'settle', by, epoch: group.epoch, happened: (run.way === 'forward') === isSo(world, unknown) });
    elsewhere(world, run, by, hasty, send);
  }
}

/** Whether the other console has done it is seen where it acts; that it will not is known once it has stopped. Who says so before may be wrong. */
function elsewhere(world: World, run: RunState, by: PersonId, hasty: boolean, send: Send): void {
  const step = elsewhereStep(run);
  if (step === -1) return;
  const answer = (label: string, from: World, happened: boolean): void => send(`${by} says that ${label}`, from, { type: 'settle', by, epoch: world.group.epoch, happened });
  const isDone = (run.way === 'forward') === isSo(world, step);
  if (isDone) answer('the other console has done it', world, true);
  else if (world.other === null || hasty) answer('the other console has not done it', world, false);
  if (world.faultsLeft > 0 && (isDone || world.other !== null)) answer('the other console has not done it, and does not know', { ...fault(world), truth: { ...world.truth, lied: true } }, false);
}

const confirm = (world: World, plan: FrozenPlan, by: PersonId, mode: RunMode, send: Send): void =>
  send(`${by} confirms ${mode}`, world, { type: 'confirm', by, intent: `${by}${world.group.runs}`, plan, mode, shown: world.isStale ? 'before' : 'now', live: 'now', blocked: [], overridden: [] });

function triggers(world: World, subject: Subject, { runs, triggerMode, takeOver = false }: Bounds, send: Send, become: Become): void {
  const { group, truth } = world;
  if (begun(group) >= runs || (takeOver && (isActive(group.run) || world.apart === 'never'))) return;
  const isFailed = world.sees && !world.primaryUp;
  const failed = !world.sees ? truth.failed : isFailed ? Math.min(3, truth.failed + 1) : 0;
  const checked: World = { ...world, checks: checkOnce(world, subject), truth: { ...truth, failed } };
  if (!triggerIsMet(checked.checks) || !targetIsHealthy(checked)) {
    become('a check', checked);
    return;
  }
  for (const plan of takeOver ? [FAILOVER] : [FAILOVER, FAIL_BACK]) send(`a check meets the trigger of a ${plan.kind}`, checked, { type: 'triggerMet', trigger: TRIGGER, plan, mode: triggerMode, vetoMs: durationMs(VETO_MS), blocked: [] });
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
    send('looked', answered, { type: 'looked', run, attempt, ready, asConfirmed: world.record !== 'theirs' });
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
  if (step === CALL && world.isCalled === (kind === 'perform') && !world.truth.lied) become(kind === 'perform' ? 'called twice' : 'taken back twice', applied, 'twice');
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
  if (begun(world.group) < bounds.runs && !(bounds.takeOver === true && (isActive(world.group.run) || world.apart === 'never'))) become('primary up or down', { ...world, primaryUp: !world.primaryUp });
  if (world.faultsLeft > 0) killed(world, send);
  if (bounds.takeOver === true) return;
  become('standby up or down', { ...world, standbyUp: !world.standbyUp });
  become('blind or not', { ...world, sees: !world.sees });
  if (world.faultsLeft === 0) return;
  if (world.record !== 'theirs') become('somebody else changes the record', fault({ ...world, record: 'theirs', isStale: world.group.armed !== null }));
  become('asleep, and the clock has jumped', fault({ ...world, checks: forgetChecks(world.checks), truth: { ...world.truth, failed: 0 } }));
}

function killed(world: World, send: Send): void {
  // Whatever was sent either arrived or did not; the process that would hear of it is gone.
  const crashed: World = { ...fault(world), out: [] };
  send('killed', crashed, { type: 'recovered' });
  const sent = world.out.find(({ kind, isApplied }) => !isApplied && (kind === 'perform' || kind === 'undo'));
  const arrived = sent === undefined ? null : applyTo(crashed, sent.step, sent.kind === 'undo');
  if (arrived !== null && sent !== undefined) send('killed, after it has arrived', arrived, { type: 'recovered' });
}
