import type { Run } from '../../../../../shared/model/continuity/run.ts';

/** More steps than this before the current one, and they stand in one line. */
const MOST_BEFORE = 8;
/** The last ones before it stay in sight. */
const KEPT_BEFORE = 2;

/** How many steps at the beginning are done and folded away, so that what decides now is in sight without looking for it. */
export function foldedSteps({ steps, way }: Pick<Run, 'steps' | 'way'>, current: number): number {
  if (current <= MOST_BEFORE || way === 'back') return 0;
  const notDone = steps.findIndex(({ state }) => state !== 'done');
  return Math.min(notDone === -1 ? steps.length : notDone, current - KEPT_BEFORE);
}
