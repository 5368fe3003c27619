import type { Run, RunStep } from '../../../../../shared/model/continuity/run.ts';
import { fromRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';
import { elsewhereStep, isActive } from './words.ts';

/** Null: it can be done. Otherwise why not, in a sentence. */
export type Refusal = string | null;

/** Who looks at a run. */
export interface Looker {
  /** False until it is known who uses this screen: nothing is offered before. */
  readonly known: boolean;
  readonly person: string | null;
  readonly operate: boolean;
  readonly approve: boolean;
  /** Name of whoever holds the run. */
  readonly holderName: string;
}

export const STEERINGS = ['pause', 'resume', 'retry', 'rollBack', 'abort', 'takeOver'] as const;
export type Steering = (typeof STEERINGS)[number];

const OVER = 'The run is over';
const NO_RIGHT = 'Steering needs the right “operate”, which this screen does not have';
const ANSWER_FIRST = 'First say whether the unknown step happened';
const ELSEWHERE_FIRST = 'First say whether the other console has done the step';

const PHASE: Readonly<Record<Exclude<Steering, 'takeOver'>, (run: Run) => Refusal>> = {
  pause: ({ state, wants }) => (wants === 'pause' ? 'It pauses as soon as this step has ended' : state === 'paused' ? 'It is paused' : state === 'stopped' ? 'It has stopped by itself' : null),
  resume: (run) => (run.state === 'paused' ? null : elsewhereStep(run) !== -1 ? ELSEWHERE_FIRST : run.state === 'stopped' ? 'It has stopped at a step: try that again, or roll back' : 'It runs'),
  retry: ({ state, why, steps }) => {
    if (state !== 'stopped') return 'No step has failed';
    if (isUnknown(steps)) return ANSWER_FIRST;
    if (why === 'elsewhere') return ELSEWHERE_FIRST;
    return why === 'lost' ? 'Somebody else changed what it would change: end this run, and start the plan anew from what is there now' : null;
  },
  rollBack: ({ way, wants, steps }) => (isUnknown(steps) ? ANSWER_FIRST : way === 'back' || wants === 'rollBack' ? 'It is being rolled back' : null),
  abort: ({ wants, steps }) => (isUnknown(steps) ? ANSWER_FIRST : wants === 'abort' ? 'It ends as soon as this step has ended' : null),
};

const isUnknown = (steps: Run['steps']): boolean => steps.some(({ state }) => state === 'unknown');

const heldByAnother = ({ holder }: Pick<Run, 'holder'>, { person, holderName }: Looker): Refusal => (holder === null || holder === person ? null : `${holderName} holds the run: take it over first`);

/** Why a person may not steer a run so now. Stopping is everybody’s; whatever makes something happen is the holder’s. */
export function steeringRefusal(run: Run, what: Steering, looker: Looker): Refusal {
  if (!isActive(run)) return OVER;
  if (!looker.operate) return NO_RIGHT;
  if (what === 'takeOver') return run.holder === null ? 'Nobody holds it: whoever steers it next does' : run.holder === looker.person ? 'You hold it' : null;
  return PHASE[what](run) ?? (what === 'pause' ? null : heldByAnother(run, looker));
}

/** Why a person may not say whether a step happened. */
export const settleRefusal = (run: Run, looker: Looker): Refusal => (looker.operate ? heldByAnother(run, looker) : NO_RIGHT);

/** Why a person may not move a ramp. Like a pause, holding it is everybody’s. */
export const rampRefusal = (run: Run, holds: boolean, looker: Looker): Refusal => (!isActive(run) ? OVER : !looker.operate ? NO_RIGHT : holds ? null : heldByAnother(run, looker));

export interface Approving {
  readonly refusal: Refusal;
  /** Whoever looks began the run, so that they stand alone with it. */
  readonly own: boolean;
}

/** Who began a run does not approve it, unless the plan allows that after a while. */
export function approving(run: Pick<Run, 'starter' | 'state'>, approval: NonNullable<RunStep['approval']>, looker: Looker, now: EpochMs | null): Approving {
  const own = looker.person !== null && run.starter === looker.person;
  if (run.state !== 'running') return { own, refusal: 'The run is paused: nobody waits for an approval now' };
  if (!looker.approve) return { own, refusal: 'Approving needs the right “approve”, which this screen does not have' };
  if (!own) return { own, refusal: null };
  if (approval.starterFrom === null) return { own, refusal: 'You started it: another person must approve' };
  const from = fromRfc3339(approval.starterFrom);
  return { own, refusal: now !== null && from !== null && now >= from ? null : 'You started it: another person must approve, or you once nobody else has come' };
}
