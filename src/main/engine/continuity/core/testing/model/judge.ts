import type { GroupEffect, GroupEvent } from '../../events.ts';
import { elsewhereStep } from '../../rules.ts';
import { busyStep, isActive, type FrozenStep, type GroupState, type RunState, type StepState } from '../../state.ts';
import { COOL_DOWN_MS, FAILOVER, VETO_MS, type Truth, type World } from './world.ts';

/** The invariants, each in the words that a violation is told in. */
export const INVARIANTS = {
  ready: 'a step that needs a healthy target begins only when one was just seen, and the record is the confirmed one',
  once: 'nothing is sent again while it is not known what became of it before',
  half: 'what is gradual stops half-way only because a person wants it, and does not go on without one',
  order: 'a step begins only when all before it are done',
  back: 'only what is known to be done is taken back, the last first',
  stale: 'what was shown is what is so, or nothing begins',
  oneRun: 'one run of a group at a time, and only a real one ends a drill',
  oneAtATime: 'one step at a time',
  attempts: 'one automatic attempt in a cool-down',
  failBack: 'failing back is never automatic',
  drill: 'a drill that begins by itself takes the place of nothing: no run, no countdown, nothing that somebody has armed',
  lever: 'nothing begins while the lever is pulled',
  blind: 'a trigger begins nothing without three checks that really failed in a row',
  veto: 'a countdown begins nothing before somebody could object for long enough, nor after a veto',
  approval: 'nobody approves what they started, before the declared time alone is over',
  intent: 'a click that comes again begins nothing',
  end: 'a run ends done, taken back, or by a person’s word',
  stuck: 'what goes on by itself has something under way; everything else waits for a person',
  twice: 'no effect happens twice',
  known: 'a step is called done only when it is known',
  asked: 'after a take-over nothing that two consoles can do twice is done before a person says that the other one has not, and will not',
  alone: 'after a take-over nothing goes on, and while two consoles are apart nothing begins, unless a person wants it',
  serial: 'runs of two consoles never have the same serial',
  proven: 'a step begins only when what was done before is seen to work, or a person says so',
} as const;
export type Invariant = keyof typeof INVARIANTS;

export interface Judged {
  readonly truth: Truth;
  readonly broken: Invariant | null;
}

type Change = { readonly state: GroupState; readonly effects: readonly GroupEffect[] };

/** Holds what the reducer did against what is true. */
export function judge(world: World, event: GroupEvent, { state, effects }: Change): Judged {
  const before = world.group;
  let truth = learn(world, event);
  let broken: Invariant | null = null;
  const claim = (invariant: Invariant, holds: boolean): void => {
    if (!holds) broken ??= invariant;
  };
  const stepOf = (index: number): FrozenStep | undefined => state.run?.plan.steps[index];
  for (const effect of effects) {
    if (effect.kind === 'started') {
      claimStart(world, event, state, effects, truth, claim);
      const isAutomatic = state.run?.starter === null && state.run.mode === 'live';
      truth = { ...truth, known: FAILOVER.steps.map(() => 'no' as const), heardAt: null, vetoed: false, abortAsked: false, unproven: false, split: world.apart === 'yes', wanted: true, said: NOTHING_SAID, quietUntil: isAutomatic ? world.now + COOL_DOWN_MS : truth.quietUntil };
    }
    if (effect.kind === 'perform' || effect.kind === 'undo') claimAsked(state, effect.kind === 'undo' ? 'back' : 'forward', effect.step, truth, claim);
    if (effect.kind === 'look' || effect.kind === 'perform' || effect.kind === 'undo') {
      claim('lever', state.lever === null);
      claim('alone', !truth.split || truth.wanted);
      // What was given up was read back before anything else is sent, and then it is not on its way any more.
      claim('oneAtATime', !world.out.some((each) => each.run === effect.run && !each.isApplied && (each.kind === 'perform' || each.kind === 'undo') && stepOf(each.step)?.effect === true));
    }
    if (effect.kind === 'perform') {
      claimPerform(state, event, effect.step, truth, claim);
      if (stepOf(effect.step)?.effect === true) truth = setKnown(truth, effect.step, 'open');
    }
    if (effect.kind === 'undo') {
      claim('back', (truth.known[effect.step] === 'yes' || truth.known[effect.step] === 'partly') && truth.known.every((known, step) => step <= effect.step || known === 'no' || stepOf(step)?.effect !== true));
      truth = { ...setKnown(truth, effect.step, 'open'), unproven: false };
    }
    if (effect.kind === 'ended') {
      claimEnd(state, effect, truth, claim);
      truth = { ...truth, unproven: false };
    }
  }
  claimAlways(before, state, event, truth, claim);
  return { truth, broken };
}

const NOTHING_SAID: Truth['said'] = FAILOVER.steps.map(() => null);

/** What is known to be one console’s alone, or can be done once only however often it is sent, needs no question. */
function claimAsked({ run }: GroupState, way: 'forward' | 'back', step: number, { split, said }: Truth, claim: Claim): void {
  const { effect = false, compareAndSwap = false } = run?.plan.steps[step] ?? {};
  claim('asked', !split || !effect || compareAndSwap || said[step] === way);
}

type Claim = (invariant: Invariant, holds: boolean) => void;

function claimStart(world: World, event: GroupEvent, state: GroupState, effects: readonly GroupEffect[], truth: Truth, claim: Claim): void {
  const { group: before, now } = world;
  const { run } = state;
  if (run === null) return;
  const drillEnded = effects.some((effect) => effect.kind === 'ended' && effect.phase === 'interrupted') && before.run?.mode !== 'live' && run.mode === 'live';
  claim('lever', state.lever === null);
  claim('alone', world.apart !== 'yes' || event.type === 'confirm');
  claim('serial', world.other === null || run.serial > world.other.group.runs + 1);
  claim(event.type === 'drillDue' ? 'drill' : 'oneRun', !isActive(before.run) || drillEnded);
  if (event.type === 'confirm') {
    claim('stale', event.shown === event.live);
    claim('intent', !before.intents.some(({ id }) => id === event.intent));
    return;
  }
  if (event.type === 'drillDue') {
    claim('drill', run.mode !== 'live' && !isActive(before.run) && before.countdown === null && before.armed === null);
    return;
  }
  claim('failBack', run.plan.kind !== 'failBack');
  claim('attempts', truth.quietUntil <= now);
  if (event.type === 'triggerMet') claim('blind', truth.failed >= 3);
  else claim('veto', truth.heardAt !== null && now - truth.heardAt >= VETO_MS && !truth.vetoed);
}

function claimPerform({ run }: GroupState, event: GroupEvent, step: number, { known, unproven }: Truth, claim: Claim): void {
  if (run === null) return;
  if (run.plan.steps[step]?.guarded === true) claim('ready', event.type === 'looked' && event.ready === 'yes' && event.asConfirmed);
  claim('once', known[step] === 'no' || known[step] === 'partly');
  claim('proven', !unproven);
  claim('order', run.steps.every(({ phase }, index) => index >= step || phase === 'done') && known.every((each, index) => index >= step || each === 'yes' || run.plan.steps[index]?.effect !== true));
}

function claimEnd({ run }: GroupState, { phase }: Extract<GroupEffect, { kind: 'ended' }>, { known, abortAsked }: Truth, claim: Claim): void {
  const effects = (run?.plan.steps ?? []).map(({ effect }, step) => (effect ? known[step] : null));
  if (phase === 'done') claim('end', effects.every((each) => each === null || each === 'yes'));
  if (phase === 'rolledBack') claim('end', effects.every((each) => each === null || each === 'no'));
  if (phase === 'aborted') claim('end', abortAsked && !known.includes('open'));
}

/** Told to stop, it stands; whoever wanted that says how it goes on. */
function claimHalf(before: RunState | null, run: RunState, event: GroupEvent, claim: Claim): void {
  if (event.type === 'ended' && event.outcome === 'letGo') claim('half', run.phase !== 'running' || before?.wants === 'rollBack');
}

function claimAlways(before: GroupState, state: GroupState, event: GroupEvent, { known }: Truth, claim: Claim): void {
  const { run } = state;
  if (run === null || !isActive(run)) return;
  claim('oneAtATime', run.steps.filter(({ phase }) => phase === 'looking' || phase === 'sending' || phase === 'reading').length <= 1);
  if (run.phase === 'running') claim('stuck', busyStep(run) !== -1 || run.steps.some(({ phase }) => phase === 'approving'));
  claim('known', run.steps.every(({ phase }, step) => phase !== 'done' || run.plan.steps[step]?.effect !== true || known[step] === 'yes'));
  claimHalf(before.run, run, event, claim);
  if (event.type === 'approve') claimApproval(before.run, run, event, claim);
}

function claimApproval(before: RunState | null, run: RunState, { by, at }: Extract<GroupEvent, { type: 'approve' }>, claim: Claim): void {
  const approved = before?.steps.find(({ phase }, step) => phase === 'approving' && run.steps[step]?.phase === 'done');
  if (approved !== undefined) claim('approval', by !== run.starter || at - approved.since >= (FAILOVER.steps[0]?.aloneAfterMs ?? Infinity));
}

const setKnown = (truth: Truth, step: number, known: Truth['known'][number]): Truth => ({ ...truth, known: truth.known.map((each, index) => (index === step ? known : each)) });

/** What the event itself tells for sure, whatever the reducer makes of it. */
function learn({ group, truth, now }: World, event: GroupEvent): Truth {
  if (event.type === 'heard' && group.countdown !== null) return { ...truth, heardAt: truth.heardAt ?? now, vetoed: false };
  if (event.type === 'veto' || event.type === 'hold' || event.type === 'recovered') return { ...truth, vetoed: truth.heardAt !== null, heardAt: null };
  const { run } = group;
  // What somebody had wanted of it before is still wanted.
  if (event.type === 'split') return { ...truth, heardAt: null, vetoed: false, split: true, wanted: run?.wants === 'rollBack', said: NOTHING_SAID };
  if (event.type === 'abort') return { ...truth, abortAsked: true };
  if (run === null || !isActive(run)) return truth;
  const told = learnOfRun(truth, run, event);
  return WANTED.has(event.type) ? { ...told, wanted: true } : told;
}

const WANTED: ReadonlySet<GroupEvent['type']> = new Set<GroupEvent['type']>(['resume', 'retry', 'rollBack', 'settle']);

function learnOfRun(truth: Truth, run: RunState, event: GroupEvent): Truth {
  const asked = elsewhereStep(run);
  if (event.type === 'settle' && asked !== -1) return saidOf(truth, run, asked, event.happened);
  if (event.type === 'settle' && event.happened && run.why === 'unproven') return { ...truth, unproven: false };
  // What is looked at again may have been undone meanwhile by somebody else.
  if (event.type === 'retry' && run.why === 'unproven') return setKnown(truth, run.steps.findLastIndex(({ phase }) => phase === 'done'), 'open');
  const step = run.steps.findIndex((each) => tellsOf(event, run.serial, each));
  if (step === -1 || run.plan.steps[step]?.effect !== true || truth.known[step] !== 'open') return truth;
  const happened = whatItTells(event);
  if (happened === null) return truth;
  const isDone = (run.way === 'forward') === happened;
  const unproven = run.way === 'forward' && ((event.type === 'ended' && event.outcome === 'unproven') || (event.type === 'readBack' && event.happened === 'unproven'));
  return { ...setKnown(truth, step, isDone ? 'yes' : run.way === 'forward' && run.plan.steps[step]?.gradual === true ? 'partly' : 'no'), unproven };
}

/** Done or taken back by the other console it is known as well as if it had been here. */
function saidOf(truth: Truth, { way, plan }: RunState, step: number, happened: boolean): Truth {
  if (!happened) return { ...truth, said: truth.said.with(step, way) };
  return plan.steps[step]?.effect === true ? setKnown(truth, step, way === 'forward' ? 'yes' : 'no') : truth;
}

/** A no that comes while something is being asked is no knowledge: the answer to the question is. */
function tellsOf(event: GroupEvent, serial: number, { phase, attempt }: StepState): boolean {
  if (event.type === 'settle') return phase === 'unknown';
  if ((event.type !== 'ended' && event.type !== 'readBack') || event.run !== serial || event.attempt !== attempt) return false;
  return event.type === 'readBack' ? phase === 'reading' : phase === 'sending' || (event.outcome === 'done' && (phase === 'reading' || phase === 'unknown'));
}

function whatItTells(event: GroupEvent): boolean | null {
  if (event.type === 'settle') return event.happened;
  if (event.type === 'readBack') return event.happened === 'unknown' ? null : event.happened !== 'no';
  if (event.type !== 'ended' || event.outcome === 'unknown') return null;
  return event.outcome === 'done' || event.outcome === 'unproven';
}
