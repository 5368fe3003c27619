import type { PlanKind } from '../../../../shared/model/continuity/plan-config.ts';
import type { GroupId, PersonId, PlanId, StepId, TriggerId } from '../../../../shared/model/ids.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';

/**
 * What is known of one group: all that its lock covers. Instants are of the monotonic clock of the process that runs; after a
 * restart they mean nothing, and `recovered` sets them anew. The reducer has no clock, no randomness and does nothing itself.
 */
export interface GroupState {
  readonly group: GroupId;
  /** Rises with each take-over: whoever acts names the one they saw. */
  readonly epoch: number;
  /** While it is pulled nothing begins. */
  readonly lever: Lever | null;
  /** No automatic attempt until then. */
  readonly coolDown: { readonly until: DurationMs; readonly forMs: DurationMs } | null;
  /** The term of this console’s take-over while nobody has merged the two: until then the other one may have done, and may do, what is not known here. */
  readonly split: number | null;
  readonly armed: Armed | null;
  readonly countdown: Countdown | null;
  /** The one that runs or waits, else the last one. */
  readonly run: RunState | null;
  /** How many runs there were; a run’s serial is the number of it. */
  readonly runs: number;
  /** Newest last: a click that comes again finds the run that it began. */
  readonly intents: readonly { readonly id: string; readonly run: number }[];
}

export interface Lever {
  readonly owner: PersonId;
  readonly reason: string;
}

export interface Armed {
  readonly by: PersonId;
  readonly plan: PlanId;
  readonly mode: RunMode;
  readonly until: DurationMs;
}

export interface Countdown {
  readonly trigger: TriggerId;
  readonly plan: FrozenPlan;
  readonly vetoMs: DurationMs;
  /** Null until somebody can object: its notice was delivered, or somebody is at a screen. */
  readonly until: DurationMs | null;
}

export type RunMode = 'dry-run' | 'drill' | 'live';

/** A plan as it was when it was confirmed. */
export interface FrozenPlan {
  readonly id: PlanId;
  readonly kind: PlanKind;
  readonly coolDownMs: DurationMs;
  readonly steps: readonly FrozenStep[];
}

export interface FrozenStep {
  readonly id: StepId;
  readonly kind: 'act' | 'approve';
  /** Whether it changes something; what does not can simply be done again. */
  readonly effect: boolean;
  /** Whether it is looked at first: target positively healthy, record as it was confirmed. */
  readonly guarded: boolean;
  readonly undoable: boolean;
  /** Whether sending it again is harmless once it was read back as not done: guarded by the value before, or keyed. */
  readonly repeatable: boolean;
  readonly limitMs: DurationMs;
  /** Of an approval: after this time without a second person the starter may approve. */
  readonly aloneAfterMs: DurationMs | null;
  /** It changes only what is as it was confirmed, so that two consoles cannot do it twice. */
  readonly compareAndSwap?: true;
  /** It takes effect bit by bit: told to stop, it stops half-way, goes on from there, and is taken back from there. */
  readonly gradual?: true;
}

/**
 * pending: not begun. looking: being looked at. approving: waits for a person. sending: written down, may have left. reading: being
 * read back. unknown: a person must say. partly: a gradual one that stopped half-way. failed: known not to have happened. undone: taken back. stays: done, cannot be taken back.
 */
export type StepPhase = 'pending' | 'looking' | 'approving' | 'sending' | 'reading' | 'unknown' | 'partly' | 'done' | 'failed' | 'undone' | 'stays';

export interface StepState {
  readonly phase: StepPhase;
  /** Since when it is in this phase. */
  readonly since: DurationMs;
  /** Attempts that are known to have reached nothing. */
  readonly tries: number;
  /** The newest attempt; answers to others are of no account. */
  readonly attempt: number;
  /** The way for which a person has said that the other console has not done it. */
  readonly notElsewhere?: 'forward' | 'back';
}

/** running: goes on by itself. paused, stopped: waits for a person. The others are ends. */
export type RunPhase = 'running' | 'paused' | 'stopped' | 'done' | 'rolledBack' | 'aborted' | 'interrupted';

/** elsewhere: a person must say whether the other console has done the next step. */
export type StopReason = 'elsewhere' | 'refused' | 'notReached' | 'lost' | 'unknown' | 'notReady' | 'approvalTimedOut' | 'notDone' | 'unproven' | 'lookTimedOut';

export interface RunState {
  readonly serial: number;
  readonly plan: FrozenPlan;
  readonly mode: RunMode;
  /** Null: a trigger began it. */
  readonly starter: PersonId | null;
  /** Who may steer it; null until somebody does. */
  readonly holder: PersonId | null;
  readonly phase: RunPhase;
  readonly way: 'forward' | 'back';
  readonly steps: readonly StepState[];
  /** How many attempts there were, over all steps. */
  readonly attempts: number;
  /** What a person wants as soon as nothing is under way. */
  readonly wants: 'pause' | 'rollBack' | 'abort' | null;
  readonly why: StopReason | null;
  /** It was under way, or began, while another console may have done the same; so it is to its end, whatever was merged meanwhile. */
  readonly split?: true;
}

export const emptyGroup = (group: GroupId): GroupState => ({ group, epoch: 0, lever: null, coolDown: null, split: null, armed: null, countdown: null, run: null, runs: 0, intents: [] });

export const isActive = (run: RunState | null): run is RunState => run !== null && (run.phase === 'running' || run.phase === 'paused' || run.phase === 'stopped');

const BUSY: ReadonlySet<StepPhase> = new Set<StepPhase>(['looking', 'sending', 'reading']);
/** The step that is under way, if any; there is never more than one. */
export const busyStep = ({ steps }: RunState): number => steps.findIndex(({ phase }) => BUSY.has(phase));
export const unknownStep = ({ steps }: RunState): number => steps.findIndex(({ phase }) => phase === 'unknown');
