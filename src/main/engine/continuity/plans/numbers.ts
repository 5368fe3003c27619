import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { StepConfig } from '../../../../shared/model/continuity/step-config.ts';
import type { Signal } from '../../../../shared/model/entities.ts';
import type { SignalId } from '../../../../shared/model/ids.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { withChildren } from '../../../config/plans/parts.ts';
import { lagOf, valueWords } from '../preflight/target-rules.ts';
import type { ShownNumber } from './preview.ts';

/** Every number that a plan rests on, each with the time of its sample: whether it still counts is for whoever looks. */
export function numbersOf(plan: PlanConfig, plans: readonly PlanConfig[], steps: readonly StepConfig[], signal: (id: SignalId) => Signal | null): { readonly numbers: readonly ShownNumber[]; readonly lag: ShownNumber | null } {
  const all = withChildren(plan, plans);
  const ids = new Set([...all.flatMap(({ target }) => [...(target?.healthy ?? []), ...(target?.capacity === undefined ? [] : [target.capacity])]), ...steps.flatMap(signalsOf)]);
  const numbers = [...ids].map((id): ShownNumber => {
    const found = signal(id);
    if (found?.latest == null) return { says: `${id}: not known`, at: null };
    return { says: valueWords(found), at: found.latest.time === null ? null : epochMs(Date.parse(found.latest.time)) };
  });
  return { numbers, lag: all.every(({ lag }) => lag === undefined) ? null : lagOf(all, signal) };
}

function signalsOf(step: StepConfig): SignalId[] {
  const ids = (values: readonly (SignalId | undefined)[]): SignalId[] => values.filter((value) => value !== undefined);
  switch (step.kind) {
    case 'dns':
      return ids([...(step.healthy ?? []), step.moved?.signal?.id]);
    case 'ramp':
      return ids([step.depth, ...step.while.map(({ signal }) => signal?.id), step.integrity?.signal?.id, step.until?.signal?.id]);
    case 'drain':
      return ids([step.depth, step.emergency, step.emergencyAge]);
    case 'verify':
      return ids([step.that.signal?.id]);
    case 'fence':
      return ids([step.proof.signal?.id]);
    case 'http':
    case 'command':
    case 'wait':
    case 'approve':
    case 'notify':
    case 'degrade':
      return [];
    default:
      return step satisfies never;
  }
}
