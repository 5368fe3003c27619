import { GroupId, PersonId, PlanId, StepId, TriggerId } from '../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import type { FrozenPlan, FrozenStep } from '../state.ts';

export const GROUP = GroupId.parse('checkout');
export const ADA = PersonId.parse('ada');
export const BO = PersonId.parse('bo');
export const TRIGGER = TriggerId.parse('primary');

export const frozenStep = (id: string, change: Partial<FrozenStep> = {}): FrozenStep => ({
  id: StepId.parse(id),
  kind: 'act',
  effect: true,
  guarded: false,
  undoable: true,
  repeatable: true,
  limitMs: durationMs(60_000),
  aloneAfterMs: null,
  ...change,
});

export const frozenPlan = (steps: readonly FrozenStep[], change: Partial<FrozenPlan> = {}): FrozenPlan => ({ id: PlanId.parse('to-b'), kind: 'failover', coolDownMs: durationMs(1_800_000), steps, ...change });
