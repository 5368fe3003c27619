import type { IncidentAction } from '../../../../shared/contract/incident-inputs.ts';
import { INCIDENT_STATES, type InstantName, type IncidentState } from '../../../../shared/model/incident.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import type { Missing } from '../../../../shared/model/review.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { INCIDENT_STATE_WORD } from '../../../../shared/text/incident-words.ts';
import { endOfBreach, instantOf, type IncidentRecord } from '../record.ts';
import { toRfc3339 } from '../../../../shared/model/units.ts';
import { HOLDFAST } from '../../journal/journal.ts';
import { checkOrder } from './order.ts';
import { ms, notAhead, refuse, said, says, type Context, type Step } from './step.ts';

export type ActionOf<T extends IncidentAction['type']> = Extract<IncidentAction, { type: T }>;
type WorkAction = ActionOf<'acknowledge' | 'investigate' | 'mitigate' | 'resolve'>;

const REACHES: Readonly<Record<WorkAction['type'], { readonly state: IncidentState; readonly instant: InstantName; readonly fact: 'acknowledged' | 'investigating' | 'mitigated' | 'resolved' }>> = {
  acknowledge: { state: 'acknowledged', instant: 'acknowledgedAt', fact: 'acknowledged' },
  investigate: { state: 'investigating', instant: 'investigatingAt', fact: 'investigating' },
  mitigate: { state: 'mitigated', instant: 'mitigatedAt', fact: 'mitigated' },
  resolve: { state: 'resolved', instant: 'resolvedAt', fact: 'resolved' },
};

export const rankOfState = (state: IncidentState): number => INCIDENT_STATES.indexOf(state);

/** Working on a proposal makes it an incident. Empty where it is one already. */
export const acceptance = (record: IncidentRecord, context: Context, at?: string): Step[] => (record.standing === 'proposed' ? [says(context, { type: 'accepted', data: {}, texts: {} }, { at })] : []);

/** The end of the impact as the data show it, once somebody says that it is over; empty while something fires, and where it is recorded or a person took it back. */
export function foundEnd(record: IncidentRecord): Step[] {
  const at = endOfBreach(record);
  const told = record.instants.impactEndedAt?.at(-1);
  if (at === null || instantOf(record, 'impactEndedAt') !== null || told?.by.kind === 'person') return [];
  return [{ fact: { type: 'impactEnded', data: { impactEndedAt: toRfc3339(at) }, texts: {} }, note: { actor: HOLDFAST } }];
}

export function accept(record: IncidentRecord, action: ActionOf<'accept'>, context: Context): Step[] {
  if (record.standing !== 'proposed') refuse('conflict', `${record.id} is an incident already; there is nothing to accept.`);
  notAhead(action.at, context, 'The time of the declaration');
  return acceptance(record, context, action.at);
}

export function dismiss(record: IncidentRecord, action: ActionOf<'dismiss'>, context: Context): Step[] {
  if (record.standing === 'declared' && record.origin !== 'rule' && record.origin !== 'alert') refuse('conflict', `${record.id} was reported by a person and cannot be dismissed. Resolve it instead.`);
  if (record.state !== 'detected') refuse('conflict', `${record.id} is ${INCIDENT_STATE_WORD[record.state]} and can no longer be dismissed. Resolve it instead.`);
  return [says(context, { type: 'dismissed', data: { falseAlarm: action.falseAlarm }, texts: { reason: action.reason } })];
}

/**
 * Steps may be skipped, and what is skipped is not recorded. Backwards leads only reopening. What is done now is done now, also where a
 * clock that was wrong put the detection ahead of it; only a time that somebody tells is held to the order.
 */
export function work(record: IncidentRecord, action: WorkAction, context: Context): Step[] {
  const { state, instant, fact } = REACHES[action.type];
  if (rankOfState(record.state) >= rankOfState(state)) refuse('conflict', `${record.id} is ${INCIDENT_STATE_WORD[record.state]} already. It goes back only by being reopened.`);
  notAhead(action.at, context, 'The time of this step');
  if (action.at !== undefined) checkOrder(record, { [instant]: ms(action.at) });
  const how = 'how' in action && action.how !== undefined ? { how: action.how } : {};
  const evidence = 'evidence' in action ? action.evidence : undefined;
  const step: IncidentFact = fact === 'mitigated' || fact === 'resolved' ? { type: fact, data: {}, texts: how } : { type: fact, data: {}, texts: {} };
  const end = fact === 'mitigated' || fact === 'resolved' ? foundEnd(record) : [];
  return [...acceptance(record, context, action.at), says(context, step, { at: action.at, evidence, tells: 'how' in how }), ...end];
}

export function reopen(record: IncidentRecord, action: ActionOf<'reopen'>, context: Context): Step[] {
  if (record.standing !== 'dismissed' && record.state !== 'resolved' && record.state !== 'reviewed')
    refuse('conflict', `${record.id} is open (${INCIDENT_STATE_WORD[record.state]}); only what was resolved, reviewed or dismissed can be reopened.`);
  return [says(context, { type: 'reopened', data: {}, texts: { reason: action.reason } })];
}

/** What is asked for before a review is closed was looked at by the caller: `missing` is what is not there. */
export function review(record: IncidentRecord, action: ActionOf<'review'>, context: Context, missing: readonly Missing[]): Step[] {
  if (record.state !== 'resolved') refuse('conflict', record.state === 'reviewed' ? `${record.id} is reviewed already.` : `${record.id} is ${INCIDENT_STATE_WORD[record.state]}; expected a resolved one. Resolve it before its review.`);
  notAhead(action.at, context, 'The time of the review');
  if (action.at !== undefined) checkOrder(record, { reviewedAt: ms(action.at) });
  if (missing.length > 0) throw new HoldfastError('conflict', `The review of ${record.id} cannot be closed yet: ${missing.map(({ says: what }) => what).join('; ')}.`, { missing });
  return [says(context, { type: 'reviewed', data: {}, texts: {} }, { at: action.at })];
}

export function reopenReview(record: IncidentRecord, action: ActionOf<'reopenReview'>, context: Context): Step[] {
  if (record.state !== 'reviewed') refuse('conflict', `The review of ${record.id} is not closed; there is nothing to open again.`);
  return [says(context, { type: 'reviewReopened', data: {}, texts: { reason: action.reason } })];
}

export function hold(record: IncidentRecord, action: ActionOf<'hold'>, context: Context): Step[] {
  if (record.hold !== null) refuse('conflict', `${record.id} is under legal hold already, since ${said(ms(record.hold.at))}, by ${record.hold.by.name}.`);
  return [says(context, { type: 'holdSet', data: {}, texts: { reason: action.reason } })];
}

export function liftHold(record: IncidentRecord, action: ActionOf<'liftHold'>, context: Context): Step[] {
  if (record.hold === null) refuse('conflict', `${record.id} is not under legal hold.`);
  return [says(context, { type: 'holdLifted', data: {}, texts: { reason: action.reason } })];
}
