import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedObligation, ResolvedPolicy } from '../../config/resolved-policy.ts';
import { instantOf, type IncidentRecord } from '../incidents/record.ts';
import { after, type DueClock } from './due-clock.ts';

/**
 * What is owed to regulators and by contract. It ends when somebody records that it was met, or with the review, and neither by a
 * lower severity nor by the resolution. A drill owes nobody anything, nor does history that was imported.
 */
export const obligationClocks = (record: IncidentRecord, policy: ResolvedPolicy): DueClock[] =>
  record.standing !== 'declared' || record.state === 'reviewed' || record.isDrill || record.origin === 'import' ? [] : policy.obligations.flatMap((obligation) => obligationClock(record, obligation) ?? []);

function obligationClock(record: IncidentRecord, obligation: ResolvedObligation): DueClock | null {
  const { id, name, from, withinMs } = obligation;
  if (!holdsFor(record, obligation) || record.metObligations[id] !== undefined) return null;
  const startedAt = countedFrom(record, from);
  if (startedAt === null) return null;
  const dueAt = after(startedAt, withinMs);
  return { id: `obligation:${id}`, kind: 'obligation', name, audience: null, startedAt, amberAt: epochMs(Math.round(dueAt - withinMs / 4)), dueAt, confirmed: true, promised: false };
}

const holdsFor = ({ severity, highestSeverity, kind }: IncidentRecord, { severities, incidentKinds }: ResolvedObligation): boolean =>
  (severities.includes(severity) || severities.includes(highestSeverity)) && (incidentKinds === null || (kind !== null && incidentKinds.includes(kind)));

/** Where its own instant is not recorded, the next later one that is: the time allowed is never counted from nothing. */
function countedFrom(record: IncidentRecord, from: ResolvedObligation['from']): EpochMs | null {
  const order = ['impactStartedAt', 'detectedAt', 'declaredAt'] as const;
  for (const name of order.slice(order.indexOf(from))) {
    const at = instantOf(record, name);
    if (at !== null) return at;
  }
  return null;
}
