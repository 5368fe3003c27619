import type { ActionItem, IncidentLink, ShownNumber } from '../../../../shared/model/incident.ts';
import { ItemId } from '../../../../shared/model/ids.ts';
import { instantOf, type IncidentRecord } from '../record.ts';
import type { ActionOf } from './steps.ts';
import { ahead, ms, notAhead, oneOf, personOf, refuse, says, type Context, type Step } from './step.ts';

const MOST_LINKS = 100;
const MOST_ACTIONS = 500;

/** Unique within the incident, because the version rises with every entry; `ahead` tells apart items that are added together. */
export const nextItem = (record: IncidentRecord, ahead = 0): ItemId => ItemId.parse(`i${record.version + 1 + ahead}`);

export function note(_record: IncidentRecord, action: ActionOf<'note'>, context: Context): Step[] {
  notAhead(action.at, context, 'The time of the note');
  return [says(context, { type: 'note', data: {}, texts: { text: action.text } }, { at: action.at, evidence: action.evidence, tells: true })];
}

export function addLink(record: IncidentRecord, { kind, label, url }: ActionOf<'addLink'>, context: Context): Step[] {
  if (record.links.length >= MOST_LINKS) refuse('conflict', `${record.id} has ${MOST_LINKS} links already; remove one first.`);
  const { username, password } = new URL(url);
  if (username !== '' || password !== '') refuse('invalid_input', 'The address holds a name or a password, which would stay in the timeline: expected an address without them.');
  return [says(context, { type: 'linkAdded', data: { item: nextItem(record), kind }, texts: { label, url } })];
}

export function removeLink(record: IncidentRecord, { item }: ActionOf<'removeLink'>, context: Context): Step[] {
  find(record.links, item, `${record.id} has no such link; somebody may have removed it.`);
  return [says(context, { type: 'linkRemoved', data: { item }, texts: {} })];
}

export function addAction(record: IncidentRecord, action: ActionOf<'addAction'>, context: Context): Step[] {
  if (record.actions.length >= MOST_ACTIONS) refuse('conflict', `${record.id} has ${MOST_ACTIONS} action items already.`);
  ahead(action.dueAt, context, 'The time at which it is due');
  const owner = action.owner === null ? null : personOf(action.owner, context);
  return [says(context, { type: 'actionAdded', data: { item: nextItem(record), owner: owner?.id ?? null, ownerName: owner?.name ?? null, dueAt: action.dueAt }, texts: { text: action.text } })];
}

/** What is left out stays as it is. */
export function changeAction(record: IncidentRecord, action: ActionOf<'changeAction'>, context: Context): Step[] {
  const before = actionItem(record, action.item);
  if (action.dueAt !== before.dueAt) ahead(action.dueAt, context, 'The time at which it is due');
  const owner = typeof action.owner === 'string' && action.owner !== before.owner ? personOf(action.owner, context) : null;
  const data = {
    item: action.item,
    owner: action.owner === undefined ? before.owner : action.owner,
    ownerName: action.owner === null ? null : (owner?.name ?? before.ownerName),
    dueAt: action.dueAt === undefined ? before.dueAt : action.dueAt,
  };
  if (data.owner === before.owner && data.dueAt === before.dueAt) return [];
  return [says(context, { type: 'actionChanged', data, texts: {} })];
}

export function finishAction(record: IncidentRecord, { item, done }: ActionOf<'finishAction'>, context: Context): Step[] {
  const isDone = actionItem(record, item).doneAt !== null;
  return isDone === done ? [] : [says(context, { type: 'actionDone', data: { item, done }, texts: {} })];
}

const actionItem = (record: IncidentRecord, item: ItemId): ActionItem => find(record.actions, item, `${record.id} has no such action item.`);

function find<T extends ActionItem | IncidentLink>(items: readonly T[], item: ItemId, missing: string): T {
  return items.find(({ id }) => id === item) ?? refuse('not_found', missing);
}

const COUNTS: ReadonlySet<string> = new Set(['customers', 'failedTransactions', 'delayedTransactions']);
const WORDS: ReadonlySet<string> = new Set(['cannotDo', 'regions']);

export function setImpact(_record: IncidentRecord, { field, known, number, text, source }: ActionOf<'setImpact'>, context: Context): Step[] {
  if (known && COUNTS.has(field) && (number === null || !Number.isInteger(number))) refuse('invalid_input', `${field}: expected a whole number, or "not yet known".`);
  if (known && WORDS.has(field) && text === null) refuse('invalid_input', `${field}: expected some words, or "not yet known".`);
  if (known && number === null && text === null) refuse('invalid_input', `${field}: expected a number or some words, or "not yet known".`);
  const texts = { ...(known && text !== null ? { text } : {}), ...(source === null ? {} : { source }) };
  return [says(context, { type: 'impactSet', data: { field, number: known ? number : null, known }, texts }, { tells: source === null })];
}

export function recordUpdate(_record: IncidentRecord, action: ActionOf<'recordUpdate'>, context: Context): Step[] {
  notAhead(action.at, context, 'The time of the update');
  ahead(action.nextAt, context, 'The promised time of the next update');
  return [says(context, { type: 'updateSent', data: { audience: action.audience, nextAt: action.nextAt }, texts: { text: action.text } }, { at: action.at, tells: true })];
}

export const sameAs = (record: IncidentRecord, { incident }: ActionOf<'sameAs'>, context: Context): Step[] => {
  if (incident === record.id) refuse('invalid_input', `${record.id} cannot be the same as itself: expected another incident.`);
  return incident === record.sameAs ? [] : [says(context, { type: 'sameAs', data: { incident }, texts: {} })];
};

const LONGEST_HOLD_MS = 24 * 3_600_000;

/** What stands on screen when something is decided. */
export interface OnScreen {
  readonly numbers: readonly ShownNumber[];
  /** Whether what is known now confirms the outage. */
  readonly confirmed: boolean;
  /** Ids of the obligations that are configured. */
  readonly obligations: readonly string[];
}

/** Hold says when to ask again; the others settle the question. */
export function decision(record: IncidentRecord, action: ActionOf<'decide'>, context: Context, { numbers, confirmed }: Pick<OnScreen, 'numbers' | 'confirmed'>): Step[] {
  if (action.choice === 'hold' && action.reaskAt === null) refuse('invalid_input', 'To hold needs a time at which the question is asked again.');
  if (action.choice !== 'hold' && action.reaskAt !== null) refuse('invalid_input', 'Only to hold asks again: expected no time of asking with this choice.');
  ahead(action.reaskAt, context, 'The time at which the question is asked again');
  if (action.reaskAt !== null && ms(action.reaskAt) - context.now > LONGEST_HOLD_MS) refuse('invalid_input', 'Expected a time within 24 hours at which the question is asked again.');
  const startedAt = instantOf(record, 'impactStartedAt');
  const sinceImpactMs = startedAt === null ? null : Math.max(0, context.now - startedAt);
  return [says(context, { type: 'decided', data: { choice: action.choice, reaskAt: action.reaskAt, sinceImpactMs, numbers: [...numbers], confirmed }, texts: { reason: action.reason } })];
}

export function meetObligation(record: IncidentRecord, action: ActionOf<'meetObligation'>, context: Context, { obligations }: Pick<OnScreen, 'obligations'>): Step[] {
  if (!obligations.includes(action.obligation)) refuse('invalid_input', `There is no obligation "${action.obligation}": ${oneOf(obligations)}.`);
  notAhead(action.at, context, 'The time at which it was met');
  if (action.obligation in record.metObligations) return [];
  return [says(context, { type: 'obligationMet', data: { obligation: action.obligation }, texts: action.how === undefined ? {} : { how: action.how } }, { at: action.at, evidence: action.evidence, tells: true })];
}
