import { z } from 'zod';
import { IncidentId, ItemId, PersonId, ServiceId } from '../model/ids.ts';
import { DecisionChoice, ImpactField, IncidentKind, IncidentOrigin, InstantName, LINK_KINDS } from '../model/incident.ts';
import { Instant } from '../model/instant.ts';
import { Audience, Role } from '../model/policy-config.ts';
import { Severity } from '../model/severity.ts';
import { Evidence } from '../model/timeline.ts';

const Text = (max: number) => z.string().trim().min(1, 'expected some words').max(max, `expected at most ${max} characters`);
const Words = Text(4_000);
const Reason = Text(1_000);
/** When it happened; now unless told. Never in the future. */
const at = Instant.optional();
const evidence = Evidence.optional();

/** What a person can do to an incident, one entry of its timeline each. Workflow steps keep their order; `at` may back-date them. */
export const IncidentAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('accept'), at }),
  z.strictObject({ type: z.literal('dismiss'), reason: Reason, falseAlarm: z.boolean() }),
  z.strictObject({ type: z.literal('acknowledge'), at }),
  z.strictObject({ type: z.literal('investigate'), at }),
  z.strictObject({ type: z.literal('mitigate'), at, how: Reason.optional(), evidence }),
  z.strictObject({ type: z.literal('resolve'), at, how: Reason.optional(), evidence }),
  z.strictObject({ type: z.literal('reopen'), reason: Reason }),
  z.strictObject({ type: z.literal('review'), at }),
  z.strictObject({ type: z.literal('reopenReview'), reason: Reason }),
  z.strictObject({ type: z.literal('hold'), reason: Reason }),
  z.strictObject({ type: z.literal('liftHold'), reason: Reason }),
  z.strictObject({ type: z.literal('note'), text: Words, at, evidence }),
  z.strictObject({ type: z.literal('takeRole'), role: Role }),
  z.strictObject({ type: z.literal('assignRole'), role: Role, person: PersonId }),
  z.strictObject({ type: z.literal('leaveRole'), role: Role }),
  z.strictObject({ type: z.literal('offerRole'), role: Role, to: PersonId }),
  z.strictObject({ type: z.literal('acceptRole'), role: Role }),
  z.strictObject({ type: z.literal('addLink'), kind: z.enum(LINK_KINDS), label: Text(120), url: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' }).max(2_000) }),
  z.strictObject({ type: z.literal('removeLink'), item: ItemId }),
  z.strictObject({ type: z.literal('addAction'), text: Text(500), owner: PersonId.nullable().default(null), dueAt: Instant.nullable().default(null) }),
  z.strictObject({ type: z.literal('changeAction'), item: ItemId, owner: PersonId.nullable().optional(), dueAt: Instant.nullable().optional() }),
  z.strictObject({ type: z.literal('finishAction'), item: ItemId, done: z.boolean().default(true) }),
  z.strictObject({ type: z.literal('setImpact'), field: ImpactField, known: z.boolean().default(true), number: z.number().min(0).max(1e15).nullable().default(null), text: Text(500).nullable().default(null), source: Text(300).nullable().default(null) }),
  z.strictObject({ type: z.literal('recordUpdate'), audience: Audience, text: Words, nextAt: Instant.nullable().default(null), at }),
  z.strictObject({ type: z.literal('decide'), choice: DecisionChoice, reason: Reason, reaskAt: Instant.nullable().default(null) }),
  z.strictObject({ type: z.literal('meetObligation'), obligation: z.string().min(1).max(63), how: Reason.optional(), at, evidence }),
  z.strictObject({ type: z.literal('merge'), into: IncidentId, reason: Reason.optional() }),
  z.strictObject({ type: z.literal('sameAs'), incident: IncidentId.nullable() }),
  z.strictObject({ type: z.literal('askRedaction'), seq: z.int(), field: z.string().min(1).max(40), reason: Reason }),
  z.strictObject({ type: z.literal('approveRedaction'), seq: z.int(), field: z.string().min(1).max(40) }),
]);
export type IncidentAction = z.output<typeof IncidentAction>;

export const IncidentDraft = {
  title: Text(200),
  severity: Severity,
  kind: IncidentKind.nullable().default(null),
  services: z.array(ServiceId).max(200).default([]),
  origin: IncidentOrigin.extract(['person', 'customer']).default('person'),
  /** When users began to be affected, as far as known. */
  impactStartedAt: Instant.nullable().default(null),
  isDrill: z.boolean().default(false),
};

/** Changes of the head of an incident; what is left out stays. */
export const IncidentEdit = {
  title: Text(200).optional(),
  severity: z.strictObject({ to: Severity, reason: Reason }).optional(),
  kind: IncidentKind.nullable().optional(),
  services: z.array(ServiceId).max(200).optional(),
  private: z.strictObject({ to: z.boolean(), reason: Reason }).optional(),
  instants: z.array(z.strictObject({ instant: InstantName, to: Instant.nullable(), reason: Reason })).max(9).optional(),
};

/** Columns of a CSV → what they are; every time needs a zone, in the value or in `timeZone`. */
export const ImportMapping = z.strictObject({
  columns: z.record(z.string().max(200), z.enum(['id', 'title', 'severity', 'kind', 'services', 'impactStartedAt', 'detectedAt', 'declaredAt', 'acknowledgedAt', 'mitigatedAt', 'resolvedAt', 'impactEndedAt', 'durationSeconds', 'cause', 'notes', 'ignore'])),
  /** Zone of times that name none. */
  timeZone: z.string().min(1).max(60).default('UTC'),
  severities: z.record(z.string().max(60), Severity).default({}),
  /** Text of a service → id of one. */
  services: z.record(z.string().max(200), ServiceId).default({}),
});
export type ImportMapping = z.output<typeof ImportMapping>;

export const ImportRow = z.object({
  row: z.number().int(),
  verdict: z.enum(['ready', 'duplicate', 'wrong']),
  title: z.string().nullable(),
  problems: z.array(z.string()),
  incident: IncidentId.nullable(),
});
export const ImportReport = z.object({
  columns: z.array(z.string()),
  /** A few values of each column, as they stand in the file. */
  examples: z.record(z.string(), z.array(z.string())),
  /** Values that no severity and no service is known for, the first ones of the file: the mapping can name them. */
  unmapped: z.object({ severities: z.array(z.string()), services: z.array(z.string()) }),
  mapping: ImportMapping,
  rows: z.array(ImportRow),
  ready: z.number().int(),
  duplicate: z.number().int(),
  wrong: z.number().int(),
  /** 0 while nothing was asked to be imported. */
  imported: z.number().int(),
  /** Problems of the file as a whole. */
  problems: z.array(z.string()),
});
export type ImportReport = z.infer<typeof ImportReport>;
