import { z } from 'zod';
import { IncidentActor } from './actor.ts';
import { AlertId, CorrectiveActionId, IncidentId, ItemId, MaintenanceId, PersonId, ServiceId, SignalId, SloId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';
import { Audience, Role } from './policy-config.ts';
import { Severity } from './severity.ts';
import { IncidentSilence } from './silence.ts';

/** In order; only forwards, but for `resolved` → `investigating` by reopening. */
export const INCIDENT_STATES = ['detected', 'acknowledged', 'investigating', 'mitigated', 'resolved', 'reviewed'] as const;
export const IncidentState = z.enum(INCIDENT_STATES);
export type IncidentState = z.infer<typeof IncidentState>;

/** `proposed`: a rule fired and nobody has said yet whether it is one. `dismissed` and `merged` are ends. */
export const IncidentStanding = z.enum(['proposed', 'declared', 'dismissed', 'merged']);
export type IncidentStanding = z.infer<typeof IncidentStanding>;

export const INCIDENT_KINDS = ['bug', 'performance', 'security', 'integration', 'infrastructure'] as const;
export const IncidentKind = z.enum(INCIDENT_KINDS);
export type IncidentKind = z.infer<typeof IncidentKind>;

/** How it came to be known. `customer`: somebody outside reported it before we saw it. */
export const IncidentOrigin = z.enum(['rule', 'alert', 'person', 'customer', 'import']);
export type IncidentOrigin = z.infer<typeof IncidentOrigin>;

export const INSTANT_NAMES = ['impactStartedAt', 'detectedAt', 'declaredAt', 'acknowledgedAt', 'investigatingAt', 'mitigatedAt', 'resolvedAt', 'impactEndedAt', 'reviewedAt'] as const;
export const InstantName = z.enum(INSTANT_NAMES);
export type InstantName = z.infer<typeof InstantName>;

export { IncidentActor } from './actor.ts';

/** One value of an instant with where it came from; a correction adds one, and all stay. */
export const InstantValue = z.object({
  /** Null: "not known" after all. */
  at: Instant.nullable(),
  source: z.enum(['data', 'person', 'import', 'clock']),
  by: IncidentActor,
  recordedAt: Instant,
  reason: z.string().nullable(),
  /** True where samples are unknown just before it: it may have been earlier. */
  noEarlierThan: z.boolean(),
});
export type InstantValue = z.infer<typeof InstantValue>;

export const RoleHolder = z.object({ role: Role, person: z.string(), name: z.string(), since: Instant, /** A hand-over that the other has not accepted yet. */ offeredTo: z.object({ person: z.string(), name: z.string() }).nullable() });
export type RoleHolder = z.infer<typeof RoleHolder>;

export const LINK_KINDS = ['warRoom', 'ticket', 'dashboard', 'other'] as const;
export const IncidentLink = z.object({ id: ItemId, kind: z.enum(LINK_KINDS), label: z.string(), url: z.string() });
export type IncidentLink = z.infer<typeof IncidentLink>;

export const ActionItem = z.object({ id: ItemId, text: z.string(), owner: z.string().nullable(), ownerName: z.string().nullable(), dueAt: Instant.nullable(), doneAt: Instant.nullable() });
export type ActionItem = z.infer<typeof ActionItem>;

export const IMPACT_FIELDS = ['customers', 'cannotDo', 'regions', 'failedTransactions', 'delayedTransactions', 'money', 'slaCredit'] as const;
export const ImpactField = z.enum(IMPACT_FIELDS);
export type ImpactField = z.infer<typeof ImpactField>;
/** An estimate with where it comes from. `number` for counts and money, `text` for words and currencies. */
export const ImpactEstimate = z.object({ field: ImpactField, number: z.number().nullable(), text: z.string().nullable(), source: z.string().nullable(), at: Instant, by: IncidentActor });
export type ImpactEstimate = z.infer<typeof ImpactEstimate>;

export const DecisionChoice = z.enum(['execute', 'hold', 'notApplicable']);
export type DecisionChoice = z.infer<typeof DecisionChoice>;
/** A number as it stood on screen when something was decided. */
export const ShownNumber = z.object({ signal: SignalId, name: z.string(), value: z.number().nullable(), unit: z.string(), time: Instant.nullable() });
export type ShownNumber = z.infer<typeof ShownNumber>;
export const Decision = z.object({ choice: DecisionChoice, reason: z.string(), reaskAt: Instant.nullable(), at: Instant, by: IncidentActor });
export type Decision = z.infer<typeof Decision>;

/**
 * One thing that is due. Everybody computes the rest from `dueAt` and the engine's clock. `acknowledge`, `commander`: time to act;
 * `update`: the next message to an audience; `when`: the decision on the continuity plan; `obligation`: owed by law or contract.
 */
export const IncidentClock = z.object({
  /** Stable within the incident: `when`, `update:public`, `obligation:<id>`, `acknowledge`, `commander`. */
  id: z.string(),
  kind: z.enum(['acknowledge', 'commander', 'update', 'when', 'obligation']),
  name: z.string(),
  audience: Audience.nullable(),
  startedAt: Instant,
  amberAt: Instant.nullable(),
  dueAt: Instant,
  /** `when` only: false while nothing confirms the outage any more. The clock goes on. */
  confirmed: z.boolean(),
  /** Promised by a person in the last update, rather than by the usual cadence. */
  promised: z.boolean(),
});
export type IncidentClock = z.infer<typeof IncidentClock>;

/** "Mitigated? Resolved?" after a time of health, with the instants that the data show. */
export const HealthQuestion = z.object({ healthySince: Instant, impactEndedAt: Instant.nullable(), askedAt: Instant });
export type HealthQuestion = z.infer<typeof HealthQuestion>;

/** "INC-2026-0044 repeats INC-2026-0031; action CA-0012 is 41 days late", and what it rests on: the cause, or only rule and service. */
export const Repeats = z.object({
  incident: IncidentId,
  basis: z.enum(['confirmed', 'suspected', 'signature']),
  resolvedAt: Instant,
  /** Corrective actions of earlier incidents of the cause that are not done, the latest first; whole days past their due time. */
  actions: z.array(z.object({ id: CorrectiveActionId, incident: IncidentId, text: z.string(), daysLate: z.number().int().nullable() })),
  says: z.string(),
});
export type Repeats = z.infer<typeof Repeats>;

/** Nothing of it may be deleted, however old it is. */
export const LegalHold = z.object({ reason: z.string(), at: Instant, by: IncidentActor });
export type LegalHold = z.infer<typeof LegalHold>;

/** Where an imported incident comes from, and how far its history was checked there. */
export const ImportedFrom = z.object({
  workspace: z.string(),
  /** As it is called there. */
  incident: IncidentId,
  /** Fingerprint of the key that signed the file; null where it was not signed. */
  key: z.string().nullable(),
  /** Last row of the journal there which was checked when the file was made, and its hash. */
  checkedTo: z.number().int(),
  head: z.string(),
  /** SHA-256 of the row that opened it there: the same for every file of it. */
  openedHash: z.string(),
  madeAt: Instant,
  /** Rows that came with it; what follows them was written here. */
  rows: z.number().int(),
  /** Corrective actions, whose numbers are those of this workspace. */
  actions: z.array(z.object({ here: CorrectiveActionId, there: CorrectiveActionId })),
});
export type ImportedFrom = z.infer<typeof ImportedFrom>;

export const Incident = z.object({
  id: IncidentId,
  title: z.string(),
  severity: Severity,
  kind: IncidentKind.nullable(),
  state: IncidentState,
  standing: IncidentStanding,
  origin: IncidentOrigin,
  services: z.array(ServiceId),
  impactStartedAt: Instant.nullable(),
  /** True where it may have begun earlier than `impactStartedAt`. */
  noEarlierThan: z.boolean(),
  detectedAt: Instant.nullable(),
  declaredAt: Instant.nullable(),
  acknowledgedAt: Instant.nullable(),
  mitigatedAt: Instant.nullable(),
  resolvedAt: Instant.nullable(),
  impactEndedAt: Instant.nullable(),
  isDrill: z.boolean(),
  private: z.boolean(),
  /** Under legal hold: nothing of it may be removed. */
  held: z.boolean(),
  /** Gravest severity that it ever had. */
  highestSeverity: Severity,
  /** Cause as far as the data tell: service + rule + failure mode; null for one opened by hand without an alert. */
  signature: z.string().nullable(),
  reopened: z.number().int(),
  roles: z.array(RoleHolder),
  vacantRoles: z.array(Role),
  warRoom: z.string().nullable(),
  clocks: z.array(IncidentClock),
  decision: Decision.nullable(),
  healthQuestion: HealthQuestion.nullable(),
  firingAlerts: z.number().int(),
  openActions: z.number().int(),
  mergedInto: IncidentId.nullable(),
  version: z.number().int(),
  /** Change of anything in it; for lists. */
  changedAt: Instant,
});
export type Incident = z.infer<typeof Incident>;

/** The last link of a service's chain that was found broken while the incident was open, and until when; `until` null: to the end, as far as is known. */
export const BrokenLink = z.object({ service: ServiceId, link: z.string(), unchecked: z.array(z.string()), says: z.string().nullable(), from: Instant, until: Instant.nullable() });
export type BrokenLink = z.infer<typeof BrokenLink>;

export const IncidentDetail = Incident.extend({
  instants: z.partialRecord(InstantName, z.array(InstantValue)),
  rules: z.array(z.string()),
  /** Those that are written down one by one. */
  alerts: z.array(AlertId),
  /** Alerts that it ever had, as far as they are kept; of a flood all of them, counted. */
  alertCount: z.number().int(),
  actions: z.array(ActionItem),
  links: z.array(IncidentLink),
  silences: z.array(IncidentSilence),
  impact: z.array(ImpactEstimate),
  /** Where the chains of its services broke; none where no chain is configured or none broke. */
  brokenLinks: z.array(BrokenLink),
  absorbed: z.array(IncidentId),
  sameAs: IncidentId.nullable(),
  decisions: z.array(Decision),
  /** Last update told to each audience. */
  updates: z.array(z.object({ audience: Audience, at: Instant, nextAt: Instant.nullable(), text: z.string(), by: IncidentActor })),
  repeats: Repeats.nullable(),
  hold: LegalHold.nullable(),
  importedFrom: ImportedFrom.nullable(),
  /** What the viewer may do, so that a screen offers nothing that will be refused. */
  mayOperate: z.boolean(),
});
export type IncidentDetail = z.infer<typeof IncidentDetail>;

/**
 * Why the system that judges an alert tells nobody of it: a silence, another alert that explains it, a time of the week, a downtime, or
 * because it never does for this one. `ids` are that system's own; `until` is when a downtime ends, null for one without an end.
 */
export const AlertMute = z.object({ by: z.enum(['silence', 'inhibition', 'muteTime', 'downtime', 'notNotified']), ids: z.array(z.string()), until: Instant.nullable().optional() });
export type AlertMute = z.infer<typeof AlertMute>;

export const AlertState = z.enum(['pending', 'firing', 'resolved']);
/** One firing of a rule, or one received from outside. */
export const Alert = z.object({
  id: AlertId,
  /** Id of the rule; of a rule file "file:group:alert". */
  rule: z.string(),
  /** Shown: the summary of the rule, or the alert's name. */
  name: z.string(),
  /** Source that it was found at; null for one received without a known one. */
  source: SourceId.nullable(),
  service: ServiceId.nullable(),
  signal: SignalId.nullable(),
  severity: Severity,
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** Where the system that it was received from shows it. */
  url: z.string().nullable().optional(),
  /** Whom that system tells of it, by its own names for them; left out where it does not say. */
  receivers: z.array(z.string()).optional(),
  state: AlertState,
  /** First breaching sample of the unbroken breach. */
  startsAt: Instant,
  noEarlierThan: z.boolean(),
  firedAt: Instant.nullable(),
  endsAt: Instant.nullable(),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  /** Newest sample that confirmed it; null = never since it fired. */
  confirmedAt: Instant.nullable(),
  /** False while what is known now cannot confirm it. */
  confirmed: z.boolean(),
  incident: IncidentId.nullable(),
  /** The maintenance window that keeps it silent. */
  suppressedBy: MaintenanceId.nullable(),
  /** Null where it is told of; such an alert opens no incident. */
  muted: AlertMute.nullable().optional(),
});
export type Alert = z.infer<typeof Alert>;

export const AlertCounts = z.object({ firing: z.number().int(), pending: z.number().int(), suppressed: z.number().int() });
export type AlertCounts = z.infer<typeof AlertCounts>;

/** A rule as it stands, of either origin. */
export const RuleView = z.object({
  id: z.string(),
  name: z.string(),
  origin: z.enum(['config', 'ruleFile']),
  kind: z.enum(['threshold', 'baseline', 'absence', 'burn', 'promql']),
  /** The condition in words, or the PromQL. */
  condition: z.string(),
  signal: SignalId.nullable(),
  service: ServiceId.nullable(),
  source: SourceId.nullable(),
  severity: Severity,
  incident: z.enum(['open', 'propose', 'none']),
  state: z.enum(['inactive', 'pending', 'firing', 'unknown']),
  /** Why it cannot be judged, or why its evaluation failed. */
  trouble: z.string().nullable(),
  lastFiredAt: Instant.nullable(),
  owner: PersonId.nullable(),
  reviewBy: z.string().nullable(),
  file: z.string().nullable(),
});
export type RuleView = z.infer<typeof RuleView>;

/** An objective that a burn-rate rule can watch. */
export const Slo = z.object({
  id: SloId,
  name: z.string(),
  service: ServiceId,
  /** Its error rate or availability. */
  signal: SignalId,
  /** Weighs the ratio; null: every sample counts the same. */
  traffic: SignalId.nullable(),
  /** 0..1: the share that must be good. */
  target: z.number(),
  windowSeconds: z.number(),
});
export type Slo = z.infer<typeof Slo>;

export const Firing = z.object({ since: Instant, firedAt: Instant, endedAt: Instant.nullable(), worst: z.number().nullable() });
export const Replay = z.object({
  from: Instant,
  to: Instant,
  firings: z.array(Firing),
  perWeek: z.number(),
  samples: z.number().int(),
  /** Samples that the rule could not judge, by reason. */
  unknown: z.number().int(),
  unknownReason: z.string().nullable(),
  stepMs: z.number(),
  points: z.array(z.object({ time: Instant, value: z.number().nullable(), limit: z.number().nullable() })),
  /** What the reader must know: coarser samples than live, spans without data. */
  notes: z.array(z.string()),
});
export type Replay = z.infer<typeof Replay>;

export const MaintenanceWindow = z.object({
  id: MaintenanceId,
  name: z.string(),
  services: z.union([z.literal('all'), z.array(ServiceId)]),
  startsAt: Instant,
  endsAt: Instant,
  active: z.boolean(),
  weekly: z.boolean(),
  /** Alerts that it kept silent: what would have fired. */
  suppressed: z.number().int(),
});
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;

/** Work that is announced at a source, such as a downtime of Datadog: its judges tell nobody of it, ours go on. */
export const MaintenanceElsewhere = z.object({
  source: SourceId,
  id: z.string(),
  /** What whoever announced it wrote; may be empty. */
  name: z.string(),
  /** What it covers there, in the source's own language. */
  scope: z.string(),
  /** Those of ours that it concerns, as far as their names tell. */
  services: z.union([z.literal('all'), z.array(ServiceId)]),
  startsAt: Instant,
  /** Null: until somebody ends it. */
  endsAt: Instant.nullable(),
  active: z.boolean(),
  url: z.string().nullable(),
  /** False while its source does not answer: it may have been ended or moved since. */
  confirmed: z.boolean(),
});
export type MaintenanceElsewhere = z.infer<typeof MaintenanceElsewhere>;

export const Similar = z.object({ incident: IncidentId, title: z.string(), severity: Severity, resolvedAt: Instant.nullable(), why: z.string(), /** What is written down of how it was fixed. */ fixedBy: z.string().nullable() });
export type Similar = z.infer<typeof Similar>;

export const EvidenceSeries = z.object({ signal: SignalId, name: z.string(), unit: z.string(), kind: z.string(), query: z.string(), source: SourceId, from: Instant, to: Instant.nullable(), samples: z.number().int(), complete: z.boolean(), note: z.string().nullable() });
export type EvidenceSeries = z.infer<typeof EvidenceSeries>;
