import type { RunMode, RunPhase, StepPhase, StopReason } from '../model/continuity/run.ts';
import type { DrillToldKind, FactOf, Steered, TimelineEvent, TriggerToldKind } from '../model/timeline.ts';
import { plain } from './plain.ts';
import { formatDuration } from '../time/format.ts';

/** Why a run stopped, or a step failed. */
export const STOP_WORDS: Readonly<Record<StopReason, string>> = {
  elsewhere: 'the other console may have done it',
  refused: 'it was refused',
  notReached: 'it could not be reached',
  lost: 'somebody else has changed it',
  unproven: 'it was done, and is not seen to work',
  unknown: 'nobody knows whether it happened',
  notReady: 'what it needs is not there',
  approvalTimedOut: 'nobody approved it in time',
  notDone: 'it was not done',
  lookTimedOut: 'nothing told in time whether it may begin',
};

export const END_WORDS: Readonly<Record<RunPhase, string>> = { running: 'runs', paused: 'paused', stopped: 'stopped', done: 'done', rolledBack: 'rolled back', aborted: 'aborted', interrupted: 'ended by a real run' };

const MODE_WORD: Readonly<Record<RunMode, string>> = { live: 'Run', drill: 'Drill', 'dry-run': 'Dry run' };

const STEP_WORDS: Readonly<Partial<Record<StepPhase, string>>> = {
  approving: 'waits for an approval',
  done: 'done',
  failed: 'failed',
  partly: 'stopped half-way',
  unknown: 'nobody knows whether it happened',
  undone: 'taken back',
  stays: 'stays, for it cannot be taken back',
};

const STEERED_WORDS: Readonly<Record<Steered, string>> = {
  approve: 'approved',
  pause: 'pause asked for',
  resume: 'resumed',
  retry: 'step tried again',
  abort: 'abort asked for',
  rollBack: 'roll back asked for',
  settle: 'said whether the step happened',
  takeOver: 'taken over',
  lever: 'held: the lever was pulled',
  split: 'held: this console took over from another one',
};

const TRIGGER_WORDS: Readonly<Record<TriggerToldKind, string>> = {
  suggests: 'suggests it',
  countsDown: 'counts down',
  stopped: 'does not count down any more',
  vetoed: 'was objected to',
  putAside: 'was put aside',
  begun: 'began it',
  over: 'is over',
};

export const DRILL_TOLD_WORDS: Readonly<Record<DrillToldKind, string>> = { announced: 'was announced', agreed: 'was agreed to', putOff: 'was put off', missed: 'did not take place' };

const nameIn = ({ data }: TimelineEvent, otherwise: string): string => plain(typeof data['name'] === 'string' ? data['name'] : otherwise, 120);
const took = (seconds: number): string => (seconds < 60 ? `${Math.round(seconds)} s` : formatDuration(seconds * 1_000));

type RunFactType = 'runStarted' | 'ruleOverridden' | 'runStep' | 'runSteered' | 'runStopped' | 'runEnded' | 'triggerTold';

/** What entries about runs of plans say, in an incident and in the audit alike. */
export const RUN_SENTENCE: { readonly [T in RunFactType]: (data: FactOf<T>['data'], names: unknown, event: TimelineEvent) => string } = {
  runStarted: ({ run, plan, mode, trigger }, _, event) => `${MODE_WORD[mode]} ${run} began: ${nameIn(event, plan)}${trigger === null ? '' : `, by the trigger ${plain(trigger, 63)}`}`,
  ruleOverridden: ({ run, rule }) => `${run}: pre-flight was overridden (${plain(rule, 40)})`,
  runStep: ({ run, step, phase, seconds }, _, event) => `${run} · ${nameIn(event, step)}: ${STEP_WORDS[phase] ?? phase}${seconds === null ? '' : ` after ${took(seconds)}`}`,
  runSteered: ({ run, what }) => `${run}: ${STEERED_WORDS[what]}`,
  runStopped: ({ run, why }) => `${run} stopped: ${STOP_WORDS[why]}`,
  runEnded: ({ run, plan, mode, phase, seconds }, _, event) => `${MODE_WORD[mode]} ${run} ${END_WORDS[phase]} after ${took(seconds)}: ${nameIn(event, plan)}`,
  triggerTold: ({ trigger, plan, what }) => `Trigger ${plain(trigger, 63)} of plan ${plain(plan, 63)} ${TRIGGER_WORDS[what]}`,
};
