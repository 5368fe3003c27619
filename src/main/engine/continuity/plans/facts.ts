import { groupOf, type PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { ResolvedConfig } from '../../../config/resolved.ts';
import { readDuration } from '../../../config/duration.ts';
import { objectiveMs } from './freeze.ts';
import { planStep, type OpenedStep } from './opened.ts';
import type { PlanFacts } from './plans.ts';

/** What is shown of a plan before anything is looked at. */
export const planFacts = (plan: PlanConfig, config: Pick<ResolvedConfig, 'objectives'>, steps: readonly OpenedStep[]): PlanFacts => ({
  id: plan.id,
  name: plan.name,
  kind: plan.kind,
  group: groupOf(plan),
  services: plan.services,
  objectiveSeconds: objectiveMs(plan, config) / 1_000,
  writes: plan.writes,
  // What a record was is known only when it is looked at; it is always kept to be put back.
  steps: steps.map((opened) => (opened.step.kind === 'dns' && opened.cannot === null ? { ...planStep(opened), undoable: true } : planStep(opened))),
  children: plan.children,
  parameters: Object.entries(plan.parameters).map(([name, { value, oneOf = [value] }]) => ({ name, value, oneOf })),
  roles: plan.roles.map(({ role, does, person = null }) => ({ role, does, person })),
  contacts: plan.contacts.map(({ name, reach, for: what = null }) => ({ name, reach, for: what })),
  drillValidSeconds: readDuration(plan.drillValid) / 1_000,
});
