import type { ContinuityFace, Lever, PlanProof, Trigger } from '../../../shared/model/continuity/plan.ts';
import type { Run } from '../../../shared/model/continuity/run.ts';
import type { PlanId } from '../../../shared/model/ids.ts';
import { fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { z } from 'zod';
import type { PlanFacts } from './plans/plans.ts';

export interface FaceParts {
  readonly lever: Lever | null;
  /** Those that are under way. */
  readonly runs: readonly Run[];
  readonly triggers: readonly Trigger[];
  readonly plans: readonly PlanFacts[];
  readonly proof: (plan: PlanId) => z.infer<typeof PlanProof> | null;
  readonly emergencyQueues: ContinuityFace['emergencyQueues'];
  readonly now: EpochMs;
}

/** What walls and bands show of continuity. */
export function faceOf({ lever, runs, triggers, plans, proof, emergencyQueues, now }: FaceParts): ContinuityFace {
  return {
    lever,
    runs: runs.map((run) => ({ id: run.id, plan: run.plan, name: run.name, mode: run.mode, state: run.state, incident: run.incident, step: stepOf(run), since: run.startedAt })),
    triggers: [...triggers],
    unproven: plans.flatMap(({ id, name, steps, drillValidSeconds }) => {
      // What changes nothing has nothing to prove.
      if (!steps.some(({ changes }) => changes)) return [];
      const at = proof(id)?.at ?? null;
      const provenAt = at === null ? null : fromRfc3339(at);
      return provenAt !== null && now - provenAt <= drillValidSeconds * 1_000 ? [] : [{ plan: id, name, since: at }];
    }),
    emergencyQueues,
  };
}

/** The step that is under way or waited for; else the one that comes next. */
function stepOf({ steps }: Run): string | null {
  const at = steps.find(({ state }) => state === 'looking' || state === 'approving' || state === 'sending' || state === 'reading' || state === 'unknown' || state === 'failed' || state === 'partly') ?? steps.find(({ state }) => state === 'pending');
  return at?.name ?? null;
}
