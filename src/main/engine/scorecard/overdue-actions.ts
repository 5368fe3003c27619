import type { CorrectiveAction, CorrectiveCounts } from '../../../shared/model/review.ts';
import type { ActionStanding, OverdueAction } from '../../../shared/model/scorecard-sides.ts';

/**
 * Overdue corrective actions: not done and past their due time, the longest overdue first. Unit: whole days. Open ones are those that
 * nobody has done yet and those whose link waits for a second person. They stand as they are now, whatever the period. Left out: actions
 * without a due time, dropped ones, and those of incidents that one may not see. Source: the reviews of incidents.
 */
export const actionStanding = (overdue: readonly CorrectiveAction[], counts: CorrectiveCounts): ActionStanding => ({
  open: counts.open + counts.awaiting,
  overdue: counts.overdue,
  items: overdue
    .flatMap(({ id, incident, text, kind, ownerName, owner, dueAt, daysLate }): OverdueAction[] => (dueAt === null || daysLate === null ? [] : [{ action: id, incident, text, kind, owner: ownerName ?? owner, dueAt, overdueDays: daysLate }]))
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.action < b.action ? -1 : 1)),
});
