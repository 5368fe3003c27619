import { lazy, Suspense } from 'react';
import type { Incident } from '../../shared/model/incident.ts';
import { PLAN_VERB } from '../../shared/text/continuity-words.ts';
import { useRights } from '../features/session/index.ts';
import { plansFor } from '../lib/plan-for.ts';
import { useCall } from '../platform/use-call.ts';

const HoldToArm = lazy(() => import('../features/continuity/index.ts').then((module) => ({ default: module.HoldToArm })));

/** Beside the decision: held, it arms the plan for this incident and opens its sheet. Only for whoever may operate, and only where a plan helps. */
export function HoldOnBand({ incident }: { incident: Incident }) {
  const rights = useRights();
  const may = rights.may('operate');
  const plans = useCall('plans.list', { limit: 1_000 }, { enabled: may });
  const [plan] = may ? plansFor(incident, plans.data?.items ?? []) : [];
  if (plan === undefined) return null;
  return (
    <Suspense>
      <HoldToArm plan={plan} mode="live" incident={incident.id} look="line">
        {`hold to ${PLAN_VERB[plan.kind]}`}
      </HoldToArm>
    </Suspense>
  );
}
