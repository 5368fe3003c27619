import type { RampAction } from '../../../../shared/model/continuity/run.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import type { Shortcuts } from '../../incidents/index.ts';
import { approving, rampRefusal, settleRefusal, steeringRefusal, STEERINGS, type Steering } from './rules/may.ts';
import { rampActionRefusal } from './rules/ramp.ts';
import { elsewhereStep, unprovenStep } from './rules/words.ts';
import type { RunPageContext } from './run-context.ts';
import { RAMP_ACTIONS, RAMP_WORD, STEER_WORD } from './steer-words.ts';

type Doing = Pick<RunPageContext, 'run' | 'looker' | 'ask' | 'steer' | 'refuse'>;

/** Does what a button or its key stands for, or says why not. */
export function steerBy(page: Doing, what: Steering): void {
  const { run, looker, ask, steer, refuse } = page;
  const why = steeringRefusal(run, what, looker);
  if (why !== null) return refuse(`${why}.`);
  if (what === 'rollBack' || what === 'abort' || what === 'takeOver') return ask({ form: what });
  return steer({ call: `runs.${what}`, with: { epoch: run.epoch } });
}

export function rampBy({ run, looker, steer, refuse }: Doing, action: RampAction): void {
  const step = run.steps.find(({ progress, state }) => progress?.kind === 'ramp' && state === 'sending');
  if (step?.progress?.kind !== 'ramp') return refuse('No ramp is under way.');
  const why = rampRefusal(run, action === 'hold', looker) ?? rampActionRefusal(step.progress, action);
  return why === null ? steer({ call: 'runs.ramp', with: { step: step.id, action } }) : refuse(`${why}.`);
}

function settleBy({ run, looker, ask, refuse }: Doing, happened: boolean): void {
  const unproven = unprovenStep(run) !== -1;
  if (unproven && !happened) return refuse('It was done: try again to look once more, or roll back.');
  if (!unproven && elsewhereStep(run) === -1 && !run.steps.some(({ state }) => state === 'unknown')) return refuse('No step is unknown.');
  const why = settleRefusal(run, looker);
  return why === null ? ask({ form: 'settle', happened }) : refuse(`${why}.`);
}

function approveBy({ run, looker, ask, refuse }: Doing, now: EpochMs | null): void {
  const approval = run.steps.find(({ state }) => state === 'approving')?.approval ?? null;
  if (approval === null) return refuse('No step waits for an approval.');
  const { refusal } = approving(run, approval, looker, now);
  return refusal === null ? ask({ form: 'approve' }) : refuse(`${refusal}.`);
}

/** Single keys of a run’s page; `now` tells the engine’s time. */
export const keysOf = (page: Doing, now: () => EpochMs | null): Shortcuts => ({
  ...Object.fromEntries(STEERINGS.map((what) => [STEER_WORD[what].key, () => steerBy(page, what)])),
  ...Object.fromEntries(RAMP_ACTIONS.map((action) => [RAMP_WORD[action].key, () => rampBy(page, action)])),
  a: () => approveBy(page, now()),
  y: () => settleBy(page, true),
  n: () => settleBy(page, false),
});
