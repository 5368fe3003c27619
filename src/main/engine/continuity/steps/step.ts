import type { StepProgress } from '../../../../shared/model/continuity/run.ts';
import type { GroupId, IncidentId } from '../../../../shared/model/ids.ts';
import type { FrozenStep } from '../core/state.ts';
import type { Happened, StepOutcome } from '../core/events.ts';

/** One request, program or question as it will be, secrets as they are written: by reference, or masked. */
export interface DescribedAction {
  readonly to: string;
  readonly lines: readonly string[];
}

export interface StepDescription {
  readonly actions: readonly DescribedAction[];
  /** What it touches, for the blast radius. */
  readonly touches: readonly string[];
  /** How it is taken back; null: it is not. */
  readonly undo: readonly DescribedAction[] | null;
  /** What there would be afterwards, where that is one value: a record set, a mode. */
  readonly after?: string;
  /** What whoever confirms it must know: "guarded, not atomic". */
  readonly notes?: readonly string[];
}

export interface StepContext {
  /** The same for every attempt of this step in this run and this way: what a receiver knows a repetition by. */
  readonly key: string;
  /** Of this attempt alone. */
  readonly attempt: string;
  readonly abort: AbortSignal;
  /** The lever is pulled: nothing more may leave. What has left already is waited for. */
  readonly held: AbortSignal;
  /** Shows how far it is; kept with the run, the newest replaces the one before. */
  readonly tell: (progress: StepProgress) => void;
  /** What was told last of this step in this run, maybe by a process that is gone. */
  readonly told: () => StepProgress | null;
  /** The run’s; absent where nothing runs. */
  readonly incident?: IncidentId | null;
  /** What a person wants of the run as soon as nothing is under way: what only waits need not go on waiting. */
  readonly wants: () => 'pause' | 'rollBack' | 'abort' | null;
}

/** The same for every attempt of a step in a run, one way. */
export const stepKey = (group: GroupId, run: number, step: string, way: 'forward' | 'back'): string => `${group}-${run}-${step}-${way}`;

/** `says` is a sentence for people, without secrets. */
export interface Performed {
  readonly outcome: StepOutcome;
  readonly says: string;
}
export interface Looked {
  readonly ready: 'yes' | 'no' | 'unknown';
  /** Whether what is there is what was confirmed. */
  readonly asConfirmed: boolean;
  readonly says: string;
  /** What is there now, where that is one value; the hash that is confirmed holds it. */
  readonly live?: string;
}
export interface ToldBack {
  readonly happened: 'yes' | 'no' | 'unknown';
  readonly says: string;
}
export interface ReadBackOf extends Omit<ToldBack, 'happened'> {
  readonly happened: Happened;
}

/** A step that can be run. Nothing of it rejects for what the other side does; what rejects all the same counts as unknown. */
export interface RunnableStep {
  readonly frozen: FrozenStep;
  /**
   * What the world is when it is confirmed: read while a plan is prepared, kept as `FrozenText.confirmed[step id]`, and given back whenever the
   * text is opened. JSON. `describe`, `look` and `perform` of a step that has it need a text that holds it.
   */
  readonly freeze?: (abort: AbortSignal) => Promise<unknown>;
  describe(): StepDescription;
  /** Read-only: what is there now. Asked by pre-flight and dry runs, and before each attempt of a guarded step. */
  look(context: StepContext): Promise<Looked>;
  /** One attempt. In a drill it changes what belongs to drills, or nothing. */
  perform(context: StepContext): Promise<Performed>;
  /** Whether it happened, where nobody heard; `back`: whether it was taken back. */
  readBack(context: StepContext, way: 'forward' | 'back'): Promise<ReadBackOf>;
  undo(context: StepContext): Promise<Performed>;
  /** Lets go of connections; called when its run has ended, and by whoever only looked. */
  readonly close?: () => void;
}

/** What stops a request or a program: it is given up, or it has not begun and may not. */
export type Stop = Pick<StepContext, 'abort' | 'held'>;
/** Never pulled, for whoever only looks. */
export const NOT_HELD: AbortSignal = new AbortController().signal;
export const HELD: Performed = { outcome: 'notReached', says: 'the lever was pulled before it' };

export const NOTHING_TO_LOOK_AT: Looked = { ready: 'yes', asConfirmed: true, says: 'nothing to look at' };
/** Of a step that has nothing of its own for drills, before one begins. */
export const STOPS_IN_A_DRILL = 'a drill stops here: nothing will be changed';
export const NOT_IN_A_DRILL: Performed = { outcome: 'done', says: 'a drill stops here: nothing was changed' };
export const CANNOT_BE_READ: ToldBack = { happened: 'unknown', says: 'nothing tells whether it happened' };
export const NO_WAY_BACK: Performed = { outcome: 'refused', says: 'this step has no way back' };

/** What was done for some targets and not for others is neither done nor not done: a person looks at it. */
export function together(parts: readonly Performed[], all: number): Performed {
  const failed = parts.find(({ outcome }) => outcome !== 'done');
  const [first] = parts;
  if (first === undefined) return { outcome: 'refused', says: 'there is nothing that it would be done for' };
  if (failed === undefined) return all === 1 ? first : { outcome: 'done', says: `done for all ${all}` };
  const done = parts.filter(({ outcome }) => outcome === 'done').length;
  return done === 0 ? failed : { outcome: 'unknown', says: `done for ${done} of ${all}, then: ${failed.says}` };
}
