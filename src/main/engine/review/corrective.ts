import type { z } from 'zod';
import type { reviewCalls } from '../../../shared/contract/review-calls.ts';
import type { CorrectiveStep } from '../../../shared/contract/review-inputs.ts';
import type { CorrectiveActionId } from '../../../shared/model/ids.ts';
import type { CorrectiveState } from '../../../shared/model/review.ts';
import type { Right } from '../../../shared/model/rights.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { ahead, personOf, refuse, says, type Context, type Step } from '../incidents/workflow/step.ts';
import { canonicalJson } from '../journal/hash.ts';
import { checkWritable } from './put.ts';
import { isUndone, type CorrectiveRecord } from './record.ts';

export type CorrectiveDraft = z.output<(typeof reviewCalls)['correctiveActions.add']['input']>;
export type CorrectiveEdit = Omit<z.output<(typeof reviewCalls)['correctiveActions.edit']['input']>, 'id' | 'version'>;
/** What a person does; whether a proof has passed is looked at apart (`proofs.ts`). */
export type OwnStep = Exclude<CorrectiveStep, { type: 'check' }>;

const MOST_ACTIONS = 200;

export const CORRECTIVE_STATE_WORD: Readonly<Record<CorrectiveState, string>> = { open: 'open', awaiting: 'waiting for a second person', done: 'done', dropped: 'dropped' };

/** What is done is what was proved, and what is dropped will not be done: to turn either back, or to give up, is to steer. */
export const rightForStep = ({ type }: Pick<CorrectiveStep, 'type'>): Right => (type === 'reopen' || type === 'drop' ? 'operate' : 'publish');

/** A corrective action is added to the review as long as that is open; afterwards each lives on until it is done. */
export function addCorrective(record: IncidentRecord, draft: CorrectiveDraft, action: CorrectiveActionId, context: Context): Step[] {
  checkWritable(record);
  if ((record.review?.actions.length ?? 0) >= MOST_ACTIONS) refuse('conflict', `${record.id} has ${MOST_ACTIONS} corrective actions already.`);
  ahead(draft.dueAt, context, 'The due date');
  const item = draft.fromItem === null ? null : (record.actions.find(({ id }) => id === draft.fromItem) ?? refuse('not_found', `${record.id} has no action item "${draft.fromItem}".`));
  if (item !== null && item.doneAt !== null) refuse('conflict', `The action item "${item.id}" of ${record.id} is done; expected an open one.`);
  const owner = draft.owner === null ? null : personOf(draft.owner, context);
  const { kind, dueAt, proof, fromItem, text, proofNote } = draft;
  return [
    says(context, { type: 'correctiveAdded', data: { action, kind, owner: owner?.id ?? null, ownerName: owner?.name ?? null, dueAt, proof, fromItem }, texts: { text, proofNote } }),
    ...(item === null ? [] : [says(context, { type: 'actionDone', data: { item: item.id, done: true }, texts: {} })]),
  ];
}

/** Empty where nothing is different. */
export function editCorrective(action: CorrectiveRecord, changes: CorrectiveEdit, context: Context): Step[] {
  if (!isUndone(action)) refuse('conflict', `${action.id} is ${CORRECTIVE_STATE_WORD[action.state]}. Reopen it before changing it.`);
  const dueAt = action.dueAt === null ? null : toRfc3339(action.dueAt);
  if (changes.dueAt !== undefined && changes.dueAt !== dueAt) ahead(changes.dueAt, context, 'The due date');
  const owner = typeof changes.owner === 'string' && changes.owner !== action.owner ? personOf(changes.owner, context) : null;
  const before = { kind: action.kind, owner: action.owner, dueAt, proof: action.proof, text: action.text, proofNote: action.proofNote };
  const now = { ...before, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) };
  if (canonicalJson(now) === canonicalJson(before)) return [];
  const ownerName = now.owner === null ? null : (owner?.name ?? action.ownerName);
  return [says(context, { type: 'correctiveChanged', data: { action: action.id, kind: now.kind, owner: now.owner, ownerName, dueAt: now.dueAt, proof: now.proof }, texts: { text: now.text, proofNote: now.proofNote } })];
}

export function stepCorrective(action: CorrectiveRecord, step: OwnStep, context: Context): Step[] {
  switch (step.type) {
    case 'offerLink':
      return offerLink(action, step, context);
    case 'confirmLink':
      return confirmLink(action, step, context);
    case 'refuseLink':
      if (action.state !== 'awaiting') refuse('conflict', `${action.id} has no link that waits; it is ${CORRECTIVE_STATE_WORD[action.state]}.`);
      return [says(context, { type: 'correctiveRefused', data: { action: action.id }, texts: { reason: step.reason } })];
    case 'reopen':
      if (isUndone(action)) refuse('conflict', `${action.id} is ${CORRECTIVE_STATE_WORD[action.state]}; only what is done or dropped can be reopened.`);
      return [says(context, { type: 'correctiveReopened', data: { action: action.id }, texts: { reason: step.reason } })];
    case 'drop':
    default:
      if (!isUndone(action)) refuse('conflict', `${action.id} is ${CORRECTIVE_STATE_WORD[action.state]}; there is nothing to drop.`);
      return [says(context, { type: 'correctiveDropped', data: { action: action.id }, texts: { reason: step.reason } })];
  }
}

function offerLink(action: CorrectiveRecord, { label, url }: Extract<OwnStep, { type: 'offerLink' }>, context: Context): Step[] {
  if (!isUndone(action)) refuse('conflict', `${action.id} is ${CORRECTIVE_STATE_WORD[action.state]}. Reopen it first.`);
  if (action.proof?.kind !== 'link') refuse('conflict', `${action.id} is not proved by a link. Change its proof to a link first.`);
  const { username, password } = new URL(url);
  if (username !== '' || password !== '') refuse('invalid_input', 'The address holds a name or a password, which would stay in the timeline: expected an address without them.');
  return [says(context, { type: 'correctiveOffered', data: { action: action.id }, texts: { label, url } })];
}

/** Whoever put a link believes it; whether it shows what it should is for somebody else to say. */
function confirmLink(action: CorrectiveRecord, { comment }: Extract<OwnStep, { type: 'confirmLink' }>, context: Context): Step[] {
  const { link, proof } = action;
  if (action.state !== 'awaiting' || link === null || proof === null) return refuse('conflict', `${action.id} has no link that waits; it is ${CORRECTIVE_STATE_WORD[action.state]}.`);
  if (link.by.id === context.actor.id) refuse('forbidden', `${link.by.name} put this link; another person has to confirm it.`);
  return [says(context, { type: 'correctiveProved', data: { action: action.id, proof }, texts: { says: comment === null ? `${context.actor.name} confirmed the link.` : `${context.actor.name} confirmed the link: ${comment}` } })];
}
