import type { Alert, Incident } from './incident.ts';
import { severityRank } from './severity.ts';

/** Whether people still work on it, or have to say whether they must. */
export const isOpenIncident = ({ standing, state }: Pick<Incident, 'standing' | 'state'>): boolean =>
  standing === 'proposed' || (standing === 'declared' && state !== 'resolved' && state !== 'reviewed');

const started = (incident: Incident): string => incident.impactStartedAt ?? incident.detectedAt ?? incident.declaredAt ?? incident.changedAt;

/** Declared before proposed, graver first, then the one that has lasted longest. */
export function byUrgency(a: Incident, b: Incident): number {
  const proposed = Number(a.standing === 'proposed') - Number(b.standing === 'proposed');
  return proposed || severityRank(a.severity) - severityRank(b.severity) || (started(a) < started(b) ? -1 : started(a) > started(b) ? 1 : 0) || (a.id < b.id ? -1 : 1);
}

const STATE_RANK = { firing: 0, pending: 1, resolved: 2 } as const;

/** Firing before pending, graver first, then the one that has lasted longest. */
export function byGravity(a: Alert, b: Alert): number {
  return STATE_RANK[a.state] - STATE_RANK[b.state] || severityRank(a.severity) - severityRank(b.severity) || (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0) || (a.id < b.id ? -1 : 1);
}
