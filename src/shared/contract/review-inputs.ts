import { z } from 'zod';
import { CauseId, CorrectiveActionId, IncidentId, ItemId, PersonId } from '../model/ids.ts';
import { Instant } from '../model/instant.ts';
import { CauseCategory, CauseConfidence, CorrectiveKind, Proof, ReportSection, UsedKind } from '../model/review.ts';
import { Evidence } from '../model/timeline.ts';

const Text = (max: number) => z.string().trim().min(1, 'expected some words').max(max, `expected at most ${max} characters`);
const Reason = Text(1_000);

/** A cause: one of the register by `id`, else by its name, which makes a new one unless there is one of that name. */
const CauseDraft = z.strictObject({
  id: CauseId.nullable().default(null),
  name: Text(200).nullable().default(null),
  category: CauseCategory,
  confidence: CauseConfidence,
  reason: Reason.nullable().default(null),
});

const WhyDraft = z.strictObject({
  /** Chosen by whoever adds it; unique within the review. */
  id: ItemId,
  parent: ItemId.nullable().default(null),
  question: Text(500),
  answer: Text(2_000).nullable().default(null),
  /** Without it an answer is from memory. */
  evidence: Evidence.nullable().default(null),
  /** True: the answer names somebody, and is meant so. */
  meant: z.boolean().default(false),
});

/** What a review is to be; what is left out stays, and of what is given everything that is not in it goes. */
export const ReviewDraft = {
  lead: PersonId.nullable().optional(),
  cause: CauseDraft.nullable().optional(),
  whys: z.array(WhyDraft).max(200, 'expected at most 200 questions').optional(),
  factors: z.array(z.strictObject({ id: ItemId, text: Text(1_000), category: CauseCategory.nullable().default(null) })).max(100, 'expected at most 100 factors').optional(),
  /** Null: as it is made from the incident. */
  sections: z.partialRecord(ReportSection, z.string().max(50_000).nullable()).optional(),
  verdicts: z.array(z.strictObject({ kind: UsedKind, ref: z.string().min(1).max(300), right: z.boolean(), comment: Reason.nullable().default(null) })).max(500).optional(),
};

export const CorrectiveDraft = {
  incident: IncidentId,
  text: Text(500),
  kind: CorrectiveKind,
  owner: PersonId.nullable().default(null),
  dueAt: Instant.nullable().default(null),
  proof: Proof.nullable().default(null),
  proofNote: Text(500).nullable().default(null),
  /** An open action item of the incident, which is done with it: the corrective action takes its place. */
  fromItem: ItemId.nullable().default(null),
};

/** Changes of a corrective action; what is left out stays. */
export const CorrectiveEdit = {
  text: Text(500).optional(),
  kind: CorrectiveKind.optional(),
  owner: PersonId.nullable().optional(),
  dueAt: Instant.nullable().optional(),
  proof: Proof.nullable().optional(),
  proofNote: Text(500).nullable().optional(),
};

/** What a person can do to a corrective action. */
export const CorrectiveStep = z.discriminatedUnion('type', [
  /** Looks whether its proof has passed by now. */
  z.strictObject({ type: z.literal('check') }),
  z.strictObject({ type: z.literal('offerLink'), label: Text(120), url: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' }).max(2_000) }),
  /** By anybody but whoever put the link. */
  z.strictObject({ type: z.literal('confirmLink'), comment: Reason.nullable().default(null) }),
  z.strictObject({ type: z.literal('refuseLink'), reason: Reason }),
  z.strictObject({ type: z.literal('reopen'), reason: Reason }),
  z.strictObject({ type: z.literal('drop'), reason: Reason }),
]);
export type CorrectiveStep = z.output<typeof CorrectiveStep>;

export const CorrectiveOf = z.object({ id: CorrectiveActionId });
