import type { RampProgress, StepProgress } from '../../../../../shared/model/continuity/run.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';
import { MOST_BREACHES, type RampState } from './rules.ts';
import type { Climb } from './climb.ts';

export type Move = RampProgress['moves'][number];

/** What was seen, for people. */
export interface Shown {
  readonly plan: Pick<Climb, 'ladder' | 'values' | 'valueAt'>;
  readonly moves: readonly Move[];
  /** Whether any value was ever sent. */
  readonly wasSent: boolean;
  readonly conditions: RampProgress['conditions'];
  readonly integrity: string | null;
  /** Why the value could not be set. */
  readonly failure: string | null;
  /** What the last value is still held for; null: for nothing beyond its dwell time. */
  readonly until: string | null;
  readonly backlog: RampProgress['backlog'];
  readonly nowMs: EpochMs;
}

/** What is on its way and not known to have arrived is not told as set: whoever goes on begins no higher than what is known. */
export function progressOf(state: RampState, shown: Shown): StepProgress {
  const { plan, moves, wasSent, conditions, backlog, nowMs } = shown;
  const rung = Math.min(state.rung, state.target ?? state.rung);
  const leftMs = plan.ladder.dwellMs - state.heldMs;
  const counts = state.mode === 'auto' && state.target === null && state.seen === 'yes' && state.rung >= 0 && leftMs > 0;
  return {
    kind: 'ramp',
    state: stateOf(state, plan.ladder.dwellMs, shown.until !== null),
    ladder: [...plan.values],
    says: saysOf(state, shown),
    rung,
    value: moves.length === 0 ? null : plan.valueAt(rung),
    heldUntil: counts ? toRfc3339(epochMs(nowMs + leftMs)) : null,
    breaches: [...state.breaches],
    by: state.by,
    conditions: [...conditions],
    moves: [...moves],
    ...(wasSent ? { wasSent } : {}),
    backlog,
  };
}

function stateOf(state: RampState, dwellMs: number, isWaiting: boolean): RampProgress['state'] {
  if (state.isOver) return 'ended';
  if (state.mode !== 'auto') return state.mode;
  if (state.target !== null) return state.target < state.rung ? 'steppingBack' : 'raising';
  if (state.seen === 'unknown') return 'stale';
  return state.rung >= 0 && (state.heldMs < dwellMs || isWaiting) && state.seen !== 'no' ? 'holding' : 'checking';
}

function saysOf(state: RampState, { plan, conditions, integrity, failure, until }: Shown): string {
  const value = (rung: number): string => String(plan.valueAt(rung) ?? '');
  if (state.isOver) return `held at ${value(state.rung)}`;
  const worst = conditions.find(({ holds }) => holds === 'no') ?? conditions.find(({ holds }) => holds === 'unknown');
  if (state.question === 'breaches') return `broken ${MOST_BREACHES} times at one value: a person decides. ${worst?.says ?? ''}`.trim();
  if (state.question === 'notSet') return `a value could not be set: a person decides. ${failure ?? ''}`.trim();
  if (state.target !== null) return failure === null ? `setting ${value(state.target)}` : `setting ${value(state.target)} again: ${failure}`;
  if (state.mode === 'byHand') return 'set by hand, nothing by itself';
  if (state.seen !== null && state.seen !== 'yes' && worst !== undefined) return worst.says;
  if (state.mode === 'held') return 'held, nothing is raised';
  if (integrity !== null && state.integrity !== null && state.integrity !== 'yes') return `integrity: ${integrity}`;
  if (state.seen === null) return 'looks at the conditions';
  if (until !== null && state.heldMs >= plan.ladder.dwellMs) return `held at ${value(state.rung)} until it may end: ${until}`;
  return state.rung < 0 ? 'every condition is met' : `every condition is met at ${value(state.rung)}`;
}

/** What another process has told, as a ramp goes on from it; null where nothing was set yet and nobody has said anything. */
export function knownOf({ state, rung, by, breaches, moves }: RampProgress): Pick<RampState, 'rung' | 'mode' | 'by' | 'question' | 'breaches'> | null {
  const mode = state === 'held' || state === 'byHand' ? state : 'auto';
  if (moves.length === 0 && mode === 'auto') return null;
  const question = mode !== 'held' || by !== null ? null : breaches.some((count) => count >= MOST_BREACHES) ? 'breaches' : 'notSet';
  return { rung, mode, by, question, breaches };
}
