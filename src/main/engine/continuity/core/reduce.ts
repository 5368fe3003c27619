import { assertNever } from '../../../../shared/model/result.ts';
import type { GroupEffect, GroupEvent } from './events.ts';
import { LOOK_MS, RULES, type CoreRules } from './rules.ts';
import { onEnded, onLooked, onReadBack, onRecovered, onTick, type Change } from './running.ts';
import { onArm, onConfirm, onCountdownOver, onDrillDue, onHeard, onTriggerMet } from './starting.ts';
import { isActive, type GroupState, type RunState, type StepPhase } from './state.ts';
import { onApprove, onHold, onMerged, onRelease, onSplit, onSteering, onTakeOver } from './steering.ts';

export type Reduce = (state: GroupState, event: GroupEvent) => Change;

/** The decision core of continuity: what one event makes of a group, and what is to be done for it. */
export const createReducer =
  (rules: CoreRules): Reduce =>
  (state, event) => {
    switch (event.type) {
      case 'arm':
        return onArm(rules, state, event);
      case 'confirm':
        return onConfirm(rules, state, event);
      case 'triggerMet':
        return onTriggerMet(rules, state, event);
      case 'drillDue':
        return onDrillDue(rules, state, event);
      case 'heard':
        return onHeard(state, event);
      case 'veto':
        return { state: { ...state, countdown: null }, effects: [] };
      case 'approve':
        return onApprove(rules, state, event);
      case 'hold':
        return onHold(rules, state, event);
      case 'release':
        return onRelease(state);
      case 'takeOver':
        return onTakeOver(state, event);
      case 'pause':
      case 'resume':
      case 'abort':
      case 'rollBack':
      case 'retry':
      case 'settle':
        return onSteering(rules, state, event);
      case 'looked':
      case 'ended':
      case 'readBack':
        return onAnswer(rules, state, event);
      case 'tick':
        return onTime(rules, state, event.at);
      case 'split':
        return onSplit(rules, state, event);
      case 'merged':
        return onMerged(rules, state, event);
      case 'recovered':
        return onRestart(rules, state, event.at);
      default:
        return assertNever(event, 'event');
    }
  };

export const reduce: Reduce = createReducer(RULES);

const WAITS_FOR: Readonly<Record<'looked' | 'ended' | 'readBack', readonly StepPhase[]>> = { looked: ['looking'], ended: ['sending', 'reading', 'unknown'], readBack: ['reading'] };

/** Answers to what was given up, or belongs to another attempt or run, are of no account. A late answer to the newest attempt still tells what happened. */
function onAnswer(rules: CoreRules, state: GroupState, event: Extract<GroupEvent, { type: 'looked' | 'ended' | 'readBack' }>): Change {
  const { run } = state;
  if (!isActive(run) || run.serial !== event.run) return { state, effects: [] };
  const index = run.steps.findIndex((step) => WAITS_FOR[event.type].includes(step.phase) && rules.isNewest(step, event.attempt));
  if (index === -1) return { state, effects: [] };
  if (event.type === 'looked') return onLooked(rules, state, run, index, event, event.at);
  if (event.type === 'readBack') return onReadBack(rules, state, run, index, event.happened, event.at);
  if (run.steps[index]?.phase === 'sending') return onEnded(rules, state, run, index, event.outcome, event.at);
  // It is being asked, or a person is: of a late answer only a yes is more than what is known already.
  if (event.outcome !== 'done') return { state, effects: [] };
  // A run that stopped for a person does not go on without one.
  const told: RunState = run.phase === 'stopped' ? { ...run, phase: 'paused', why: null } : run;
  return onEnded(rules, state, told, index, 'done', event.at);
}

function onTime(rules: CoreRules, state: GroupState, at: GroupEvent['at']): Change {
  const armed = state.armed !== null && at >= state.armed.until ? null : state.armed;
  const coolDown = state.coolDown !== null && at >= state.coolDown.until ? null : state.coolDown;
  const now: GroupState = armed === state.armed && coolDown === state.coolDown ? state : { ...state, armed, coolDown };
  const { countdown, run } = now;
  if (countdown !== null && countdown.until !== null && at >= countdown.until) return onCountdownOver(rules, now, countdown, at);
  return isActive(run) ? onTick(rules, now, run, at, LOOK_MS) : { state: now, effects: [] };
}

/** Whoever was heard of a countdown was heard by a process that is gone: it is told as a suggestion. */
function onRestart(rules: CoreRules, state: GroupState, at: GroupEvent['at']): Change {
  const { countdown } = state;
  const fresh: GroupState = { ...state, armed: null, countdown: null, coolDown: rules.coolDownAfterRestart(state.coolDown, at) };
  const suggested: GroupEffect[] = countdown === null ? [] : [{ kind: 'suggest', trigger: countdown.trigger, plan: countdown.plan.id, why: 'restarted' }];
  if (!isActive(fresh.run)) return { state: fresh, effects: suggested };
  const { state: after, effects } = onRecovered(rules, fresh, fresh.run, at);
  return { state: after, effects: [...suggested, ...effects] };
}
