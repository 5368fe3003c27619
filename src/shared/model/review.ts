import { z } from 'zod';
import { CauseId, CorrectiveActionId, IncidentId, ItemId, ServiceId, SignalId } from './ids.ts';
import { IncidentActor, LegalHold, Repeats } from './incident.ts';
import { Instant } from './instant.ts';
import { Severity } from './severity.ts';

/** What kind of thing went wrong; of a contributing factor, too. */
export const CAUSE_CATEGORIES = ['change', 'code', 'capacity', 'dependency', 'network', 'infrastructure', 'data', 'security', 'process', 'unknown'] as const;
export const CauseCategory = z.enum(CAUSE_CATEGORIES);
export type CauseCategory = z.infer<typeof CauseCategory>;

/** Only a confirmed cause counts for recurrence. `unknown`: it was looked for and not found, with a reason. */
export const CauseConfidence = z.enum(['confirmed', 'suspected', 'unknown']);
export type CauseConfidence = z.infer<typeof CauseConfidence>;

/** Parts of the report that people write or change; what nobody touched is made from the incident. */
export const REPORT_SECTIONS = ['summary', 'impact', 'timeline', 'charts', 'whys', 'actions', 'wentWell', 'wentBadly', 'lucky', 'lessons'] as const;
export const ReportSection = z.enum(REPORT_SECTIONS);
export type ReportSection = z.infer<typeof ReportSection>;

/** What served in an incident and is asked about afterwards: is it still right? */
export const UsedKind = z.enum(['rule', 'plan', 'template']);
export type UsedKind = z.infer<typeof UsedKind>;

export const CORRECTIVE_KINDS = ['automatedTest', 'monitoring', 'documentation', 'architecture', 'process'] as const;
export const CorrectiveKind = z.enum(CORRECTIVE_KINDS);
export type CorrectiveKind = z.infer<typeof CorrectiveKind>;

/** `awaiting`: a link was put as proof and a second person has to confirm it. */
export const CorrectiveState = z.enum(['open', 'awaiting', 'done', 'dropped']);
export type CorrectiveState = z.infer<typeof CorrectiveState>;

/**
 * What has to be seen before a corrective action is done. Holdfast looks after all but the last by itself; `link` is confirmed by
 * somebody other than whoever put it.
 */
export const Proof = z.discriminatedUnion('kind', [
  /** It is in use and was evaluated since the action was made. */
  z.strictObject({ kind: z.literal('rule'), rule: z.string().min(1).max(300) }),
  /** An availability signal of a probe passed this often in a row since the action was made. */
  z.strictObject({ kind: z.literal('probe'), signal: SignalId, checks: z.int().min(1).max(1_000) }),
  /** A drill that began since the action was made took no longer than this: an incident that was mitigated or resolved, or a plan that was drilled to its end. */
  z.strictObject({ kind: z.literal('drill'), withinSeconds: z.int().min(1).max(604_800), service: ServiceId.nullable() }),
  /** An availability signal of a postman source passed this often in a row (once unless told) since the action was made; without a signal it is only planned. */
  z.strictObject({ kind: z.literal('postman'), signal: SignalId.optional(), checks: z.int().min(1).max(1_000).optional() }),
  z.strictObject({ kind: z.literal('link') }),
]);
export type Proof = z.infer<typeof Proof>;

/** Advice where an answer names a person as the cause: what was found, and what to ask instead. */
export const PersonHint = z.object({ found: z.string(), says: z.string() });
export type PersonHint = z.infer<typeof PersonHint>;

const said = { at: Instant, by: IncidentActor };
const EvidenceOf = z.object({ kind: z.enum(['sample', 'alert', 'link', 'screen', 'record']), ref: z.string(), time: Instant.nullable(), value: z.number().nullable() });

/** One question of the tree with its answer. Children ask on from the answer; those of one parent stand in the order of the list. */
export const Why = z.object({
  id: ItemId,
  parent: ItemId.nullable(),
  question: z.string(),
  /** Null while nobody has answered. */
  answer: z.string().nullable(),
  evidence: EvidenceOf.nullable(),
  /** True of an answer that nothing is given for. */
  fromMemory: z.boolean(),
  /** Null where the answer names nobody, or where somebody said that it is meant as it stands. */
  hint: PersonHint.nullable(),
  /** The hint was read and the answer stays. */
  meant: z.boolean(),
  ...said,
});
export type Why = z.infer<typeof Why>;

export const Factor = z.object({ id: ItemId, text: z.string(), category: CauseCategory.nullable(), ...said });
export type Factor = z.infer<typeof Factor>;

export const ReviewCause = z.object({
  /** Null where it is unknown. */
  id: CauseId.nullable(),
  name: z.string().nullable(),
  category: CauseCategory,
  confidence: CauseConfidence,
  /** Why it is unknown, or on what it rests. */
  reason: z.string().nullable(),
  ...said,
});
export type ReviewCause = z.infer<typeof ReviewCause>;

export const Verdict = z.object({ right: z.boolean(), comment: z.string().nullable(), ...said });
export type Verdict = z.infer<typeof Verdict>;

/** A rule, plan or template that served, with its owner and what was said of it. */
export const Used = z.object({ kind: UsedKind, ref: z.string(), name: z.string(), owner: z.string().nullable(), reviewBy: z.string().nullable(), /** False where it is no longer there: nobody is asked about it. */ exists: z.boolean(), verdict: Verdict.nullable() });
export type Used = z.infer<typeof Used>;

export const CorrectiveAction = z.object({
  id: CorrectiveActionId,
  incident: IncidentId,
  incidentTitle: z.string(),
  text: z.string(),
  kind: CorrectiveKind,
  state: CorrectiveState,
  owner: z.string().nullable(),
  ownerName: z.string().nullable(),
  dueAt: Instant.nullable(),
  /** Whole days past `dueAt` while it is not done; 0 from the due time on, null while it is not late. */
  daysLate: z.number().int().nullable(),
  proof: Proof.nullable(),
  /** What the proof will show, in words: a collection, a page, a number. */
  proofNote: z.string().nullable(),
  /** How the proof stands: `cannotRun` where there is nothing to look at, `waiting` where nothing has shown it yet. */
  proofState: z.object({ state: z.enum(['none', 'waiting', 'cannotRun', 'passed', 'lapsed']), says: z.string() }),
  /** The link that waits for a second person, or that was confirmed. */
  link: z.object({ label: z.string(), url: z.string(), ...said }).nullable(),
  proved: z.object({ says: z.string(), evidence: EvidenceOf.nullable(), ...said }).nullable(),
  /** Since when its proof no longer holds. It stays done until somebody reopens it. */
  lapsedAt: Instant.nullable(),
  dropped: z.object({ reason: z.string(), ...said }).nullable(),
  reopened: z.number().int(),
  /** The action item of the incident that it was made from. */
  fromItem: ItemId.nullable(),
  cause: z.object({ id: CauseId, name: z.string() }).nullable(),
  madeAt: Instant,
  by: IncidentActor,
  /** Entries about it so far; what a change names. */
  version: z.number().int(),
  /** What the viewer may do about a link that waits: never whoever put it. */
  mayConfirm: z.boolean(),
});
export type CorrectiveAction = z.infer<typeof CorrectiveAction>;

export const CorrectiveCounts = z.object({ open: z.number().int(), awaiting: z.number().int(), overdue: z.number().int(), lapsed: z.number().int() });
export type CorrectiveCounts = z.infer<typeof CorrectiveCounts>;

/** An earlier incident of the same cause. */
export const Earlier = z.object({ incident: IncidentId, title: z.string(), severity: Severity, startedAt: Instant, resolvedAt: Instant.nullable(), basis: Repeats.shape.basis });
export type Earlier = z.infer<typeof Earlier>;

export const CauseSuggestion = z.object({ id: CauseId, name: z.string(), category: CauseCategory, /** The incident that it comes from, and why it is suggested. */ incident: IncidentId, why: z.string() });
export type CauseSuggestion = z.infer<typeof CauseSuggestion>;

/** What still has to be there before a review can be closed. `ref`: the rule, the action, or what the sentence is about. */
export const Missing = z.object({ what: z.enum(['state', 'cause', 'verdict', 'action']), ref: z.string().nullable(), says: z.string() });
export type Missing = z.infer<typeof Missing>;

/** `due`: nobody has begun. `none`: no review is asked for and nobody has begun one. */
export const ReviewState = z.enum(['none', 'due', 'open', 'closed']);
export type ReviewState = z.infer<typeof ReviewState>;

export const Review = z.object({
  incident: IncidentId,
  title: z.string(),
  severity: Severity,
  state: ReviewState,
  dueAt: Instant.nullable(),
  lead: z.object({ person: z.string(), name: z.string() }).nullable(),
  /** Of what `PUT` writes: entries about cause, tree, factors, report, verdicts and lead so far. 0 before the first. */
  version: z.number().int(),
  cause: ReviewCause.nullable(),
  suggestions: z.array(CauseSuggestion),
  whys: z.array(Why),
  factors: z.array(Factor),
  sections: z.partialRecord(ReportSection, z.object({ text: z.string(), ...said })),
  used: z.array(Used),
  actions: z.array(CorrectiveAction),
  earlier: z.array(Earlier),
  repeats: Repeats.nullable(),
  hold: LegalHold.nullable(),
  closedAt: Instant.nullable(),
  closedBy: IncidentActor.nullable(),
  /** Why it was opened again, the last time. */
  reopened: z.object({ reason: z.string(), ...said }).nullable(),
  missing: z.array(Missing),
  mayWrite: z.boolean(),
  mayClose: z.boolean(),
});
export type Review = z.infer<typeof Review>;

export const ReviewHead = z.object({
  incident: IncidentId,
  title: z.string(),
  severity: Severity,
  state: ReviewState,
  startedAt: Instant,
  resolvedAt: Instant.nullable(),
  dueAt: Instant.nullable(),
  lead: z.object({ person: z.string(), name: z.string() }).nullable(),
  cause: ReviewCause.nullable(),
  isDrill: z.boolean(),
  private: z.boolean(),
  openActions: z.number().int(),
  overdueActions: z.number().int(),
});
export type ReviewHead = z.infer<typeof ReviewHead>;

/** A cause of the register, as far as the viewer may see its incidents. */
export const Cause = z.object({ id: CauseId, name: z.string(), category: CauseCategory, confirmed: z.number().int(), suspected: z.number().int(), lastStartedAt: Instant });
export type Cause = z.infer<typeof Cause>;
