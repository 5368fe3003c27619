import type { ServiceId } from '../../../shared/model/ids.ts';
import type { Alert, AlertCounts } from '../../../shared/model/incident.ts';

const SHOWN = 5;

export interface AlertList {
  /** The gravest of the service. */
  readonly shown: readonly Alert[];
  /** Others of the service that this screen knows. */
  readonly more: number;
  /** Alerts of the workspace that this screen does not know: some of them may be of this service. */
  readonly unknown: number;
}

/** Which alerts of a service are listed, and what is left out. A screen knows the gravest 200 of the workspace. */
export function listAlerts(service: ServiceId, alerts: readonly Alert[], counts: AlertCounts): AlertList {
  const mine = alerts.filter((alert) => alert.service === service);
  return { shown: mine.slice(0, SHOWN), more: Math.max(0, mine.length - SHOWN), unknown: Math.max(0, counts.firing + counts.pending + counts.suppressed - alerts.length) };
}
