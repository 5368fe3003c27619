import { z } from 'zod';
import { ConfigIssue } from './config-issue.ts';
import { call } from './define.ts';
import { ImportMapping, ImportReport, IncidentAction, IncidentDraft, IncidentEdit } from './incident-inputs.ts';
import { list, none, page } from './paging.ts';
import { BlindBefore } from '../model/blind.ts';
import { Point } from '../model/entities.ts';
import { AlertId, IncidentId, MaintenanceId, RuleId, ServiceId, SignalId } from '../model/ids.ts';
import { Alert, AlertCounts, AlertState, EvidenceSeries, Incident, IncidentDetail, MaintenanceElsewhere, MaintenanceWindow, Replay, RuleView, Similar, Slo } from '../model/incident.ts';
import { Instant } from '../model/instant.ts';
import { IncidentsConfig, MaintenanceConfig, Role } from '../model/policy-config.ts';
import { SignalRule } from '../model/rule-config.ts';
import { Severity } from '../model/severity.ts';
import { HandoverDraft, HandoverRecord } from '../model/shift.ts';
import { TimelineEvent } from '../model/timeline.ts';

const version = z.coerce.number().int().min(1);

/** Calls about what goes wrong: alerts, rules, incidents, maintenance, the shift, the audit. Part of the contract. */
export const incidentCalls = {
  'alerts.list': call({
    method: 'GET', path: '/alerts', right: 'view', summary: 'Alerts, gravest first, then oldest; only pending and firing ones unless told.',
    input: list.extend({ state: AlertState.optional(), service: ServiceId.optional(), incident: IncidentId.optional() }),
    output: z.object({ items: z.array(Alert), next: z.string().nullable(), counts: AlertCounts }),
  }),
  'alerts.get': call({ method: 'GET', path: '/alerts/{id}', right: 'view', summary: 'One alert.', input: z.object({ id: AlertId }), output: Alert }),

  'incidents.list': call({
    method: 'GET', path: '/incidents', right: 'view', summary: 'Incidents: open and proposed ones first by severity and time, then the others, newest first.',
    input: list.extend({ show: z.enum(['open', 'closed', 'all']).default('all'), service: ServiceId.optional(), severity: Severity.optional(), query: z.string().max(200).optional() }),
    output: page(Incident),
  }),
  'incidents.open': call({ method: 'POST', path: '/incidents', right: 'operate', summary: 'Opens an incident by hand.', input: z.object(IncidentDraft), output: IncidentDetail }),
  'incidents.get': call({ method: 'GET', path: '/incidents/{id}', right: 'view', summary: 'One incident.', input: z.object({ id: IncidentId }), output: IncidentDetail }),
  'incidents.edit': call({
    method: 'PATCH', path: '/incidents/{id}', right: 'operate', ifMatch: true,
    summary: 'Changes the head of an incident as it was at `version` (header If-Match); 409 tells what changed since.',
    input: z.object({ id: IncidentId, version, ...IncidentEdit }), output: IncidentDetail,
  }),
  'incidents.act': call({
    method: 'POST', path: '/incidents/{id}/events', right: 'publish',
    summary: 'One step, note or decision, which becomes an entry of the timeline. Steps of the workflow, roles, decisions and merging need `operate`.',
    input: z.object({ id: IncidentId, version: version.optional(), action: IncidentAction }), output: IncidentDetail,
  }),
  'incidents.timeline': call({
    method: 'GET', path: '/incidents/{id}/events', right: 'view', summary: 'The timeline, newest first: key moments, or everything; repeated alerts folded into one row.',
    input: list.extend({ id: IncidentId, show: z.enum(['key', 'all']).default('all'), type: z.string().max(40).optional(), actor: z.string().max(80).optional(), order: z.enum(['asc', 'desc']).default('desc') }),
    output: page(TimelineEvent),
  }),
  'incidents.similar': call({ method: 'GET', path: '/incidents/{id}/similar', right: 'view', summary: 'Earlier incidents like this one, and what fixed them.', input: z.object({ id: IncidentId }), output: z.object({ items: z.array(Similar) }) }),
  'incidents.blind': call({
    method: 'GET', path: '/incidents/{id}/blind', right: 'view', summary: 'How much of the time from the start of its impact to its detection a service of the incident was not seen, and why; null where that time is not known.',
    input: z.object({ id: IncidentId }), output: z.object({ before: BlindBefore.nullable() }),
  }),
  'incidents.evidence': call({ method: 'GET', path: '/incidents/{id}/evidence', right: 'view', summary: 'Series that were frozen for this incident, with their queries.', input: z.object({ id: IncidentId }), output: z.object({ items: z.array(EvidenceSeries) }) }),
  'incidents.evidencePoints': call({
    method: 'GET', path: '/incidents/{id}/evidence/{signal}', right: 'view', summary: 'A frozen series, decimated like a signal’s points.',
    input: z.object({ id: IncidentId, signal: SignalId, from: Instant.optional(), to: Instant.optional(), maxPoints: z.coerce.number().int().min(2).max(50_000).default(1_000) }),
    output: z.object({ items: z.array(Point) }),
  }),
  'incidents.import': call({
    method: 'POST', path: '/incidents/import', right: 'admin', summary: 'Reads past incidents from CSV or JSON and reports row by row; imports the good rows only when asked to.',
    input: z.object({ format: z.enum(['csv', 'json']), text: z.string().min(1).max(20_000_000), file: z.string().max(200).default('import'), mapping: ImportMapping.optional(), commit: z.boolean().default(false) }),
    output: ImportReport,
  }),

  'rules.list': call({ method: 'GET', path: '/rules', right: 'view', summary: 'All rules with their state: those of holdfast.yaml and of rule files.', input: list, output: page(RuleView) }),
  'rules.get': call({ method: 'GET', path: '/rules/{id}', right: 'view', summary: 'A rule of holdfast.yaml as it is written.', input: z.object({ id: RuleId }), output: z.object({ rule: SignalRule, view: RuleView }) }),
  'rules.replay': call({
    method: 'POST', path: '/rules/replay', right: 'view', summary: 'When a rule would have fired over a span of history, and how often.',
    input: z.object({ rule: SignalRule, from: Instant, to: Instant, maxPoints: z.int().min(10).max(5_000).default(600) }), output: Replay,
  }),
  'rules.write': call({
    method: 'PUT', path: '/rules/{id}', right: 'admin', summary: 'Adds a rule to holdfast.yaml, or changes the one with this id.',
    input: z.object({ id: RuleId, rule: SignalRule }), output: z.object({ issues: z.array(ConfigIssue) }),
  }),
  'rules.remove': call({ method: 'DELETE', path: '/rules/{id}', right: 'admin', summary: 'Removes a rule from holdfast.yaml.', input: z.object({ id: RuleId }), output: none }),
  'policy.get': call({
    method: 'GET', path: '/policy', right: 'view', summary: 'How incidents are run here: cadence, clocks, required roles, who has which role now, and the objectives that are kept.',
    input: none,
    output: z.object({
      incidents: IncidentsConfig,
      roster: z.array(z.object({ role: Role, person: z.string().nullable(), name: z.string(), contact: z.string().nullable() })),
      people: z.array(z.object({ id: z.string(), name: z.string() })),
      slos: z.array(Slo),
    }),
  }),
  'maintenance.list': call({ method: 'GET', path: '/maintenance', right: 'view', summary: 'Maintenance windows that run or come within 14 days, and what they kept silent; `elsewhere`: what is announced at sources, which keeps nothing silent here.', input: none, output: z.object({ items: z.array(MaintenanceWindow), elsewhere: z.array(MaintenanceElsewhere) }) }),
  'maintenance.get': call({ method: 'GET', path: '/maintenance/{id}', right: 'view', summary: 'A maintenance window as it is written.', input: z.object({ id: MaintenanceId }), output: z.object({ window: MaintenanceConfig }) }),
  'maintenance.write': call({ method: 'PUT', path: '/maintenance/{id}', right: 'operate', summary: 'Adds a maintenance window to holdfast.yaml, or changes the one with this id.', input: z.object({ id: MaintenanceId, window: MaintenanceConfig }), output: none }),
  'maintenance.end': call({ method: 'DELETE', path: '/maintenance/{id}', right: 'operate', summary: 'Ends a maintenance window, or removes one that has not begun.', input: z.object({ id: MaintenanceId }), output: none }),

  'shift.log': call({ method: 'GET', path: '/shift/log', right: 'view', summary: 'Notes outside incidents, newest first.', input: list, output: page(TimelineEvent) }),
  'shift.note': call({ method: 'POST', path: '/shift/log', right: 'publish', summary: 'Writes a note into the shift log.', input: z.object({ text: z.string().trim().min(1).max(4_000), at: Instant.optional() }), output: TimelineEvent }),
  'shift.draft': call({ method: 'GET', path: '/shift/handover', right: 'view', summary: 'What the next shift must know now.', input: none, output: HandoverDraft }),
  'shift.list': call({ method: 'GET', path: '/shift/handovers', right: 'view', summary: 'Hand-overs, newest first.', input: list, output: page(HandoverRecord) }),
  'shift.write': call({ method: 'POST', path: '/shift/handovers', right: 'publish', summary: 'Hands the shift over as it stands, with some words.', input: z.object({ text: z.string().trim().max(4_000).default('') }), output: HandoverRecord }),
  'shift.accept': call({ method: 'POST', path: '/shift/handovers/{seq}/accept', right: 'publish', summary: 'Takes the shift over, by name; not by whoever handed it over.', input: z.object({ seq: z.coerce.number().int(), text: z.string().trim().max(1_000).default('') }), output: HandoverRecord }),

  'audit.list': call({
    method: 'GET', path: '/audit', right: 'admin', summary: 'The whole journal, newest first: incidents and changes of the workspace.',
    input: list.extend({ type: z.string().max(40).optional(), actor: z.string().max(80).optional(), incident: IncidentId.optional() }), output: page(TimelineEvent),
  }),
  'audit.verify': call({
    method: 'POST', path: '/audit/verify', right: 'admin', summary: 'Checks the chain of hashes from its first row to its head.',
    input: none,
    output: z.object({ ok: z.boolean(), rows: z.number().int(), redacted: z.number().int(), erased: z.number().int(), lost: z.number().int(), unproven: z.number().int(), head: z.string().nullable(), firstBad: z.object({ seq: z.number().int(), problem: z.string() }).nullable() }),
  }),
  'audit.redact': call({
    method: 'POST', path: '/audit/redactions', right: 'operate', summary: 'Asks for a text of the workspace’s own journal to be removed, or, as a second person, removes it.',
    input: z.object({ seq: z.int(), field: z.string().min(1).max(40), reason: z.string().trim().min(1).max(1_000) }), output: z.object({ state: z.enum(['asked', 'redacted']) }),
  }),
} as const;

