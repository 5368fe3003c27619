import { HoldfastError } from '../../../../shared/model/result.ts';
import type { RoleHolder } from '../../../../shared/model/incident.ts';
import type { Role } from '../../../../shared/model/policy-config.ts';
import { ROLE_WORD } from '../../../../shared/text/incident-words.ts';
import { isShared } from '../fold-roles.ts';
import type { IncidentRecord } from '../record.ts';
import { acceptance, type ActionOf } from './steps.ts';
import { personOf, refuse, says, type Context, type Step } from './step.ts';

const word = (role: Role): string => ROLE_WORD[role].toLowerCase();
const holdersOf = (record: IncidentRecord, role: Role): readonly RoleHolder[] => record.roles.filter((holder) => holder.role === role);

/**
 * A role for somebody. A held one that is not shared is left by its holder first, and the timeline says so; where it had been
 * offered to this very person, it is a hand-over.
 */
function give(record: IncidentRecord, role: Role, person: { readonly id: string; readonly name: string }, context: Context): Step[] {
  const holders = holdersOf(record, role);
  if (holders.some((holder) => holder.person === person.id)) refuse('conflict', `${person.name} is ${word(role)} of ${record.id} already.`);
  const offering = holders.find((holder) => holder.offeredTo?.person === person.id);
  if (offering !== undefined && person.id === context.actor.id) return [handover(offering, person, context)];
  const left = isShared(role) ? [] : holders.map((holder) => says(context, { type: 'roleLeft', data: { role, person: holder.person, personName: holder.name }, texts: {} }));
  return [...acceptance(record, context), ...left, says(context, { type: 'roleTaken', data: { role, person: person.id, personName: person.name }, texts: {} })];
}

const handover = (holder: RoleHolder, to: { readonly id: string; readonly name: string }, context: Context): Step =>
  says(context, { type: 'handoverAccepted', data: { role: holder.role, from: holder.person, fromName: holder.name, to: to.id, toName: to.name }, texts: {} });

export const takeRole = (record: IncidentRecord, action: ActionOf<'takeRole'>, context: Context): Step[] => give(record, action.role, context.actor, context);

export const assignRole = (record: IncidentRecord, action: ActionOf<'assignRole'>, context: Context): Step[] => give(record, action.role, personOf(action.person, context), context);

export function leaveRole(record: IncidentRecord, action: ActionOf<'leaveRole'>, context: Context): Step[] {
  const holder = ownOf(record, action.role, context);
  return [says(context, { type: 'roleLeft', data: { role: action.role, person: holder.person, personName: holder.name }, texts: {} })];
}

export function offerRole(record: IncidentRecord, action: ActionOf<'offerRole'>, context: Context): Step[] {
  const holder = ownOf(record, action.role, context);
  const to = personOf(action.to, context);
  if (to.id === holder.person) refuse('invalid_input', `${holder.name} is ${word(action.role)} already; expected somebody else to hand it over to.`);
  if (holdersOf(record, action.role).some(({ person }) => person === to.id)) refuse('conflict', `${to.name} is ${word(action.role)} of ${record.id} already.`);
  return [says(context, { type: 'handoverOffered', data: { role: action.role, from: holder.person, to: to.id, toName: to.name }, texts: {} })];
}

export function acceptRole(record: IncidentRecord, action: ActionOf<'acceptRole'>, context: Context): Step[] {
  const holder = holdersOf(record, action.role).find(({ offeredTo }) => offeredTo?.person === context.actor.id);
  if (holder === undefined) throw new HoldfastError('conflict', `Nobody has offered ${context.actor.name} to be ${word(action.role)} of ${record.id}. Take the role instead, or ask for the hand-over.`);
  return [handover(holder, context.actor, context)];
}

/** The actor's own hold on a role. */
function ownOf(record: IncidentRecord, role: Role, { actor }: Context): RoleHolder {
  const holders = holdersOf(record, role);
  const own = holders.find(({ person }) => person === actor.id);
  if (own !== undefined) return own;
  const who = holders.length === 0 ? 'nobody is' : `${holders.map(({ name }) => name).join(' and ')} ${holders.length === 1 ? 'is' : 'are'}`;
  return refuse('conflict', `${actor.name} is not ${word(role)} of ${record.id}; ${who}.`);
}
