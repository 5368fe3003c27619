import type { PlanStep } from '../../../../shared/model/continuity/plan.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';

export interface LanePart<S> {
  /** The child plan that these steps stand in; null for the plan's own. */
  readonly plan: PlanId | null;
  readonly steps: readonly { readonly step: S; readonly number: number }[];
}

/** Steps in their order, those of one child plan together; numbers go through. */
export function laneOf<S extends Pick<PlanStep, 'plan'>>(steps: readonly S[]): readonly LanePart<S>[] {
  const parts: { plan: PlanId | null; steps: { step: S; number: number }[] }[] = [];
  for (const [index, step] of steps.entries()) {
    const numbered = { step, number: index + 1 };
    const last = parts.at(-1);
    if (last !== undefined && last.plan === step.plan) last.steps.push(numbered);
    else parts.push({ plan: step.plan, steps: [numbered] });
  }
  return parts;
}
