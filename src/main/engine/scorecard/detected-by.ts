import type { IncidentOrigin } from '../../../shared/model/incident.ts';
import type { DetectedBy } from '../../../shared/model/scorecard-sides.ts';
import { shareOf } from './share.ts';

/**
 * Detected by us rather than reported by customers: incidents that a rule, an alert or one of us told of / those of which that is known.
 * Unit: share. Left out: imported incidents, of which nobody wrote down who found them. Source: the origin that an incident was opened
 * with.
 */
export function detectedBy(byOrigin: Readonly<Partial<Record<IncidentOrigin, number>>>): DetectedBy {
  const { rule = 0, alert = 0, person = 0, customer = 0, import: notKnown = 0 } = byOrigin;
  const us = rule + alert + person;
  return { byUs: shareOf(us, us + customer, us + customer + notKnown), rule, alert, person, customer, notKnown };
}
