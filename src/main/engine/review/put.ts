import type { z } from 'zod';
import type { reviewCalls } from '../../../shared/contract/review-calls.ts';
import type { CauseId } from '../../../shared/model/ids.ts';
import type { Evidence } from '../../../shared/model/timeline.ts';
import type { ReportSection } from '../../../shared/model/review.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { personOf, refuse, says, type Context, type Step } from '../incidents/workflow/step.ts';
import type { UsedThing } from './closing.ts';
import { placeAmong } from './order.ts';
import { NO_REVIEW, type ReviewRecord, type WhyRecord } from './record.ts';

export type ReviewDraft = Omit<z.output<(typeof reviewCalls)['reviews.put']['input']>, 'incident' | 'version'>;
type WhyDraft = NonNullable<ReviewDraft['whys']>[number];

export interface PutContext extends Context {
  readonly used: readonly UsedThing[];
  /** The cause that the draft means, with its number; null where it is unknown. */
  readonly cause: { readonly id: CauseId; readonly name: string } | null;
}

/** What makes the review of an incident what the draft says, one entry for each thing that is different; empty where nothing is. Pure. */
export function putReview(record: IncidentRecord, draft: ReviewDraft, context: PutContext): Step[] {
  checkWritable(record);
  const review = record.review ?? NO_REVIEW;
  return [...leadOf(review, draft, context), ...causeOf(review, draft, context), ...whysOf(review, draft, context), ...factorsOf(review, draft, context), ...sectionsOf(review, draft, context), ...verdictsOf(review, draft, context)];
}

/** A closed review is what was agreed upon; whoever changes it says why it is open again. */
export function checkWritable(record: IncidentRecord): void {
  if (record.standing === 'merged') refuse('conflict', `${record.id} was merged into ${record.mergedInto ?? 'another incident'}; go on there.`);
  if (record.standing !== 'declared') refuse('conflict', `${record.id} is ${record.standing}; only a declared incident has a review.`);
  if (record.state === 'reviewed') refuse('conflict', `The review of ${record.id} is closed. Open it again first.`);
}

function leadOf(review: ReviewRecord, { lead }: ReviewDraft, context: Context): Step[] {
  if (lead === undefined || lead === (review.lead?.person ?? null)) return [];
  const person = lead === null ? null : personOf(lead, context);
  return [says(context, { type: 'reviewLed', data: { person: person?.id ?? null, personName: person?.name ?? null }, texts: {} })];
}

function causeOf(review: ReviewRecord, { cause: given }: ReviewDraft, context: PutContext): Step[] {
  if (given === undefined) return [];
  const before = review.cause;
  if (given === null) return before === null ? [] : [says(context, { type: 'causeRemoved', data: {}, texts: {} })];
  const { category, confidence, reason } = given;
  const { cause } = context;
  if (confidence === 'unknown' && reason === null) refuse('invalid_input', 'cause.reason: expected some words on why no cause was found.');
  if (confidence !== 'unknown' && cause === null) refuse('invalid_input', 'cause: expected the "id" of a known cause or the "name" of a new one, or "unknown" with a reason.');
  const [id, name] = confidence === 'unknown' ? [null, null] : [cause?.id ?? null, cause?.name ?? null];
  if (before !== null && before.id === id && before.name === name && before.category === category && before.confidence === confidence && before.reason === reason) return [];
  return [says(context, { type: 'causeSet', data: { cause: id, category, confidence }, texts: { name, reason } }, { tells: true })];
}

function whysOf(review: ReviewRecord, { whys }: ReviewDraft, context: Context): Step[] {
  if (whys === undefined) return [];
  const tree = inOrder(whys);
  const before = new Map(review.whys.map((why) => [why.item, why]));
  const orders = new Map<string, number>();
  for (const siblings of Map.groupBy(tree, ({ parent }) => parent).values()) for (const [id, order] of placeAmong(siblings.map(({ id }) => id), (id) => keptOrder(before.get(id), siblings))) orders.set(id, order);
  const puts = tree.flatMap((why): Step[] => {
    const order = orders.get(why.id) ?? 0;
    const was = before.get(why.id);
    if (was !== undefined && was.parent === why.parent && was.order === order && was.question === why.question && was.answer === why.answer && was.meant === why.meant && sameEvidence(was.evidence, why.evidence)) return [];
    checkEvidence(why.evidence);
    return [says(context, { type: 'whyPut', data: { item: why.id, parent: why.parent, order, meant: why.meant }, texts: { question: why.question, answer: why.answer } }, { evidence: why.evidence ?? undefined, tells: why.answer !== null })];
  });
  const kept = new Set(tree.map(({ id }) => id));
  const gone = review.whys.filter(({ item }) => !kept.has(item));
  // What hangs on something that goes, goes with it.
  const roots = gone.filter(({ parent }) => parent === null || kept.has(parent));
  return [...puts, ...roots.map(({ item }) => says(context, { type: 'whyRemoved', data: { item }, texts: {} }))];
}

/** The order that it has now, where it stays with its parent. */
const keptOrder = (was: WhyRecord | undefined, siblings: readonly WhyDraft[]): number | null => (was !== undefined && siblings.find(({ id }) => id === was.item)?.parent === was.parent ? was.order : null);

/** Parents before children, brothers and sisters in the order of the list. */
function inOrder(whys: readonly WhyDraft[]): WhyDraft[] {
  const ids = new Set<string>();
  for (const { id } of whys) {
    if (ids.has(id)) refuse('invalid_input', `whys: "${id}" is given twice; expected each question once.`);
    ids.add(id);
  }
  for (const { id, parent } of whys) if (parent !== null && !ids.has(parent)) refuse('invalid_input', `whys: the parent "${parent}" of "${id}" is not among the questions.`);
  const below = Map.groupBy(whys, ({ parent }) => parent);
  const tree: WhyDraft[] = [];
  const walk = (parent: WhyDraft['parent']): void => {
    for (const why of below.get(parent) ?? []) {
      tree.push(why);
      walk(why.id);
    }
  };
  walk(null);
  const found = new Set(tree.map(({ id }) => id));
  const circling = whys.find(({ id }) => !found.has(id));
  return circling === undefined ? tree : refuse('invalid_input', `whys: "${circling.id}" asks on from itself; expected a tree.`);
}

function factorsOf(review: ReviewRecord, { factors }: ReviewDraft, context: Context): Step[] {
  if (factors === undefined) return [];
  const before = new Map(review.factors.map((factor) => [factor.item, factor]));
  const ids = factors.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) refuse('invalid_input', `factors: "${twice}" is given twice; expected each factor once.`);
  const orders = placeAmong(ids, (id) => before.get(id)?.order ?? null);
  const puts = factors.flatMap(({ id, text, category }): Step[] => {
    const [was, order] = [before.get(id), orders.get(id) ?? 0];
    if (was !== undefined && was.text === text && was.category === category && was.order === order) return [];
    return [says(context, { type: 'factorPut', data: { item: id, order, category }, texts: { text } }, { tells: true })];
  });
  const gone = review.factors.filter(({ item }) => !ids.includes(item));
  return [...puts, ...gone.map(({ item }) => says(context, { type: 'factorRemoved', data: { item }, texts: {} }))];
}

const sectionsOf = (review: ReviewRecord, { sections = {} }: ReviewDraft, context: Context): Step[] =>
  (Object.entries(sections) as [ReportSection, string | null][]).flatMap(([section, text]) =>
    text === (review.sections[section]?.text ?? null) ? [] : [says(context, { type: 'sectionEdited', data: { section }, texts: text === null ? {} : { text } })],
  );

/** A verdict is changed by another one; it is not taken back. */
function verdictsOf(review: ReviewRecord, { verdicts = [] }: ReviewDraft, context: PutContext): Step[] {
  return verdicts.flatMap(({ kind, ref, right, comment }): Step[] => {
    const was = review.verdicts.find((verdict) => verdict.kind === kind && verdict.ref === ref);
    if (was === undefined && !context.used.some((thing) => thing.kind === kind && thing.ref === ref)) refuse('invalid_input', `verdicts: ${kind} "${ref}" did not serve in this incident, or is no longer there.`);
    return was?.right === right && was.comment === comment ? [] : [says(context, { type: 'verdictGiven', data: { kind, ref, right }, texts: { comment } })];
  });
}

const sameEvidence = (a: Evidence | null, b: Evidence | null): boolean => (a === null || b === null ? a === b : a.kind === b.kind && a.ref === b.ref && a.time === b.time && a.value === b.value);

/** Evidence is part of the chain and cannot be removed from it: no secret may stand in it. */
function checkEvidence(evidence: Evidence | null): void {
  if (evidence?.kind !== 'link') return;
  const url = URL.parse(evidence.ref);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) refuse('invalid_input', 'evidence: expected an http:// or https:// address.');
  else if (url.username !== '' || url.password !== '') refuse('invalid_input', 'evidence: the address holds a name or a password, which would stay in the timeline; expected an address without them.');
}
