import type { IncidentAction } from '../../../../shared/contract/incident-inputs.ts';
import { assertNever } from '../../../../shared/model/result.ts';
import type { Missing } from '../../../../shared/model/review.ts';
import type { Right } from '../../../../shared/model/rights.ts';
import type { IncidentRecord } from '../record.ts';
import { acceptRole, assignRole, leaveRole, offerRole, takeRole } from './roles.ts';
import { addAction, addLink, changeAction, decision, finishAction, meetObligation, note, recordUpdate, removeLink, sameAs, setImpact, type OnScreen } from './items.ts';
import { accept, dismiss, hold, liftHold, reopen, reopenReview, review, work } from './steps.ts';
import { refuse, type Context, type Step } from './step.ts';

/** Actions that concern this incident alone; merging and redaction reach further (`merge.ts`, the journal). */
export type OwnAction = Exclude<IncidentAction, { type: 'merge' | 'askRedaction' | 'approveRedaction' }>;
export type Deciding = Context & OnScreen & { /** What is not there yet and is needed to close the review. */ readonly missing: readonly Missing[] };

const TOLD: ReadonlySet<IncidentAction['type']> = new Set(['note', 'recordUpdate', 'setImpact', 'addAction', 'finishAction', 'changeAction', 'addLink']);

/** What somebody must be allowed to do this: telling is `publish`, everything that steers the incident `operate`; what was kept for a court is let go by `approve`. */
export const rightFor = (action: Pick<IncidentAction, 'type'>): Right => {
  if (action.type === 'liftHold') return 'approve';
  return TOLD.has(action.type) ? 'publish' : 'operate';
};

/** What still can be done to a dismissed proposal. */
const AFTER_DISMISSAL: ReadonlySet<IncidentAction['type']> = new Set(['reopen', 'note', 'sameAs', 'hold', 'liftHold']);
/** Whatever became of an incident, what is known of it can be evidence. */
const ALWAYS: ReadonlySet<IncidentAction['type']> = new Set(['hold', 'liftHold']);

/**
 * What an action makes of an incident: the entries to write, none where it is so already. Throws a HoldfastError that says what was
 * expected where it cannot be done. Pure.
 */
export function decide(record: IncidentRecord, action: OwnAction, context: Deciding): Step[] {
  checkStanding(record, action);
  switch (action.type) {
    case 'accept':
      return accept(record, action, context);
    case 'dismiss':
      return dismiss(record, action, context);
    case 'acknowledge':
    case 'investigate':
    case 'mitigate':
    case 'resolve':
      return work(record, action, context);
    case 'reopen':
      return reopen(record, action, context);
    case 'review':
      return review(record, action, context, context.missing);
    case 'reopenReview':
      return reopenReview(record, action, context);
    case 'hold':
      return hold(record, action, context);
    case 'liftHold':
      return liftHold(record, action, context);
    case 'takeRole':
      return takeRole(record, action, context);
    case 'assignRole':
      return assignRole(record, action, context);
    case 'leaveRole':
      return leaveRole(record, action, context);
    case 'offerRole':
      return offerRole(record, action, context);
    case 'acceptRole':
      return acceptRole(record, action, context);
    case 'note':
      return note(record, action, context);
    case 'addLink':
      return addLink(record, action, context);
    case 'removeLink':
      return removeLink(record, action, context);
    case 'addAction':
      return addAction(record, action, context);
    case 'changeAction':
      return changeAction(record, action, context);
    case 'finishAction':
      return finishAction(record, action, context);
    case 'setImpact':
      return setImpact(record, action, context);
    case 'recordUpdate':
      return recordUpdate(record, action, context);
    case 'sameAs':
      return sameAs(record, action, context);
    case 'decide':
      return decision(record, action, context, context);
    case 'meetObligation':
      return meetObligation(record, action, context, context);
    default:
      return assertNever(action, 'action');
  }
}

/** What has ended by merging or dismissal takes no more steps. */
export function checkStanding(record: IncidentRecord, action: Pick<IncidentAction, 'type'>): void {
  if (record.standing === 'merged' && !ALWAYS.has(action.type)) refuse('conflict', `${record.id} was merged into ${record.mergedInto ?? 'another incident'}; go on there.`);
  if (record.standing === 'dismissed' && !AFTER_DISMISSAL.has(action.type)) refuse('conflict', `${record.id} was dismissed. Reopen it first.`);
  if (action.type === 'decide' && (record.state === 'resolved' || record.state === 'reviewed')) refuse('conflict', `${record.id} is resolved; there is nothing left to decide. Reopen it first.`);
}
