import { z } from 'zod';
import { RunMode, RunPhase, StepPhase, StopReason } from './continuity/run.ts';
import { AlertId, CauseId, CorrectiveActionId, IncidentId, ItemId, PlanId, RunId, ServiceId, SignalId, SourceId, StepId, TriggerId, UpdateId } from './ids.ts';
import { DecisionChoice, ImpactField, IncidentActor, ImportedFrom, IncidentKind, IncidentOrigin, InstantName, LINK_KINDS, ShownNumber } from './incident.ts';
import { Instant } from './instant.ts';
import { LabelMatcher } from './label-matcher.ts';
import { Audience, Role } from './policy-config.ts';
import { CauseCategory, CauseConfidence, CorrectiveKind, Proof, ReportSection, UsedKind } from './review.ts';
import { Severity } from './severity.ts';

/**
 * What can stand in a journal: the type of an entry, the shape of its facts (`data`) and the names of its free texts (`texts`).
 * Texts are kept apart from the facts, so that one can be redacted while the chain of hashes stays whole.
 */
const entry = <D extends z.ZodRawShape, const T extends readonly string[]>(data: D, texts: T) => ({ data: z.object(data), texts });

/** What the retention settings delete; `evidence` are frozen series. */
const ERASED = ['texts', 'evidence', 'alerts', 'updates'] as const;
const Erased = z.enum(ERASED);
export type Erased = z.infer<typeof Erased>;

/** What people do with a run that is under way. `lever`: somebody has pulled it over everything. `split`: this console took over from the one that had begun it. */
const STEERED = ['approve', 'pause', 'resume', 'retry', 'abort', 'rollBack', 'settle', 'takeOver', 'lever', 'split'] as const;
export type Steered = (typeof STEERED)[number];

const TRIGGER_TOLD = ['suggests', 'countsDown', 'stopped', 'vetoed', 'putAside', 'begun', 'over'] as const;
export type TriggerToldKind = (typeof TRIGGER_TOLD)[number];

const DRILL_TOLD = ['announced', 'agreed', 'putOff', 'missed'] as const;
export type DrillToldKind = (typeof DRILL_TOLD)[number];

/** What happened in a run of a plan: in its incident, or in the workspace’s own where it is for none. */
const runEntries = {
  runStarted: entry({ run: RunId, plan: PlanId, mode: RunMode, trigger: TriggerId.nullable() }, ['name']),
  /** A rule of pre-flight that somebody started it against. */
  ruleOverridden: entry({ run: RunId, plan: PlanId, rule: z.string() }, ['reason']),
  runStep: entry({ run: RunId, plan: PlanId, step: StepId, phase: StepPhase, seconds: z.number().nullable() }, ['name', 'says']),
  runSteered: entry({ run: RunId, plan: PlanId, what: z.enum(STEERED) }, ['reason']),
  runStopped: entry({ run: RunId, plan: PlanId, why: StopReason }, []),
  runEnded: entry({ run: RunId, plan: PlanId, mode: RunMode, phase: RunPhase, seconds: z.number() }, ['name']),
  /** What became of a trigger. `says`: why, or what a person objected. */
  triggerTold: entry({ trigger: TriggerId, plan: PlanId, what: z.enum(TRIGGER_TOLD) }, ['says']),
} as const;

/** Entries of an incident. Order of instants: `at` of an entry is when it happened; `recordedAt` when it was written down. */
export const incidentEntries = {
  opened: entry(
    {
      standing: z.enum(['proposed', 'declared']),
      severity: Severity,
      kind: IncidentKind.nullable(),
      origin: IncidentOrigin,
      services: z.array(ServiceId),
      rule: z.string().nullable(),
      signature: z.string().nullable(),
      private: z.boolean(),
      isDrill: z.boolean(),
      impactStartedAt: Instant.nullable(),
      noEarlierThan: z.boolean(),
      detectedAt: Instant.nullable(),
    },
    ['title'],
  ),
  accepted: entry({}, []),
  dismissed: entry({ falseAlarm: z.boolean() }, ['reason']),
  alertFired: entry({ alert: AlertId, rule: z.string(), service: ServiceId.nullable(), severity: Severity, value: z.number().nullable(), limit: z.number().nullable(), startsAt: Instant, firedAt: Instant.nullable(), noEarlierThan: z.boolean() }, ['summary']),
  alertEnded: entry({ alert: AlertId, rule: z.string(), endsAt: Instant }, []),
  /** Of a flood: all alerts so far, how many fire of those that have no entry of their own, and when the last of these ended. */
  alertsCounted: entry({ alerts: z.number().int(), firing: z.number().int(), endedAt: Instant.nullable() }, []),
  severityChanged: entry({ from: Severity, to: Severity }, ['reason']),
  kindChanged: entry({ from: IncidentKind.nullable(), to: IncidentKind.nullable() }, []),
  privacyChanged: entry({ private: z.boolean() }, ['reason']),
  titleChanged: entry({}, ['title']),
  servicesChanged: entry({ added: z.array(ServiceId), removed: z.array(ServiceId) }, []),
  acknowledged: entry({}, []),
  investigating: entry({}, []),
  mitigated: entry({}, ['how']),
  resolved: entry({}, ['how']),
  reopened: entry({}, ['reason']),
  reviewed: entry({}, []),
  /** Found in the data: the first passing sample after the last breach. */
  impactEnded: entry({ impactEndedAt: Instant }, []),
  /** Breached again before it was resolved. */
  impactResumed: entry({}, []),
  healthAsked: entry({ healthySince: Instant, impactEndedAt: Instant.nullable() }, []),
  /** `noEarlierThan` only of what the data showed: it may have been earlier still. */
  instantCorrected: entry({ instant: InstantName, from: Instant.nullable(), to: Instant.nullable(), noEarlierThan: z.boolean().optional() }, ['reason']),
  roleTaken: entry({ role: Role, person: z.string(), personName: z.string() }, []),
  roleLeft: entry({ role: Role, person: z.string(), personName: z.string() }, []),
  handoverOffered: entry({ role: Role, from: z.string(), to: z.string(), toName: z.string() }, []),
  handoverAccepted: entry({ role: Role, from: z.string(), fromName: z.string(), to: z.string(), toName: z.string() }, []),
  note: entry({}, ['text']),
  linkAdded: entry({ item: ItemId, kind: z.enum(LINK_KINDS) }, ['label', 'url']),
  linkRemoved: entry({ item: ItemId }, []),
  actionAdded: entry({ item: ItemId, owner: z.string().nullable(), ownerName: z.string().nullable(), dueAt: Instant.nullable() }, ['text']),
  actionChanged: entry({ item: ItemId, owner: z.string().nullable(), ownerName: z.string().nullable(), dueAt: Instant.nullable() }, []),
  actionDone: entry({ item: ItemId, done: z.boolean() }, []),
  impactSet: entry({ field: ImpactField, number: z.number().nullable(), known: z.boolean() }, ['text', 'source']),
  /** An update that went out, by whatever channel; `nextAt` is the promise made in it. `update`: of what Holdfast published itself. */
  updateSent: entry({ audience: Audience, nextAt: Instant.nullable(), update: UpdateId.optional() }, ['text']),
  /** A correction of an update that went out. What was promised stays promised. */
  updateCorrected: entry({ audience: Audience, update: UpdateId.optional(), corrects: UpdateId.optional() }, ['text']),
  clockTurned: entry({ clock: z.string(), stage: z.enum(['amber', 'due', 'overdue']), dueAt: Instant, confirmed: z.boolean() }, []),
  decided: entry({ choice: DecisionChoice, reaskAt: Instant.nullable(), sinceImpactMs: z.number().nullable(), numbers: z.array(ShownNumber), confirmed: z.boolean() }, ['reason']),
  /** A rung of the ladder was taken. `dueAt`: the due time that it belongs to; of an undecided decision each further minute is one. */
  escalated: entry({ clock: z.string(), dueAt: Instant, step: z.number().int(), by: z.enum(['sound', 'webhook']), outcome: z.enum(['done', 'failed']) }, ['detail']),
  /** Somebody was told what law or contract asks for: ends that clock. */
  obligationMet: entry({ obligation: z.string() }, ['how']),
  merged: entry({ into: IncidentId }, ['reason']),
  absorbed: entry({ from: IncidentId }, []),
  sameAs: entry({ incident: IncidentId.nullable() }, []),
  evidenceFrozen: entry({ signals: z.array(SignalId), from: Instant, samples: z.number().int() }, []),
  evidenceClosed: entry({ to: Instant, samples: z.number().int() }, []),
  /** Written before it is asked for; `marker` stands in the comment of the silence, so that it is found again where no answer came. */
  silenceAsked: entry({ item: ItemId, source: SourceId, marker: z.string(), matchers: z.array(LabelMatcher), endsAt: Instant }, ['reason']),
  silenceMade: entry({ item: ItemId, source: SourceId, silence: z.string(), url: z.string().nullable(), endsAt: Instant }, []),
  /** `lost`: nobody answered, and it was not found. */
  silenceRefused: entry({ item: ItemId, source: SourceId, lost: z.boolean() }, ['why']),
  /** `firing`: how many alerts that it had kept silent still fired. */
  silenceEnded: entry({ item: ItemId, source: SourceId, how: z.enum(['time', 'person', 'elsewhere']), firing: z.number().int() }, []),
  monitoringLost: entry({ signals: z.array(SignalId) }, []),
  monitoringBack: entry({ signals: z.array(SignalId) }, []),
  /** Where the chain of a service breaks, when that was found and each time that it changed. `says`: what the first broken link's signal said. */
  chainFound: entry(
    {
      service: ServiceId,
      verdict: z.enum(['broken', 'whole', 'unbroken', 'unknown']),
      /** What is told again only when it differs. */
      key: z.string(),
      link: z.string().nullable(),
      /** Links before the broken one that could not be checked; without a broken one, all that could not be. */
      unchecked: z.array(z.string()),
      links: z.array(z.object({ link: z.string(), signal: SignalId, state: z.enum(['ok', 'broken', 'unknown']), value: z.number().nullable(), time: Instant.nullable() })),
    },
    ['says'],
  ),
  /** Two sources disagree on a signal for longer than is tolerated, or no longer do (`agree`), or one of them tells nothing any more (`none`). `first`, `second`: what they are called. */
  opinionsTold: entry(
    {
      service: ServiceId,
      signal: SignalId,
      other: SignalId,
      state: z.enum(['disagree', 'agree', 'none']),
      first: z.string(),
      second: z.string(),
      value: z.number().nullable(),
      otherValue: z.number().nullable(),
      since: Instant.nullable(),
    },
    [],
  ),
  redactionAsked: entry({ seq: z.number().int(), field: z.string() }, ['reason']),
  redacted: entry({ seq: z.number().int(), field: z.string(), askedBy: IncidentActor }, []),
  /** By the retention settings: texts up to a row of the journal, or what stood beside the journal. */
  erased: entry({ what: Erased, upTo: z.number().int(), count: z.number().int() }, []),
  /** The rows before this one were written in another workspace and came with a file; it says what was known of them then. */
  importedFrom: entry(ImportedFrom.shape, ['file']),

  /** The review. What an answer rests on is the evidence of its entry. */
  reviewLed: entry({ person: z.string().nullable(), personName: z.string().nullable() }, []),
  /** `imported`: told by a file of past incidents; nobody has reviewed it for that. */
  causeSet: entry({ cause: CauseId.nullable(), category: CauseCategory, confidence: CauseConfidence, imported: z.literal(true).optional() }, ['name', 'reason']),
  causeRemoved: entry({}, []),
  whyPut: entry({ item: ItemId, parent: ItemId.nullable(), order: z.number(), meant: z.boolean() }, ['question', 'answer']),
  /** Everything that asks on from it goes with it. */
  whyRemoved: entry({ item: ItemId }, []),
  factorPut: entry({ item: ItemId, order: z.number(), category: CauseCategory.nullable() }, ['text']),
  factorRemoved: entry({ item: ItemId }, []),
  /** Without a text it is again as it is made from the incident. */
  sectionEdited: entry({ section: ReportSection }, ['text']),
  verdictGiven: entry({ kind: UsedKind, ref: z.string(), right: z.boolean() }, ['comment']),
  reviewReopened: entry({}, ['reason']),
  holdSet: entry({}, ['reason']),
  holdLifted: entry({}, ['reason']),
  correctiveAdded: entry({ action: CorrectiveActionId, kind: CorrectiveKind, owner: z.string().nullable(), ownerName: z.string().nullable(), dueAt: Instant.nullable(), proof: Proof.nullable(), fromItem: ItemId.nullable() }, ['text', 'proofNote']),
  /** All of it, as it is from now on. */
  correctiveChanged: entry({ action: CorrectiveActionId, kind: CorrectiveKind, owner: z.string().nullable(), ownerName: z.string().nullable(), dueAt: Instant.nullable(), proof: Proof.nullable() }, ['text', 'proofNote']),
  correctiveOffered: entry({ action: CorrectiveActionId }, ['label', 'url']),
  correctiveRefused: entry({ action: CorrectiveActionId }, ['reason']),
  /** What was seen is the evidence of the entry; a link is proved by whoever confirms it. */
  correctiveProved: entry({ action: CorrectiveActionId, proof: Proof }, ['says']),
  /** The proof of a done action no longer holds (`holds: false`), or holds again. */
  correctiveLapsed: entry({ action: CorrectiveActionId, holds: z.boolean() }, ['says']),
  correctiveReopened: entry({ action: CorrectiveActionId }, ['reason']),
  correctiveDropped: entry({ action: CorrectiveActionId }, ['reason']),
  ...runEntries,
} as const;

/** Entries of the workspace itself: the audit beside the incidents. */
export const workspaceEntries = {
  configChanged: entry({ by: z.enum(['settings', 'file', 'start']), added: z.array(z.string()), removed: z.array(z.string()), changed: z.array(z.string()) }, ['difference']),
  configRefused: entry({ errors: z.number().int() }, ['first']),
  seatInvited: entry({ kind: z.string(), person: z.string().nullable(), rights: z.array(z.string()) }, ['name']),
  seatPaired: entry({ seat: z.string(), kind: z.string(), person: z.string().nullable(), rights: z.array(z.string()) }, ['name']),
  seatEnded: entry({ seat: z.string() }, []),
  pinChanged: entry({ person: z.string() }, []),
  secretSet: entry({ name: z.string() }, []),
  ruleFileChanged: entry({ file: z.string(), rules: z.number().int(), errors: z.number().int() }, ['first', 'difference']),
  /** `services` is missing where it was written down before they were. */
  maintenanceStarted: entry({ window: z.string(), services: z.union([z.literal('all'), z.array(ServiceId)]).optional() }, ['name']),
  maintenanceEnded: entry({ window: z.string(), suppressed: z.number().int() }, ['name']),
  planArmed: entry({ plan: PlanId, mode: RunMode }, []),
  /** What became of a drill that begins by itself. `says`: why, or what a person said. */
  drillTold: entry({ plan: PlanId, what: z.enum(DRILL_TOLD) }, ['says']),
  leverPulled: entry({}, ['reason']),
  leverReleased: entry({}, ['reason']),
  ...runEntries,
  shiftNote: entry({}, ['text']),
  /** `summary` holds what stood, by ids, numbers and instants; `words` (JSON) what was said of it, so that even this can be redacted. */
  handoverWritten: entry({ summary: z.record(z.string(), z.unknown()) }, ['text', 'words']),
  handoverAccepted: entry({ seq: z.number().int() }, ['text']),
  incidentsImported: entry({ format: z.string(), incidents: z.number().int(), skipped: z.number().int() }, ['file']),
  /** A damaged database was repaired. What is named here as lost or unproven is accounted for by this row, as `verify` tells. */
  databaseRepaired: entry(
    {
      aside: z.string(),
      backup: z.string().nullable(),
      rows: z.number().int(),
      lost: z.array(z.object({ from: z.number().int(), to: z.number().int() })),
      unproven: z.array(z.object({ seq: z.number().int(), hash: z.string() })),
      lostTexts: z.array(z.object({ seq: z.number().int(), field: z.string() })),
    },
    [],
  ),
  /** The database of this folder was exchanged for a backup. `before`: where the journal had ended that was set aside. */
  databaseRestored: entry({ madeAt: Instant, head: z.number().int(), before: z.number().int().nullable() }, ['file']),
  /** This console went on from a copy whose journal ended with `head`, since the engine at `from` did not answer. */
  tookOver: entry({ term: z.number().int(), from: z.string(), copyAt: Instant, head: z.number().int() }, ['reason']),
  /** Another console took over from this one, which acts no more. `by` is null where a higher term was seen before that console told. */
  stoodDown: entry({ term: z.number().int(), address: z.string().nullable(), by: z.string().nullable() }, ['reason']),
  /** What the other console had recorded was taken over; `gone`: it will not come back, and nothing of it was. */
  consoleMerged: entry({ term: z.number().int(), from: z.string(), entries: z.number().int(), incidents: z.number().int(), gone: z.boolean() }, []),
  redactionAsked: entry({ seq: z.number().int(), field: z.string() }, ['reason']),
  redacted: entry({ seq: z.number().int(), field: z.string(), askedBy: IncidentActor }, []),
  /** Texts of the shift, up to a row of the journal, by the retention settings. */
  erased: entry({ what: Erased, upTo: z.number().int(), count: z.number().int() }, []),
  /** One round of the retention settings, and what it deleted. `held`: incidents that were left because of a legal hold. */
  retentionApplied: entry({ incidents: z.number().int(), held: z.number().int(), texts: z.number().int(), series: z.number().int(), alerts: z.number().int(), shiftTexts: z.number().int(), updates: z.number().int().optional() }, []),
} as const;

type Entries = Readonly<Record<string, { readonly data: z.ZodObject; readonly texts: readonly string[] }>>;
type Of<E extends Entries> = { [T in keyof E & string]: { readonly type: T; readonly data: z.output<E[T]['data']>; readonly texts: { readonly [K in E[T]['texts'][number]]?: string | null } } }[keyof E & string];

export type IncidentEntryType = keyof typeof incidentEntries;
export type WorkspaceEntryType = keyof typeof workspaceEntries;
/** What happened in an incident. A text is null once it has been redacted, absent where none was given. */
export type IncidentFact = Of<typeof incidentEntries>;
export type WorkspaceFact = Of<typeof workspaceEntries>;
export type Fact = IncidentFact | WorkspaceFact;
export type FactOf<T extends Fact['type']> = Extract<Fact, { type: T }>;

/** What a row rests on; without it a person's row is "from memory". */
export const Evidence = z.object({
  kind: z.enum(['sample', 'alert', 'link', 'screen', 'record']),
  /** A signal, an alert, an address, a screen. */
  ref: z.string().max(2_000),
  time: Instant.nullable(),
  value: z.number().nullable(),
});
export type Evidence = z.infer<typeof Evidence>;

/** One row of a journal, as the API shows it. */
export const TimelineEvent = z.object({
  /** Rises by one over all journals of the workspace. */
  seq: z.number().int(),
  /** The incident; null for the workspace's own. */
  incident: IncidentId.nullable(),
  at: Instant,
  recordedAt: Instant,
  actor: IncidentActor,
  type: z.string(),
  /** Facts and texts together; a redacted text is null and named in `redacted`. */
  data: z.record(z.string(), z.unknown()),
  evidence: Evidence.nullable(),
  /** True where a person told it without evidence. */
  fromMemory: z.boolean(),
  /** A moment that the timeline opens with. */
  key: z.boolean(),
  redacted: z.array(z.string()),
  /** SHA-256 over this row and the hash before it, in hex. */
  hash: z.string(),
  /** How many like it were folded into this row (1 = itself alone), and when the last of them was. */
  count: z.number().int(),
  lastAt: Instant,
});
export type TimelineEvent = z.infer<typeof TimelineEvent>;
