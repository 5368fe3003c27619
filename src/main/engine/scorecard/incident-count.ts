import type { MetricDefinition } from '../../../shared/model/scorecard.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { LEFT_OUT_OF_ALL } from './definition.ts';
import type { Instants } from './instants.ts';

/** Where in time an incident counts. */
export interface CountingStart {
  readonly at: EpochMs;
  /** False where the start of its impact is not recorded. */
  readonly recorded: boolean;
}

/**
 * Number of incidents. Unit: incidents. An incident belongs to the period of its impact start; where that is not recorded, to that of
 * its detection, else of its declaration, and is marked. It counts at its gravest severity, once in the total and once with each of
 * its services. Left out: proposed, dismissed and merged ones; drills and maintenance by a switch. Source: instants, standing and
 * severities of the journal. Null where no instant is known, which no incident of ours is.
 */
export function countingStart({ impactStartedAt, detectedAt, declaredAt }: Instants): CountingStart | null {
  const at = impactStartedAt ?? detectedAt ?? declaredAt;
  return at === null ? null : { at, recorded: impactStartedAt !== null };
}

export const INCIDENT_COUNT: MetricDefinition = {
  name: 'Incidents',
  formula: 'Incidents whose impact started in the period; where that is not recorded, those that were detected in it, else declared. Each counts at the gravest severity that it ever had, once in the total and once with each of its services.',
  unit: 'incidents',
  leftOut: [...LEFT_OUT_OF_ALL],
  source: 'The incidents of this workspace.',
};
