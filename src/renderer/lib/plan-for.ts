import type { Plan } from '../../shared/model/continuity/plan.ts';
import type { PlanKind } from '../../shared/model/continuity/plan-config.ts';
import type { Incident } from '../../shared/model/incident.ts';

/** What brings a service back, the strongest first. Nothing offers to fail back, and recovering comes after it. */
const HELPS: readonly PlanKind[] = ['failover', 'rollback', 'businessContinuity', 'degrade'];

/** Plans that may help an incident: those for one of its services, what brings them back before what makes do; equal ones in the order of the configuration. */
export function plansFor<P extends Pick<Plan, 'kind' | 'services'>>({ services }: Pick<Incident, 'services'>, plans: readonly P[]): readonly P[] {
  const rank = ({ kind }: P): number => HELPS.indexOf(kind);
  const covered = (plan: P): number => plan.services.filter((service) => services.includes(service)).length;
  return plans.filter((plan) => rank(plan) !== -1 && covered(plan) > 0).toSorted((a, b) => rank(a) - rank(b) || covered(b) - covered(a));
}
