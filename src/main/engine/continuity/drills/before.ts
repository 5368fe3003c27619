import type { Lever, Trigger } from '../../../../shared/model/continuity/plan.ts';
import { groupOf, type PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { PersonId } from '../../../../shared/model/ids.ts';
import type { Incident } from '../../../../shared/model/incident.ts';
import { isActive, type GroupState } from '../core/state.ts';

export interface Before {
  readonly lever: Lever | null;
  readonly incidents: readonly Pick<Incident, 'id' | 'isDrill'>[];
  readonly triggers: readonly Trigger[];
  /** Of the group of the drill. */
  readonly state: GroupState;
  readonly plans: readonly PlanConfig[];
  readonly controlsFail: boolean | null;
  readonly nameOf: (person: PersonId) => string;
}

/** What goes before a drill that nobody waits for, in words; null where nothing does. */
export function beforeDrills({ lever, incidents, triggers, state, plans, controlsFail, nameOf }: Before): string | null {
  if (lever !== null) return `${nameOf(lever.owner)} holds everything: ${lever.reason}`;
  const real = incidents.find(({ isDrill }) => !isDrill);
  if (real !== undefined) return `${real.id} is open`;
  if (controlsFail === true) return 'our own control probes fail';
  const met = triggers.find(({ plan, countdown, suggests }) => (countdown !== null || suggests !== null) && plans.some((each) => each.id === plan && groupOf(each) === state.group));
  if (met !== undefined) return `the trigger ${met.id} is met`;
  if (isActive(state.run)) return 'another run of its group is under way';
  return state.armed === null ? null : 'somebody has armed a plan of its group';
}
