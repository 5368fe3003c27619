import type { Repeats } from '../../../shared/model/incident.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { instantOf, type IncidentRecord } from '../incidents/record.ts';
import { startOf } from '../incidents/repo.ts';
import { isOverdue, isUndone, type CorrectiveRecord } from './record.ts';

/** An earlier incident that may have the same cause, and what speaks for it. */
export interface EarlierRecord {
  readonly record: IncidentRecord;
  readonly basis: Repeats['basis'];
}

/** As the recurrence of the scorecard counts it: resolved in the 90 days before this one began. */
const REPEATS_WITHIN_MS = 90 * 86_400_000;
const DAY_MS = 86_400_000;

/** Whole days past the due time; null while it is not late. */
export const daysLate = (action: Pick<CorrectiveRecord, 'state' | 'dueAt'>, now: EpochMs): number | null => (action.dueAt !== null && isOverdue(action, now) ? Math.floor((now - action.dueAt) / DAY_MS) : null);

/**
 * Which incident this one repeats: the one of its cause that was resolved last before it began, and what should have been done about the
 * cause and is not. `earlier` are those of the cause that the reader may see. Null where there is none. Pure.
 */
export function repeatsOf(record: IncidentRecord, earlier: readonly EarlierRecord[], now: EpochMs): Repeats | null {
  const began = startOf(record);
  const before = earlier
    .flatMap(({ record: other, basis }) => {
      const resolvedAt = instantOf(other, 'resolvedAt');
      return other.id === record.id || other.standing !== 'declared' || other.isDrill !== record.isDrill || resolvedAt === null || resolvedAt >= began || resolvedAt < began - REPEATS_WITHIN_MS ? [] : [{ other, basis, resolvedAt }];
    })
    .sort((a, b) => b.resolvedAt - a.resolvedAt);
  const [last] = before;
  if (last === undefined) return null;
  const undone = before
    .flatMap(({ other }) => (other.review?.actions ?? []).filter(isUndone).map((action) => ({ id: action.id, incident: other.id, text: action.text, daysLate: daysLate(action, now) })))
    .sort((a, b) => (b.daysLate ?? -1) - (a.daysLate ?? -1) || (a.id < b.id ? -1 : 1));
  return { incident: last.other.id, basis: last.basis, resolvedAt: toRfc3339(last.resolvedAt), actions: undone, says: repeatsText(record.id, last.other.id, last.basis, undone) };
}

const VERB: Readonly<Record<Repeats['basis'], string>> = { confirmed: 'repeats', suspected: 'may repeat', signature: 'may repeat' };

function repeatsText(id: IncidentId, earlier: IncidentId, basis: Repeats['basis'], actions: Repeats['actions']): string {
  const head = `${id} ${VERB[basis]} ${earlier}${basis === 'signature' ? ' (the same rule and service)' : ''}`;
  const [first, ...others] = actions;
  if (first === undefined) return head;
  const late = first.daysLate === null ? 'is not done' : first.daysLate === 0 ? 'is late since today' : `is ${first.daysLate} ${first.daysLate === 1 ? 'day' : 'days'} late`;
  const more = others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'is' : 'are'} not done`;
  return `${head}; action ${first.id} ${late}${more}`;
}
