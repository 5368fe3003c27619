import type { z } from 'zod';
import type { contract } from '../../../../shared/contract/contract.ts';
import type { IncidentState, InstantName } from '../../../../shared/model/incident.ts';
import type { ServiceId } from '../../../../shared/model/ids.ts';
import type { Right } from '../../../../shared/model/rights.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { toRfc3339 } from '../../../../shared/model/units.ts';
import { INCIDENT_STATE_WORD } from '../../../../shared/text/incident-words.ts';
import { instantOf, type IncidentRecord } from '../record.ts';
import { checkOrder, INSTANT_WORDS, type Proposed } from './order.ts';
import { rankOfState } from './steps.ts';
import { capital, ms, notAhead, oneOf, refuse, says, titleLine, type Context, type Step } from './step.ts';

export type IncidentChanges = Omit<z.output<(typeof contract)['incidents.edit']['input']>, 'id' | 'version'>;

export interface EditContext extends Context {
  readonly rights: readonly Right[];
  readonly services: readonly ServiceId[];
}

/** Changes of the head, one entry each; what is as it was already makes none. */
export function edit(record: IncidentRecord, changes: IncidentChanges, context: EditContext): Step[] {
  if (record.standing === 'merged') refuse('conflict', `${record.id} was merged into ${record.mergedInto ?? 'another incident'}; change that one.`);
  const facts = [...titleOf(record, changes), ...severityOf(record, changes), ...kindOf(record, changes), ...privacyOf(record, changes, context), ...servicesOf(record, changes, context)];
  return [...facts.map((fact) => says(context, fact)), ...instantsOf(record, changes, context)];
}

function titleOf(record: IncidentRecord, { title: given }: IncidentChanges): IncidentFact[] {
  const title = given === undefined ? record.title : titleLine(given);
  return title === record.title || title === null ? [] : [{ type: 'titleChanged', data: {}, texts: { title } }];
}

const severityOf = (record: IncidentRecord, { severity }: IncidentChanges): IncidentFact[] =>
  severity === undefined || severity.to === record.severity ? [] : [{ type: 'severityChanged', data: { from: record.severity, to: severity.to }, texts: { reason: severity.reason } }];

/** What turns out to be a matter of security is private from that moment on. */
function kindOf(record: IncidentRecord, { kind }: IncidentChanges): IncidentFact[] {
  if (kind === undefined || kind === record.kind) return [];
  const changed: IncidentFact = { type: 'kindChanged', data: { from: record.kind, to: kind }, texts: {} };
  return kind === 'security' && !record.private ? [changed, { type: 'privacyChanged', data: { private: true }, texts: { reason: 'A security incident is private at once.' } }] : [changed];
}

/** Anybody who operates may hide; to show what was hidden is for whoever approves or administers. */
function privacyOf(record: IncidentRecord, { private: privacy, kind }: IncidentChanges, { rights }: EditContext): IncidentFact[] {
  if (privacy === undefined || privacy.to === record.private) return [];
  if (privacy.to && kind === 'security') return [];
  if (!privacy.to && !rights.includes('approve') && !rights.includes('admin')) refuse('forbidden', `To make ${record.id} public needs the right "approve" or "admin", which this seat does not have.`);
  return [{ type: 'privacyChanged', data: { private: privacy.to }, texts: { reason: privacy.reason } }];
}

function servicesOf(record: IncidentRecord, { services }: IncidentChanges, context: EditContext): IncidentFact[] {
  if (services === undefined) return [];
  checkServices(services.filter((service) => !record.services.includes(service)), context.services);
  const added = services.filter((service, index) => !record.services.includes(service) && services.indexOf(service) === index);
  const removed = record.services.filter((service) => !services.includes(service));
  return added.length + removed.length === 0 ? [] : [{ type: 'servicesChanged', data: { added, removed }, texts: {} }];
}

export function checkServices(services: readonly ServiceId[], known: readonly ServiceId[]): void {
  const unknown = services.find((service) => !known.includes(service));
  if (unknown !== undefined) refuse('invalid_input', `There is no service "${unknown}": ${oneOf(known)}.`);
}

/** The state in which an instant has come to be. */
const REACHED_IN: Readonly<Partial<Record<InstantName, IncidentState>>> = { acknowledgedAt: 'acknowledged', investigatingAt: 'investigating', mitigatedAt: 'mitigated', resolvedAt: 'resolved', reviewedAt: 'reviewed' };

/** Corrections are judged together, so that two instants can move past each other's old places. */
function instantsOf(record: IncidentRecord, { instants = [] }: IncidentChanges, context: EditContext): Step[] {
  const proposed: { -readonly [N in keyof Proposed]: Proposed[N] } = {};
  for (const { instant, to } of instants) {
    if (instant in proposed) refuse('invalid_input', `${capital(INSTANT_WORDS[instant])} is given twice: expected each instant once.`);
    const reached = REACHED_IN[instant];
    if (reached !== undefined && rankOfState(record.state) < rankOfState(reached)) refuse('conflict', `${record.id} is ${INCIDENT_STATE_WORD[record.state]}: ${INSTANT_WORDS[instant]} comes with that step and cannot be set before it.`);
    if (instant === 'declaredAt' && record.standing === 'proposed') refuse('conflict', `${record.id} is only proposed: the declaration comes with accepting it.`);
    notAhead(to, context, capital(INSTANT_WORDS[instant]));
    proposed[instant] = to === null ? null : ms(to);
  }
  checkOrder(record, proposed);
  return instants.flatMap(({ instant, to, reason }) => {
    const from = instantOf(record, instant);
    if (from === proposed[instant]) return [];
    return [says(context, { type: 'instantCorrected', data: { instant, from: from === null ? null : toRfc3339(from), to }, texts: { reason } }, { tells: true })];
  });
}
