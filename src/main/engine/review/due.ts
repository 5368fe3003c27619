import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReviewState } from '../../../shared/model/review.ts';
import { instantOf, type IncidentRecord } from '../incidents/record.ts';
import type { ReviewRecord } from './record.ts';

/** A review is worth most while people remember. */
export const REVIEW_WITHIN_MS = 7 * 86_400_000;

/**
 * When the review of an incident is due: a week after it was resolved, of those that were a P0 or a P1 at their gravest. None is asked
 * for of a P2, of a drill, and of history that was imported; they can be reviewed all the same. Null where none is due.
 */
export function dueAtOf(record: IncidentRecord): EpochMs | null {
  if (record.standing !== 'declared' || record.state !== 'resolved' || record.highestSeverity === 'P2' || record.isDrill || record.origin === 'import') return null;
  const resolvedAt = instantOf(record, 'resolvedAt') ?? record.closedAt;
  return resolvedAt === null ? null : epochMs(resolvedAt + REVIEW_WITHIN_MS);
}

/** Nobody has begun a review of which all that is known is the cause that an imported file gave. */
const isOnlyImported = ({ version, cause, actions }: ReviewRecord): boolean => version === 1 && cause?.imported === true && actions.length === 0;

export function reviewStateOf(record: IncidentRecord): ReviewState {
  if (record.standing !== 'declared') return 'none';
  if (record.state === 'reviewed') return 'closed';
  if (record.review !== null && !isOnlyImported(record.review)) return 'open';
  return dueAtOf(record) === null ? 'none' : 'due';
}
