import { assertNever } from '../../../../shared/model/result.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { GroupEffect, Happened, StepOutcome } from './events.ts';
import { nextStep, type CoreRules, type Verdict } from './rules.ts';
import { busyStep, type GroupState, type RunPhase, type RunState, type StepPhase, type StepState, type StopReason } from './state.ts';

/** What happened to a state: the new one, and what is to be done. */
export interface Change {
  readonly state: GroupState;
  readonly effects: readonly GroupEffect[];
}

export const setStep = (run: RunState, index: number, step: Partial<StepState>): RunState => ({ ...run, steps: run.steps.map((each, at) => (at === index ? { ...each, ...step } : each)) });
const phaseOf = (run: RunState, index: number, phase: StepPhase, since: DurationMs): RunState => setStep(run, index, { phase, since });

const withRun = (state: GroupState, run: RunState, effects: readonly GroupEffect[] = []): Change => ({ state: { ...state, run }, effects });

/** Ends a run. What a live one did may need its time to show, so that its cool-down counts from its end. */
export function endRun(rules: CoreRules, state: GroupState, run: RunState, phase: RunPhase, at: DurationMs): Change {
  const coolDown = run.mode === 'live' ? rules.coolDownAfter(run.plan, at) : state.coolDown;
  return { state: { ...state, coolDown, run: { ...run, phase, wants: null } }, effects: [{ kind: 'ended', run: run.serial, phase }] };
}

const stop = (state: GroupState, run: RunState, why: StopReason): Change => withRun(state, { ...run, phase: 'stopped', wants: null, why }, [{ kind: 'stopped', run: run.serial, why }]);

/** Does what a person wanted, if nothing is under way any more. */
export function heed(rules: CoreRules, state: GroupState, run: RunState, at: DurationMs): Change {
  if (run.wants === null || busyStep(run) !== -1) return withRun(state, run);
  const free: RunState = { ...run, wants: null };
  if (run.wants === 'abort') return endRun(rules, state, free, 'aborted', at);
  if (run.wants === 'pause') return withRun(state, { ...free, phase: 'paused' });
  return rules.mayRollBack(run) ? advance(rules, state, { ...free, phase: 'running', way: 'back', why: null }, at) : withRun(state, { ...free, phase: 'stopped' });
}

/** Begins whatever is next, until something is under way or a person is needed. */
export function advance(rules: CoreRules, state: GroupState, run: RunState, at: DurationMs): Change {
  if (run.wants !== null) return heed(rules, state, run, at);
  if (run.phase !== 'running' || busyStep(run) !== -1) return withRun(state, run);
  if (!rules.mayBegin(state)) return withRun(state, { ...run, phase: 'paused' });
  return run.way === 'forward' ? forward(rules, state, run, at) : back(rules, state, run, at);
}

function forward(rules: CoreRules, state: GroupState, run: RunState, at: DurationMs): Change {
  const index = nextStep(rules, run);
  const step = run.plan.steps[index];
  const current = run.steps[index];
  if (step === undefined || current === undefined) return endRun(rules, state, run, 'done', at);
  if (current.phase === 'approving') return withRun(state, run);
  if (step.kind === 'approve') return withRun(state, phaseOf(run, index, 'approving', at), [{ kind: 'askApproval', run: run.serial, step: index }]);
  if (rules.mustAsk(state, run, index)) return stop(state, run, 'elsewhere');
  return step.guarded ? begin(state, run, index, 'look', at) : begin(state, run, index, 'perform', at);
}

function back(rules: CoreRules, state: GroupState, run: RunState, at: DurationMs): Change {
  const index = nextStep(rules, run);
  const step = run.plan.steps[index];
  if (step === undefined) return endRun(rules, state, run, 'rolledBack', at);
  if (!step.undoable) return back(rules, state, phaseOf(run, index, 'stays', at), at);
  return rules.mustAsk(state, run, index) ? stop(state, run, 'elsewhere') : begin(state, run, index, 'undo', at);
}

/** Each attempt has a number of its own; it is in the state, and so written down, before anything is done. */
function begin(state: GroupState, run: RunState, index: number, kind: 'look' | 'perform' | 'undo', at: DurationMs): Change {
  const attempt = run.attempts + 1;
  const begun = setStep({ ...run, attempts: attempt }, index, { phase: kind === 'look' ? 'looking' : 'sending', since: at, attempt });
  return withRun(state, begun, [{ kind, run: run.serial, step: index, attempt }]);
}

/** A step was looked at: only what is as it was confirmed, and positively ready, is begun. */
export function onLooked(rules: CoreRules, state: GroupState, run: RunState, index: number, looked: Parameters<CoreRules['isReady']>[0], at: DurationMs): Change {
  const seen = phaseOf(run, index, 'pending', at);
  if (run.wants !== null) return heed(rules, state, seen, at);
  if (!rules.mayBegin(state)) return withRun(state, { ...seen, phase: 'paused' });
  const ready = rules.isReady(looked);
  return ready === 'yes' ? begin(state, seen, index, 'perform', at) : stop(state, phaseOf(run, index, 'failed', at), ready);
}

const STOPS: Readonly<Record<StepOutcome, StopReason>> = { done: 'notDone', letGo: 'notDone', unproven: 'unproven', refused: 'refused', notReached: 'notReached', lost: 'lost', unknown: 'unknown' };

export function onEnded(rules: CoreRules, state: GroupState, run: RunState, index: number, outcome: StepOutcome, at: DurationMs): Change {
  const [step, current] = [run.plan.steps[index], run.steps[index]];
  if (step === undefined || current === undefined) return withRun(state, run);
  return apply(rules, state, run, index, rules.afterOutcome(step, current.tries, outcome), STOPS[outcome], at);
}

export function onReadBack(rules: CoreRules, state: GroupState, run: RunState, index: number, happened: Happened, at: DurationMs): Change {
  const [step, current] = [run.plan.steps[index], run.steps[index]];
  if (step === undefined || current === undefined) return withRun(state, run);
  return apply(rules, state, run, index, rules.afterReadBack(step, current.tries, happened), happened === 'unknown' ? 'unknown' : 'notDone', at);
}

/** What a person said, or a verdict of the rules, becomes of the step and of the run. */
export function apply(rules: CoreRules, state: GroupState, run: RunState, index: number, verdict: Verdict, why: StopReason, at: DurationMs): Change {
  const isBack = run.way === 'back';
  const tries = run.steps[index]?.tries ?? 0;
  const isGradual = run.plan.steps[index]?.gradual === true;
  // A step that was not taken back is done, as it was before; of a gradual one nobody claims that nothing of it has happened.
  const before: StepPhase = isBack ? 'done' : isGradual ? 'partly' : 'failed';
  switch (verdict) {
    case 'happened':
      return advance(rules, state, phaseOf(run, index, isBack ? 'undone' : 'done', at), at);
    case 'unproven': {
      if (isBack) return advance(rules, state, phaseOf(run, index, 'undone', at), at);
      // It can be taken back like anything that is done; it is gone on from only by a proof, or by a person’s word.
      const done = phaseOf(run, index, 'done', at);
      return run.wants === null || run.wants === 'pause' ? stop(state, done, 'unproven') : heed(rules, state, { ...done, phase: 'stopped', why: 'unproven' }, at);
    }
    case 'again':
      return advance(rules, state, setStep(run, index, { phase: isBack ? 'done' : isGradual ? 'partly' : 'pending', since: at, tries: tries + 1 }), at);
    case 'letGo': {
      const half = phaseOf(run, index, 'partly', at);
      return run.wants === null ? withRun(state, { ...half, phase: 'paused' }) : heed(rules, state, half, at);
    }
    case 'readBack':
      return withRun(state, phaseOf(run, index, 'reading', at), [{ kind: 'readBack', run: run.serial, step: index, attempt: run.steps[index]?.attempt ?? 0, way: run.way }]);
    case 'askPerson':
      return stop(state, phaseOf(run, index, 'unknown', at), 'unknown');
    case 'failed': {
      const failed = phaseOf(run, index, before, at);
      return run.wants === null ? stop(state, failed, why) : heed(rules, state, { ...failed, phase: 'stopped', why }, at);
    }
    default:
      return assertNever(verdict, 'verdict');
  }
}

/** Time is over for what is under way, or waited for. */
export function onTick(rules: CoreRules, state: GroupState, run: RunState, at: DurationMs, lookMs: DurationMs): Change {
  const index = run.steps.findIndex(({ phase }) => phase === 'looking' || phase === 'sending' || phase === 'reading' || phase === 'approving');
  const [step, current] = [run.plan.steps[index], run.steps[index]];
  if (step === undefined || current === undefined) return withRun(state, run);
  const waited = at - current.since;
  // Reading back takes as long as proving does.
  const limitMs = current.phase === 'looking' ? lookMs : current.phase === 'reading' ? durationMs(Math.max(lookMs, step.limitMs)) : step.limitMs;
  if (waited < limitMs) return withRun(state, run);
  if (current.phase === 'sending') return onEnded(rules, state, run, index, 'unknown', at);
  if (current.phase === 'reading') return onReadBack(rules, state, run, index, 'unknown', at);
  if (current.phase === 'looking') return apply(rules, state, run, index, 'failed', 'lookTimedOut', at);
  // What is paused is waited for by nobody.
  return run.phase === 'running' ? apply(rules, state, run, index, 'failed', 'approvalTimedOut', at) : withRun(state, run);
}

/** After a restart: what may have left is read back, whatever else was under way is begun anew. */
export function onRecovered(rules: CoreRules, state: GroupState, run: RunState, at: DurationMs): Change {
  const fresh: RunState = { ...run, steps: run.steps.map((step) => ({ ...step, since: at })) };
  const index = busyStep(fresh);
  const [step, current] = [fresh.plan.steps[index], fresh.steps[index]];
  if (step === undefined || current === undefined) return advance(rules, state, fresh, at);
  if (current.phase === 'looking') return advance(rules, state, phaseOf(fresh, index, 'pending', at), at);
  if (current.phase === 'reading') return apply(rules, state, fresh, index, 'readBack', 'unknown', at);
  return apply(rules, state, fresh, index, rules.afterRestart(step), 'unknown', at);
}
