import { severityRank } from '../../../../shared/model/severity.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { firingOf, instantOf, isFiring, isOpen, type AttachedAlert, type IncidentRecord } from '../record.ts';
import { onsetFound } from '../onset.ts';
import { nextItem } from './items.ts';
import type { ActionOf } from './steps.ts';
import { refuse, says, type Context, type Step } from './step.ts';

export interface Merge {
  readonly source: readonly Step[];
  readonly target: readonly Step[];
}

/**
 * One incident taken in by another: its alerts, services, links and open action items go over, and the target becomes as grave and
 * as early as the source was. Roles, decisions and updates stay where they were made.
 */
export function merge(source: IncidentRecord, target: IncidentRecord, action: ActionOf<'merge'>, context: Context): Merge {
  checkMerge(source, target);
  const reason = action.reason === undefined ? {} : { reason: action.reason };
  return {
    source: [says(context, { type: 'merged', data: { into: target.id }, texts: reason })],
    target: [says(context, { type: 'absorbed', data: { from: source.id }, texts: {} }), ...heldToo(source, target, context), ...movedAlerts(source, target, context), ...countedToo(source, target, context), ...moreServices(source, target, context), ...moreGrave(source, target, context), ...earlierOnset(source, target), ...openItems(source, target, context)],
  };
}

function checkMerge(source: IncidentRecord, target: IncidentRecord): void {
  if (source.id === target.id) refuse('invalid_input', `${source.id} cannot be merged into itself: expected another incident.`);
  if (target.standing === 'merged') refuse('conflict', `${target.id} was merged into ${target.mergedInto ?? 'another incident'}; merge into that one.`);
  if (target.standing === 'dismissed') refuse('conflict', `${target.id} was dismissed; expected an open or a resolved incident.`);
  if (target.standing === 'proposed' && source.standing === 'declared') refuse('conflict', `${target.id} is only proposed. Accept it first, or merge it into ${source.id}.`);
  if (source.private && !target.private) refuse('conflict', `${source.id} is private and ${target.id} is not. Make ${target.id} private first, or merge it into ${source.id}.`);
  if (!isOpen(target) && isFiring(source)) refuse('conflict', `${target.id} is ${target.state}, and alerts of ${source.id} still fire. Reopen ${target.id} first, or merge it into ${source.id}.`);
  if (source.isDrill !== target.isDrill) refuse('conflict', 'A drill and a real incident cannot be merged.');
}

/** Those that still fire, and the first of every rule: enough to go on from, and the source's timeline has the others. */
function movedAlerts(source: IncidentRecord, target: IncidentRecord, context: Context): Step[] {
  const firsts = new Map<string, AttachedAlert>();
  for (const alert of source.alerts) if ((firsts.get(alert.rule)?.startsAt ?? Infinity) > alert.startsAt) firsts.set(alert.rule, alert);
  const moving = new Set([...firsts.values(), ...firingOf(source)].filter(({ alert }) => !target.alerts.some((each) => each.alert === alert)));
  return [...moving].flatMap((alert) => [
    says(context, { type: 'alertFired', data: { alert: alert.alert, rule: alert.rule, service: alert.service, severity: alert.severity, value: null, limit: null, startsAt: toRfc3339(alert.startsAt), firedAt: null, noEarlierThan: alert.noEarlierThan }, texts: {} }, { at: toRfc3339(alert.startsAt), evidence: { kind: 'record', ref: source.id, time: toRfc3339(alert.startsAt), value: null } }),
    ...(alert.endsAt === null ? [] : [says(context, { type: 'alertEnded', data: { alert: alert.alert, rule: alert.rule, endsAt: toRfc3339(alert.endsAt) }, texts: {} }, { at: toRfc3339(alert.endsAt), evidence: { kind: 'record', ref: source.id, time: toRfc3339(alert.endsAt), value: null } })]),
  ]);
}

function countedToo({ counted }: IncidentRecord, target: IncidentRecord, context: Context): Step[] {
  if (counted === null) return [];
  const before = target.counted ?? { alerts: target.alerts.length, firing: 0, endedAt: null };
  const endedAt = counted.endedAt === null || before.endedAt === null ? (counted.endedAt ?? before.endedAt) : epochMs(Math.max(counted.endedAt, before.endedAt));
  return [says(context, { type: 'alertsCounted', data: { alerts: counted.alerts + before.alerts, firing: counted.firing + before.firing, endedAt: endedAt === null ? null : toRfc3339(endedAt) }, texts: {} })];
}

/** What goes over belongs to what is held. An incident that was merged into a held one is held with it (`retention/rules.ts`). */
function heldToo({ id, hold }: IncidentRecord, target: IncidentRecord, context: Context): Step[] {
  if (hold === null || target.hold !== null) return [];
  return [says(context, { type: 'holdSet', data: {}, texts: { reason: `${id}, which was merged into it, is on hold: ${hold.reason}` } })];
}

function moreServices(source: IncidentRecord, target: IncidentRecord, context: Context): Step[] {
  const added = source.services.filter((service) => !target.services.includes(service));
  return added.length === 0 ? [] : [says(context, { type: 'servicesChanged', data: { added, removed: [] }, texts: {} })];
}

function moreGrave(source: IncidentRecord, target: IncidentRecord, context: Context): Step[] {
  if (severityRank(source.severity) >= severityRank(target.severity)) return [];
  return [says(context, { type: 'severityChanged', data: { from: target.severity, to: source.severity }, texts: { reason: `${source.id}, which is ${source.severity}, was merged into it.` } })];
}

function earlierOnset(source: IncidentRecord, target: IncidentRecord): Step[] {
  const startedAt = instantOf(source, 'impactStartedAt');
  const noEarlierThan = source.instants.impactStartedAt?.at(-1)?.noEarlierThan ?? false;
  return startedAt === null ? [] : onsetFound(target, { startsAt: startedAt, noEarlierThan }, `${source.id}, which was merged into it, began then.`);
}

/** Nothing that somebody still has to do, or to open, may disappear with the incident that it was written in. */
function openItems(source: IncidentRecord, target: IncidentRecord, context: Context): Step[] {
  const links = source.links.filter(({ url }) => !target.links.some((link) => link.url === url));
  const actions = source.actions.filter(({ doneAt }) => doneAt === null);
  return [
    ...links.map(({ kind, label, url }, index) => says(context, { type: 'linkAdded', data: { item: nextItem(target, index), kind }, texts: { label, url } })),
    ...actions.map(({ owner, ownerName, dueAt, text }, index) => says(context, { type: 'actionAdded', data: { item: nextItem(target, links.length + index), owner, ownerName, dueAt }, texts: { text } })),
  ];
}
