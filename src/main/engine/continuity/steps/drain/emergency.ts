import type { ContinuityFace } from '../../../../../shared/model/continuity/plan.ts';
import type { PlanConfig } from '../../../../../shared/model/continuity/plan-config.ts';
import { toRfc3339 } from '../../../../../shared/model/units.ts';
import type { Signals } from '../signals.ts';

type EmergencyQueue = ContinuityFace['emergencyQueues'][number];

/**
 * Queues of jobs that drains have put aside, until they are seen to be empty: each once, by its signal. One that cannot be seen is not
 * taken for empty once it was seen not to be; before that there is nothing to show.
 */
export function emergencyQueues(plans: readonly PlanConfig[], signals: Pick<Signals, 'facts'>): EmergencyQueue[] {
  const drains = plans.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'drain' && step.emergency !== undefined ? [{ ...step, emergency: step.emergency }] : [])));
  const first = drains.filter(({ emergency }, index) => drains.findIndex((other) => other.emergency === emergency) === index);
  return first.flatMap(({ queue, emergency, emergencyAge }): EmergencyQueue[] => {
    const facts = signals.facts(emergency);
    if (facts === null || facts.sampleTime === null) return [];
    const { value, isLive, sampleTime } = facts;
    if (value === 0 || (value === null && isLive)) return [];
    const age = emergencyAge === undefined ? null : signals.facts(emergencyAge);
    return [{ queue, waiting: value, oldestSeconds: age?.isLive === true ? age.value : null, at: toRfc3339(sampleTime) }];
  });
}
