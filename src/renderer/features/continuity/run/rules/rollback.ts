import type { Run, RunStep } from '../../../../../shared/model/continuity/run.ts';

/** What stopped half-way is taken back from there. */
const isDone = (state: RunStep['state']): boolean => state === 'done' || state === 'partly';

export interface Undoing {
  /** In the order in which they would be taken back: the last first. */
  readonly back: readonly RunStep[];
  /** Done, and there is no way back. */
  readonly stays: readonly RunStep[];
  /** Under way: it ends first, and is taken back too where it happened. */
  readonly underWay: RunStep | null;
}

/** What a rollback would take back now, and what it would leave. Steps that only look, or have not happened, are in neither. */
export function undoing({ steps, mode }: Pick<Run, 'steps' | 'mode'>): Undoing {
  const did = mode === 'dry-run' ? [] : steps.filter(({ state, changes }) => changes && isDone(state));
  return {
    back: did.filter(({ undoable }) => undoable).toReversed(),
    stays: [...did.filter(({ undoable }) => !undoable), ...steps.filter(({ state }) => state === 'stays')],
    underWay: mode === 'dry-run' ? null : (steps.find(({ state, changes }) => changes && (state === 'sending' || state === 'reading')) ?? null),
  };
}

/** What was changed and still stands: what an abort leaves as it is. */
export const standsNow = ({ steps, mode }: Pick<Run, 'steps' | 'mode'>): readonly RunStep[] => (mode === 'dry-run' ? [] : steps.filter(({ state, changes }) => changes && (isDone(state) || state === 'stays')));
