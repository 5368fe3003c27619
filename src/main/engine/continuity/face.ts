import type { ContinuityFace, Lever, Trigger } from '../../../shared/model/continuity/plan.ts';
import type { Run } from '../../../shared/model/continuity/run.ts';
import type { PlanId } from '../../../shared/model/ids.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { PlanFacts } from './plans/plans.ts';

export interface FaceParts {
  readonly lever: Lever | null;
  /** Those that are under way. */
  readonly runs: readonly Run[];
  readonly triggers: readonly Trigger[];
  readonly plans: readonly PlanFacts[];
  /** When it was last shown to work in time. */
  readonly provenAt: (plan: PlanId) => EpochMs | null;
  readonly drills: ContinuityFace['drills'];
  readonly emergencyQueues: ContinuityFace['emergencyQueues'];
  readonly switched: ContinuityFace['switched'];
  readonly now: EpochMs;
}

/** What walls and bands show of continuity. */
export function faceOf({ lever, runs, triggers, plans, provenAt, drills, emergencyQueues, switched, now }: FaceParts): ContinuityFace {
  return {
    lever,
    runs: runs.map((run) => ({ id: run.id, plan: run.plan, name: run.name, mode: run.mode, state: run.state, incident: run.incident, step: stepOf(run), since: run.startedAt })),
    triggers: [...triggers],
    unproven: plans.flatMap(({ id, name, steps, drillValidSeconds }) => {
      // What changes nothing has nothing to prove.
      if (!steps.some(({ changes }) => changes)) return [];
      const at = provenAt(id);
      return at !== null && now - at <= drillValidSeconds * 1_000 ? [] : [{ plan: id, name, since: at === null ? null : toRfc3339(at) }];
    }),
    switched,
    drills: [...drills],
    emergencyQueues,
  };
}

/** The step that is under way or waited for; else the one that comes next. */
function stepOf({ steps }: Run): string | null {
  const at = steps.find(({ state }) => state === 'looking' || state === 'approving' || state === 'sending' || state === 'reading' || state === 'unknown' || state === 'failed' || state === 'partly') ?? steps.find(({ state }) => state === 'pending');
  return at?.name ?? null;
}
