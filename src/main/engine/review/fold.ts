import type { CorrectiveActionId, ItemId } from '../../../shared/model/ids.ts';
import type { FactOf, IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { Entry } from '../journal/journal.ts';
import { NO_REVIEW, type CorrectiveRecord, type ReviewRecord, type Said, type WhyRecord } from './record.ts';

/** Stands where a text was removed and its place cannot be empty. */
const REMOVED = '(removed)';

/** Entries about the review as one document; each counts towards its version. */
export const DOCUMENT_TYPES = ['reviewLed', 'causeSet', 'causeRemoved', 'whyPut', 'whyRemoved', 'factorPut', 'factorRemoved', 'sectionEdited', 'verdictGiven', 'reviewReopened'] as const;
export const CORRECTIVE_TYPES = ['correctiveAdded', 'correctiveChanged', 'correctiveOffered', 'correctiveRefused', 'correctiveProved', 'correctiveLapsed', 'correctiveReopened', 'correctiveDropped'] as const;

export type DocumentFact = FactOf<(typeof DOCUMENT_TYPES)[number]>;
export type CorrectiveFact = FactOf<(typeof CORRECTIVE_TYPES)[number]>;

const TYPES: ReadonlySet<string> = new Set([...DOCUMENT_TYPES, ...CORRECTIVE_TYPES]);
const CORRECTIVE: ReadonlySet<string> = new Set(CORRECTIVE_TYPES);

export const isReviewFact = (fact: IncidentFact): fact is DocumentFact | CorrectiveFact => TYPES.has(fact.type);
const isCorrective = (fact: DocumentFact | CorrectiveFact): fact is CorrectiveFact => CORRECTIVE.has(fact.type);

type Row = Entry<IncidentFact>;

/**
 * The review with one more entry. Total: what names something that is not there changes nothing but the version, and a tree never gets
 * a circle, whatever stands in the journal.
 */
export function foldReview(before: ReviewRecord | null, entry: Row, fact: DocumentFact | CorrectiveFact): ReviewRecord {
  const review = before ?? NO_REVIEW;
  if (isCorrective(fact)) return { ...review, actions: foldCorrective(review.actions, entry, fact) };
  return { ...review, ...documentChange(review, entry, fact), version: review.version + 1 };
}

const saidBy = (entry: Row): Said => ({ at: entry.at, by: entry.actor });

function documentChange(review: ReviewRecord, entry: Row, fact: DocumentFact): Partial<ReviewRecord> {
  const said = saidBy(entry);
  switch (fact.type) {
    case 'reviewLed':
      return { lead: fact.data.person === null ? null : { person: fact.data.person, name: fact.data.personName ?? fact.data.person } };
    case 'causeSet':
      return { cause: { ...said, seq: entry.seq, id: fact.data.cause, category: fact.data.category, confidence: fact.data.confidence, name: fact.texts.name ?? null, reason: fact.texts.reason ?? null, ...(fact.data.imported === true ? { imported: true } : {}) } };
    case 'causeRemoved':
      return { cause: null };
    case 'whyPut':
      return { whys: putWhy(review.whys, entry, fact) };
    case 'whyRemoved':
      return { whys: without(review.whys, fact.data.item) };
    case 'factorPut':
      return { factors: byOrder([...review.factors.filter(({ item }) => item !== fact.data.item), { ...said, item: fact.data.item, order: fact.data.order, category: fact.data.category, text: fact.texts.text ?? REMOVED }]) };
    case 'factorRemoved':
      return { factors: review.factors.filter(({ item }) => item !== fact.data.item) };
    case 'sectionEdited':
      return { sections: { ...omit(review.sections, fact.data.section), ...(typeof fact.texts.text === 'string' ? { [fact.data.section]: { ...said, text: fact.texts.text } } : {}) } };
    case 'verdictGiven':
      return { verdicts: [...review.verdicts.filter(({ kind, ref }) => kind !== fact.data.kind || ref !== fact.data.ref), { ...said, kind: fact.data.kind, ref: fact.data.ref, right: fact.data.right, comment: fact.texts.comment ?? null }] };
    case 'reviewReopened':
    default:
      return { reopened: { ...said, reason: fact.texts.reason ?? REMOVED } };
  }
}

const omit = <T extends object, K extends keyof T>(from: T, key: K): Omit<T, K> => {
  const { [key]: _gone, ...rest } = from;
  return rest;
};

const byOrder = <T extends { readonly order: number; readonly item: string }>(items: readonly T[]): T[] => items.toSorted((a, b) => a.order - b.order || (a.item < b.item ? -1 : 1));

function putWhy(whys: readonly WhyRecord[], entry: Row, { data, texts }: FactOf<'whyPut'>): WhyRecord[] {
  const parent = data.parent !== null && whys.some(({ item }) => item === data.parent) && !ancestry(whys, data.parent).has(data.item) ? data.parent : null;
  const why: WhyRecord = { ...saidBy(entry), item: data.item, parent, order: data.order, question: texts.question ?? REMOVED, answer: texts.answer === null ? REMOVED : (texts.answer ?? null), evidence: entry.evidence, meant: data.meant };
  return inTreeOrder([...whys.filter(({ item }) => item !== data.item), why]);
}

/** The item and everything above it. */
function ancestry(whys: readonly WhyRecord[], item: ItemId): ReadonlySet<ItemId> {
  const parents = new Map(whys.map((why) => [why.item, why.parent]));
  const found = new Set<ItemId>();
  for (let at: ItemId | null = item; at !== null && !found.has(at); at = parents.get(at) ?? null) found.add(at);
  return found;
}

/** Parents before children, those of one parent by their order. */
function inTreeOrder(whys: readonly WhyRecord[]): WhyRecord[] {
  const below = new Map<ItemId | null, WhyRecord[]>();
  for (const why of byOrder(whys)) below.set(why.parent, [...(below.get(why.parent) ?? []), why]);
  const walk = (parent: ItemId | null): WhyRecord[] => (below.get(parent) ?? []).flatMap((why) => [why, ...walk(why.item)]);
  return walk(null);
}

function without(whys: readonly WhyRecord[], item: ItemId): WhyRecord[] {
  return whys.filter((why) => !ancestry(whys, why.item).has(item));
}

function foldCorrective(actions: readonly CorrectiveRecord[], entry: Row, fact: CorrectiveFact): readonly CorrectiveRecord[] {
  const { action: id } = fact.data;
  if (fact.type === 'correctiveAdded') return actions.some((action) => action.id === id) ? actions : [...actions, added(id, entry, fact)];
  return actions.map((action) => (action.id === id ? { ...action, ...correctiveChange(action, entry, fact), version: action.version + 1 } : action));
}

const planned = ({ data, texts }: FactOf<'correctiveAdded'> | FactOf<'correctiveChanged'>) => ({
  text: texts.text ?? REMOVED,
  kind: data.kind,
  owner: data.owner,
  ownerName: data.ownerName,
  dueAt: data.dueAt === null ? null : ms(data.dueAt),
  proof: data.proof,
  proofNote: texts.proofNote ?? null,
});

const added = (id: CorrectiveActionId, entry: Row, fact: FactOf<'correctiveAdded'>): CorrectiveRecord => ({
  ...saidBy(entry), ...planned(fact), id, state: 'open', fromItem: fact.data.fromItem, since: entry.at, link: null, proved: null, lapsedAt: null, dropped: null, reopened: 0, version: 1,
});

function correctiveChange(action: CorrectiveRecord, entry: Row, fact: Exclude<CorrectiveFact, { type: 'correctiveAdded' }>): Partial<CorrectiveRecord> {
  const said = saidBy(entry);
  switch (fact.type) {
    case 'correctiveChanged':
      // A link that waits answers the proof that was asked for then.
      return { ...planned(fact), ...(action.state === 'awaiting' && fact.data.proof?.kind !== 'link' ? { state: 'open', link: null } : {}) };
    case 'correctiveOffered':
      return typeof fact.texts.url === 'string' && action.state !== 'done' ? { state: 'awaiting', link: { ...said, label: fact.texts.label ?? REMOVED, url: fact.texts.url } } : {};
    case 'correctiveRefused':
      return action.state === 'awaiting' ? { state: 'open', link: null } : {};
    case 'correctiveProved':
      return { state: 'done', proof: fact.data.proof, proved: { ...said, says: fact.texts.says ?? REMOVED, evidence: entry.evidence }, lapsedAt: null, dropped: null };
    case 'correctiveLapsed':
      return action.state === 'done' ? { lapsedAt: fact.data.holds ? null : entry.at } : {};
    case 'correctiveReopened':
      return { state: 'open', since: entry.at, link: null, proved: null, lapsedAt: null, dropped: null, reopened: action.reopened + 1 };
    case 'correctiveDropped':
    default:
      return { state: 'dropped', link: null, dropped: { ...said, reason: fact.texts.reason ?? REMOVED } };
  }
}

const ms = (instant: string): EpochMs => epochMs(Date.parse(instant));
