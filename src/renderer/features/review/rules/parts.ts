import { z } from 'zod';
import type { Review } from '../../../../shared/model/review.ts';
import { CauseCategory, CauseConfidence } from '../../../../shared/model/review.ts';
import { CauseId, ItemId } from '../../../../shared/model/ids.ts';
import { Evidence } from '../../../../shared/model/timeline.ts';
import { mergeById } from './merge.ts';
import { asTree, type WhyTree } from './tree.ts';

/** What people write of the parts of a review; the order of keys is the one in which they are held against each other as texts. */
export const WhyParts = z.array(z.object({ id: ItemId, parent: ItemId.nullable(), question: z.string(), answer: z.string().nullable(), evidence: Evidence.nullable(), meant: z.boolean() })).readonly();
export const FactorParts = z.array(z.object({ id: ItemId, text: z.string(), category: CauseCategory.nullable() })).readonly();
export type FactorParts = z.infer<typeof FactorParts>;
export const CausePart = z.object({ id: CauseId.nullable(), name: z.string(), category: CauseCategory, confidence: CauseConfidence, reason: z.string() }).nullable();
export type CausePart = z.infer<typeof CausePart>;

export const whysOf = ({ whys }: Pick<Review, 'whys'>): WhyTree =>
  whys.map(({ id, parent, question, answer, evidence, meant }) => ({ id, parent, question, answer, evidence: evidence === null ? null : { kind: evidence.kind, ref: evidence.ref, time: evidence.time, value: evidence.value }, meant }));
export const factorsOf = ({ factors }: Pick<Review, 'factors'>): FactorParts => factors.map(({ id, text, category }) => ({ id, text, category }));
export const causeOf = ({ cause }: Pick<Review, 'cause'>): CausePart => (cause === null ? null : { id: cause.id, name: cause.name ?? '', category: cause.category, confidence: cause.confidence, reason: cause.reason ?? '' });

export const mergeWhys = (base: WhyTree, mine: WhyTree, theirs: WhyTree): WhyTree => asTree(mergeById(base, mine, theirs));
export const mergeFactors = (base: FactorParts, mine: FactorParts, theirs: FactorParts): FactorParts => mergeById(base, mine, theirs);
/** One cause is one choice: mine stays, and the screen says what the other one is. */
export const mergeCause = (_base: CausePart, mine: CausePart): CausePart => mine;
