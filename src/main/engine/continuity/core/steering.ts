import { assertNever } from '../../../../shared/model/result.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import type { GroupEffect, GroupEvent, Refusal } from './events.ts';
import { nextStep, type CoreRules } from './rules.ts';
import { advance, apply, heed, setStep, type Change } from './running.ts';
import { refuse } from './starting.ts';
import { busyStep, isActive, unknownStep, type GroupState, type RunState } from './state.ts';

type Of<T extends GroupEvent['type']> = Extract<GroupEvent, { type: T }>;
type Steering = Of<'pause' | 'resume' | 'abort' | 'rollBack' | 'retry' | 'settle'>;

/** Pulled, it ends what counts down or is armed, and what runs begins no further step. */
export function onHold(rules: CoreRules, state: GroupState, { by, reason, at }: Of<'hold'>): Change {
  const held: GroupState = { ...state, lever: { owner: by, reason }, armed: null, countdown: null };
  const { run } = held;
  if (!isActive(run) || run.phase !== 'running') return { state: held, effects: [] };
  return heed(rules, held, { ...run, wants: run.wants ?? 'pause' }, at);
}

/** The other console may do what this one does: what was under way waits for a person, and nothing begins by itself any more. */
export function onSplit(rules: CoreRules, state: GroupState, { term, at }: Of<'split'>): Change {
  const { countdown, run } = state;
  const split: GroupState = { ...state, split: term, runs: rules.runsAtTerm(state.runs, term), armed: null, countdown: null };
  const suggested: GroupEffect[] = countdown === null ? [] : [{ kind: 'suggest', trigger: countdown.trigger, plan: countdown.plan.id, why: 'split' }];
  if (!isActive(run)) return { state: split, effects: suggested };
  const { state: after, effects } = heed(rules, split, rules.afterSplit(run), at);
  return { state: after, effects: [...suggested, ...effects] };
}

/** What may happen twice in a run of before stays so: it asks to its end. */
export const onMerged = (rules: CoreRules, state: GroupState, { at }: Of<'merged'>): Change => ({ state: { ...state, split: null, coolDown: rules.coolDownAfterMerge(state.coolDown, at) }, effects: [] });

/** Released, nothing goes on by itself: a person resumes what was held. */
export const onRelease = (state: GroupState): Change => ({ state: { ...state, lever: null }, effects: [] });

export function onTakeOver(state: GroupState, { by, epoch }: Of<'takeOver'>): Change {
  if (!isActive(state.run)) return refuse(state, 'nothingRuns');
  if (epoch !== state.epoch) return refuse(state, 'tookOver');
  return { state: { ...state, epoch: state.epoch + 1, run: { ...state.run, holder: by } }, effects: [] };
}

export function onApprove(rules: CoreRules, state: GroupState, { by, at }: Of<'approve'>): Change {
  const { run } = state;
  const index = isActive(run) ? run.steps.findIndex(({ phase }) => phase === 'approving') : -1;
  const [step, current] = [run?.plan.steps[index], run?.steps[index]];
  if (run === null || step === undefined || current === undefined || run.phase !== 'running') return refuse(state, 'nothingToApprove');
  if (!rules.mayApprove(run, step, durationMs(at - current.since), by)) return refuse(state, 'ownApproval');
  return apply(rules, state, run, index, 'happened', 'notDone', at);
}

function steeringRefusal(state: GroupState, run: RunState, { by, epoch, type }: Steering): Refusal | null {
  // Stopping is everybody’s; whatever makes something happen is the holder’s.
  if (type === 'pause') return null;
  if (epoch !== state.epoch) return 'tookOver';
  return run.holder === null || run.holder === by ? null : 'notHolder';
}

export function onSteering(rules: CoreRules, state: GroupState, event: Steering): Change {
  const { run } = state;
  if (!isActive(run)) return refuse(state, 'nothingRuns');
  const why = steeringRefusal(state, run, event);
  if (why !== null) return refuse(state, why);
  const mine: RunState = event.type === 'pause' ? run : { ...run, holder: event.by };
  const goesOn = event.type === 'resume' || event.type === 'retry' || event.type === 'rollBack' || event.type === 'settle';
  if (goesOn && !rules.mayBegin(state)) return refuse(state, 'held');
  return steer(rules, state, mine, event);
}

function steer(rules: CoreRules, state: GroupState, run: RunState, event: Steering): Change {
  const { at } = event;
  switch (event.type) {
    case 'pause':
      return run.phase === 'running' ? heed(rules, state, { ...run, wants: 'pause' }, at) : refuse(state, 'notNow');
    case 'resume':
      return run.phase === 'paused' ? advance(rules, state, { ...run, phase: 'running', steps: run.steps.map((step) => (step.phase === 'approving' ? { ...step, since: at } : step)) }, at) : refuse(state, 'notNow');
    case 'abort':
      return unknownStep(run) === -1 ? heed(rules, state, { ...run, wants: 'abort' }, at) : refuse(state, 'unknownFirst');
    case 'rollBack':
      // First it must be known whether the step is to be taken back, too.
      if (run.why === 'elsewhere' && run.way === 'forward') return { state: { ...state, run: { ...run, wants: 'rollBack' } }, effects: [] };
      if (!rules.mayRollBack(run)) return refuse(state, 'unknownFirst');
      return run.way === 'back' ? refuse(state, 'notNow') : heed(rules, state, { ...run, wants: 'rollBack' }, at);
    case 'retry':
      return retry(rules, state, run, at);
    case 'settle': {
      const index = unknownStep(run);
      const running: RunState = { ...run, phase: 'running', why: null };
      if (run.why === 'elsewhere') return answered(rules, state, running, event.happened, at);
      if (index === -1) return run.why === 'unproven' && event.happened ? advance(rules, state, running, at) : refuse(state, 'notNow');
      return apply(rules, state, running, index, event.happened ? 'happened' : 'failed', 'notDone', at);
    }
    default:
      return assertNever(event, 'event');
  }
}

/** A person says whether the other console has done the step that is next. */
function answered(rules: CoreRules, state: GroupState, run: RunState, happened: boolean, at: Steering['at']): Change {
  const index = nextStep(rules, run);
  return happened ? apply(rules, state, run, index, 'happened', 'notDone', at) : advance(rules, state, setStep(run, index, { notElsewhere: run.way }), at);
}

function retry(rules: CoreRules, state: GroupState, run: RunState, at: Steering['at']): Change {
  if (run.phase !== 'stopped' || busyStep(run) !== -1) return refuse(state, 'notNow');
  if (!rules.mayRetry(run)) return refuse(state, run.why === 'lost' ? 'stale' : 'unknownFirst');
  // What is not seen to work is looked at again: nothing of it is sent anew.
  if (run.why === 'unproven') return apply(rules, state, { ...run, phase: 'running', why: null }, run.steps.findLastIndex(({ phase }) => phase === 'done'), 'readBack', 'unknown', at);
  const failed = run.steps.findIndex(({ phase }) => phase === 'failed');
  const again = failed === -1 || run.way === 'back' ? run : setStep(run, failed, { phase: 'pending', since: at, tries: 0 });
  return advance(rules, state, { ...again, phase: 'running', why: null, steps: again.steps.map((step) => ({ ...step, tries: 0 })) }, at);
}
