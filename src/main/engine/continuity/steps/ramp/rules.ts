import type { RampAction } from '../../../../../shared/model/continuity/run.ts';
import type { PersonId } from '../../../../../shared/model/ids.ts';
import { assertNever } from '../../../../../shared/model/result.ts';
import { durationMs, type DurationMs } from '../../../../../shared/model/units.ts';

/**
 * The ladder of a ramp, as a pure reducer: no clock, no I/O. Instants are of the monotonic clock. What it decides stands in `target`
 * (a value that must be set now), `asks` (integrity must be asked now) and `isOver`; whoever runs it does that and tells how it went.
 */
export interface Ladder {
  /** How many values there are. */
  readonly rungs: number;
  readonly dwellMs: DurationMs;
  /** The most that may count towards the dwell time between two looks: what nobody looked at does not count. */
  readonly mostSpanMs: DurationMs;
  readonly hasIntegrity: boolean;
  /** -1: there is a value before the first to step back to; else 0. */
  readonly lowest: -1 | 0;
}

export type Holds = 'yes' | 'no' | 'unknown';
export type Why = 'raised' | 'breach' | 'byHand' | 'again';

export interface RampState {
  /** What is known to be set; -1: the value before the first. */
  readonly rung: number;
  /** What must be set and is not known to be; null: nothing. */
  readonly target: number | null;
  readonly why: Why;
  /** auto: raises by itself. held: raises nothing. byHand: does nothing by itself. */
  readonly mode: 'auto' | 'held' | 'byHand';
  /** Who holds it or has taken it over; null while it is held: it asks a person. */
  readonly by: PersonId | null;
  /** Why it asks a person. */
  readonly question: 'breaches' | 'notSet' | null;
  /** A person wants the next value without waiting for the dwell time. */
  readonly isWanted: boolean;
  /** True: integrity must be asked now. */
  readonly asks: boolean;
  /** Integrity has just passed; it counts for the very next look and for no later one. */
  readonly passed: boolean;
  readonly integrity: Holds | null;
  /** What the newest look found; null: none yet since something was set. */
  readonly seen: Holds | null;
  readonly seenAt: DurationMs | null;
  /** How long everything was so at this value, seen again and again. */
  readonly heldMs: DurationMs;
  /** Since when it stands at this value. */
  readonly sinceMs: DurationMs;
  /** Whether a breach steps back at once: it was seen to be well since the last step back. */
  readonly mayStepBack: boolean;
  readonly breaches: readonly number[];
  /** How often this target could not be set. */
  readonly failures: number;
  readonly isOver: boolean;
}

export type RampEvent =
  /** `mayEnd`: what the last value is held for is so; left out where it is held for its dwell time alone. */
  | { readonly type: 'looked'; readonly at: DurationMs; readonly holds: Holds; readonly mayEnd?: boolean }
  | { readonly type: 'integrity'; readonly holds: Holds }
  /** refused: known not to be set. unknown: maybe it is. */
  | { readonly type: 'set'; readonly at: DurationMs; readonly rung: number; readonly outcome: 'done' | 'refused' | 'unknown' }
  | { readonly type: 'person'; readonly action: RampAction; readonly by: PersonId };

/** Breaches at one value after which a person decides: the third time is no accident. */
export const MOST_BREACHES = 3;
/** After as many failures to set a value a person is asked. */
export const MOST_FAILURES = 3;

const NOTHING = durationMs(0);

/** Where a ramp begins, or goes on: at the value that it is known to have set, which is set once more. */
export function begin({ rungs, lowest }: Ladder, at: DurationMs, from: Pick<RampState, 'rung' | 'mode' | 'by' | 'question' | 'breaches'> | null): RampState {
  const rung = Math.max(-1, Math.min(from?.rung ?? -1, rungs - 1));
  return {
    rung,
    target: from === null || rung < lowest ? null : rung,
    why: 'again',
    mode: from?.mode ?? 'auto',
    by: from?.by ?? null,
    question: from?.question ?? null,
    isWanted: false,
    asks: false,
    passed: false,
    integrity: null,
    seen: null,
    seenAt: null,
    heldMs: NOTHING,
    sinceMs: at,
    mayStepBack: true,
    breaches: Array.from({ length: rungs }, (_, index) => from?.breaches[index] ?? 0),
    failures: 0,
    isOver: false,
  };
}

export function reduceRamp(ladder: Ladder, state: RampState, event: RampEvent): RampState {
  if (state.isOver) return state;
  switch (event.type) {
    case 'looked':
      return onLooked(ladder, state, event.at, event.holds, event.mayEnd ?? true);
    case 'integrity':
      return { ...state, asks: false, integrity: event.holds, passed: event.holds === 'yes' && state.asks };
    case 'set':
      return onSet(ladder, state, event);
    case 'person':
      return refusal(ladder, state, event.action, event.by) === null ? onPerson(ladder, state, event.action, event.by) : state;
    default:
      return assertNever(event, 'event');
  }
}

function onLooked(ladder: Ladder, before: RampState, at: DurationMs, holds: Holds, mayEnd: boolean): RampState {
  const wasWell = before.seen === 'yes' && before.seenAt !== null;
  // What is not seen to be well from one look to the next counts for nothing.
  const span = holds === 'yes' && wasWell ? Math.min(ladder.mostSpanMs, Math.max(0, at - (before.seenAt ?? at))) : 0;
  const heldMs = holds === 'no' ? NOTHING : durationMs(before.heldMs + span);
  const state: RampState = { ...before, seen: holds, seenAt: at, heldMs, passed: false, asks: false, mayStepBack: before.mayStepBack || holds === 'yes' };
  if (state.mode === 'byHand' || state.target !== null) return state;
  if (holds === 'no') return onBreach(ladder, state, at);
  return holds === 'yes' ? onWell(ladder, state, before.passed, mayEnd) : state;
}

/** Everything is so: once that was long enough, integrity is asked, and then the next value is set, if the very next look agrees. */
function onWell({ rungs, dwellMs, hasIntegrity }: Ladder, state: RampState, hasPassed: boolean, mayEnd: boolean): RampState {
  const isHeld = state.rung === -1 || state.heldMs >= dwellMs;
  const well: RampState = isHeld && state.rung >= 0 ? { ...state, breaches: state.breaches.with(state.rung, 0) } : state;
  const isLast = well.rung === rungs - 1;
  if (isLast) return isHeld && mayEnd && well.mode === 'auto' ? { ...well, isOver: true } : well;
  const mayRaise = well.isWanted || (well.mode === 'auto' && isHeld);
  if (!mayRaise) return well;
  if (hasIntegrity && !hasPassed) return { ...well, asks: true };
  return aim(well, well.rung + 1, well.isWanted ? 'byHand' : 'raised');
}

function onBreach({ lowest, dwellMs }: Ladder, state: RampState, at: DurationMs): RampState {
  const broken: RampState = { ...state, isWanted: false };
  // It may take a while until a step back shows: the next one comes once its dwell time is over, or once it was well in between.
  const isAtEnd = broken.rung <= lowest;
  const counts = broken.mayStepBack || (!isAtEnd && at - broken.sinceMs >= dwellMs);
  if (broken.rung < 0 || !counts) return broken;
  const count = (broken.breaches[broken.rung] ?? 0) + 1;
  const counted: RampState = { ...broken, mayStepBack: false, breaches: broken.breaches.with(broken.rung, count) };
  const asking: RampState = count >= MOST_BREACHES && counted.mode === 'auto' ? { ...counted, mode: 'held', by: null, question: 'breaches' } : counted;
  return isAtEnd ? asking : aim(asking, asking.rung - 1, 'breach');
}

const aim = (state: RampState, target: number, why: Why): RampState => ({ ...state, target, why, isWanted: false, passed: false, asks: false, failures: 0 });

function onSet({ lowest }: Ladder, state: RampState, { at, rung, outcome }: Extract<RampEvent, { type: 'set' }>): RampState {
  if (outcome === 'done') {
    // A person may want another value by now.
    const isMeant = state.target === rung;
    const after: RampState = { ...state, rung, target: isMeant ? null : state.target, seen: null, seenAt: null, heldMs: NOTHING, sinceMs: at, failures: 0, integrity: null, passed: false, asks: false };
    return isMeant ? { ...after, mayStepBack: state.why !== 'breach' } : after;
  }
  if (state.target !== rung) return state;
  const failures = state.failures + 1;
  if (failures < MOST_FAILURES) return { ...state, failures };
  const asking: Pick<RampState, 'mode' | 'by' | 'question'> = state.mode === 'byHand' ? { mode: 'byHand', by: state.by, question: null } : { mode: 'held', by: null, question: 'notSet' };
  // What should be higher is given up, and what stood before is set once more; what should be lower or the same is tried until it is.
  if (rung <= state.rung) return { ...state, ...asking, failures };
  return { ...state, ...asking, failures: 0, target: state.rung < lowest ? null : state.rung, why: 'again' };
}

/** In words, why a person may not do this now; null: they may. */
export function refusal({ rungs, lowest }: Ladder, state: RampState, action: RampAction, by: PersonId): string | null {
  const { mode, rung, target, seen } = state;
  const at = target ?? rung;
  if (state.isOver) return 'the ramp has ended';
  const isTheirs = mode === 'byHand' && state.by !== by;
  switch (action) {
    case 'hold':
      return mode === 'byHand' ? 'it is set by hand already: nothing is raised by itself' : null;
    case 'go':
      return mode === 'byHand' ? 'it is set by hand: give it back first' : mode === 'auto' ? 'it goes on by itself already' : null;
    case 'up':
      if (isTheirs) return 'somebody else sets it by hand: take it over first';
      if (at >= rungs - 1) return 'this is the last value already';
      if (mode === 'byHand') return null;
      if (target !== null) return 'a value is being set';
      return seen === 'yes' ? null : `${seen === 'no' ? 'a condition is not met' : 'not every condition can be seen'}: take it over to set it all the same`;
    case 'down':
      if (isTheirs) return 'somebody else sets it by hand: take it over first';
      return at <= lowest ? 'this is the lowest value already' : null;
    case 'takeOver':
      return mode === 'byHand' && !isTheirs ? 'it is yours already' : null;
    case 'giveBack':
      return mode === 'byHand' ? null : 'nobody sets it by hand';
    default:
      return assertNever(action, 'action');
  }
}

const forgiven = ({ breaches }: RampState): Pick<RampState, 'breaches' | 'question' | 'isWanted' | 'heldMs' | 'seen' | 'seenAt' | 'mayStepBack'> => ({
  breaches: breaches.map(() => 0),
  question: null,
  isWanted: false,
  heldMs: NOTHING,
  seen: null,
  seenAt: null,
  mayStepBack: true,
});

function onPerson({ lowest }: Ladder, state: RampState, action: RampAction, by: PersonId): RampState {
  // A raise on its way is not wanted any more; whether it has arrived is not known, so that what stood before is set once more.
  const isRaising = state.target !== null && state.target > state.rung;
  const stand: RampState = isRaising ? { ...state, target: state.rung < lowest ? null : state.rung, why: 'again', failures: 0 } : state;
  switch (action) {
    case 'hold':
      return { ...stand, mode: 'held', by, question: null, isWanted: false, asks: false, passed: false };
    case 'go':
    case 'giveBack':
      return { ...state, ...forgiven(state), mode: 'auto', by: null };
    case 'takeOver':
      return { ...stand, ...forgiven(state), mode: 'byHand', by, asks: false, passed: false };
    case 'up':
      return state.mode === 'byHand' ? aim(state, (state.target ?? state.rung) + 1, 'byHand') : { ...state, isWanted: true };
    case 'down': {
      const down = aim(state, (state.target ?? state.rung) - 1, 'byHand');
      return state.mode === 'byHand' ? down : { ...down, mode: 'held', by, question: null };
    }
    default:
      return assertNever(action, 'action');
  }
}
