import type { CauseId } from '../../../shared/model/ids.ts';
import type { CorrectiveAction, Review, ReviewCause, ReviewHead, Used } from '../../../shared/model/review.ts';
import { personHints } from '../../../shared/text/person-hint.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { instantOf } from '../incidents/record.ts';
import { startOf } from '../incidents/repo.ts';
import type { By } from '../incidents/view.ts';
import { firedIn, type UsedThing } from './closing.ts';
import { dueAtOf, reviewStateOf } from './due.ts';
import { judgeProof, type ProofFacts } from './proofs.ts';
import { isOverdue, isUndone, NO_REVIEW, type CauseRecord, type CorrectiveRecord, type Said } from './record.ts';
import { daysLate } from './repeats.ts';

const UNTITLED = '(title removed)';
const UNNAMED = '(name removed)';

export const titleOf = ({ title }: Pick<IncidentRecord, 'title'>): string => title ?? UNTITLED;

const saidOf = ({ at, by }: Said): { at: string; by: Said['by'] } => ({ at: toRfc3339(at), by });
const text = (at: EpochMs | null): string | null => (at === null ? null : toRfc3339(at));

/** What a screen needs to know beside the record. */
export interface Reading {
  readonly by: By;
  readonly now: EpochMs;
  readonly facts: ProofFacts;
  /** As a cause is called now, wherever it was named last; null where the reader may not see any of it. */
  readonly nameOf: (cause: CauseId) => string | null;
}

export function causeView(cause: CauseRecord | null, nameOf: Reading['nameOf']): ReviewCause | null {
  if (cause === null) return null;
  const name = cause.id === null ? null : (nameOf(cause.id) ?? cause.name ?? UNNAMED);
  return { id: cause.id, name, category: cause.category, confidence: cause.confidence, reason: cause.reason, ...saidOf(cause) };
}

function proofState(record: IncidentRecord, action: CorrectiveRecord, facts: ProofFacts): CorrectiveAction['proofState'] {
  if (action.state === 'done') return { state: action.lapsedAt === null ? 'passed' : 'lapsed', says: action.proved?.says ?? '' };
  if (action.proof === null) return { state: 'none', says: 'No proof is planned.' };
  if (action.state === 'awaiting') return { state: 'waiting', says: `${action.link?.by.name ?? 'Somebody'} put a link; a second person has to confirm it.` };
  const judged = judgeProof(action.proof, { since: action.since, fired: firedIn(record) }, facts);
  return { state: judged.state === 'passed' ? 'waiting' : judged.state, says: judged.says };
}

export function correctiveView(record: IncidentRecord, action: CorrectiveRecord, { by, now, facts, nameOf }: Reading): CorrectiveAction {
  const cause = record.review?.cause ?? null;
  return {
    id: action.id,
    incident: record.id,
    incidentTitle: titleOf(record),
    text: action.text,
    kind: action.kind,
    state: action.state,
    owner: action.owner,
    ownerName: action.ownerName,
    dueAt: text(action.dueAt),
    daysLate: daysLate(action, now),
    proof: action.proof,
    proofNote: action.proofNote,
    proofState: proofState(record, action, facts),
    link: action.link === null ? null : { label: action.link.label, url: action.link.url, ...saidOf(action.link) },
    proved: action.proved === null ? null : { says: action.proved.says, evidence: action.proved.evidence, ...saidOf(action.proved) },
    lapsedAt: text(action.lapsedAt),
    dropped: action.dropped === null ? null : { reason: action.dropped.reason, ...saidOf(action.dropped) },
    reopened: action.reopened,
    fromItem: action.fromItem,
    cause: cause?.id == null ? null : { id: cause.id, name: nameOf(cause.id) ?? cause.name ?? UNNAMED },
    madeAt: toRfc3339(action.at),
    by: action.by,
    version: action.version,
    mayConfirm: action.state === 'awaiting' && by.rights.includes('publish') && action.link?.by.id !== by.actor.id,
  };
}

/** What served, as it stands now, and what was said of it; what is no longer there stays where something was said. */
function usedView(record: IncidentRecord, used: readonly UsedThing[]): Used[] {
  const verdicts = record.review?.verdicts ?? [];
  const verdictOf = (kind: string, ref: string): Used['verdict'] => {
    const verdict = verdicts.find((each) => each.kind === kind && each.ref === ref);
    return verdict === undefined ? null : { right: verdict.right, comment: verdict.comment, ...saidOf(verdict) };
  };
  const gone = verdicts.filter(({ kind, ref }) => !used.some((thing) => thing.kind === kind && thing.ref === ref));
  return [...used.map((thing) => ({ ...thing, exists: true, verdict: verdictOf(thing.kind, thing.ref) })), ...gone.map(({ kind, ref }) => ({ kind, ref, name: ref, owner: null, reviewBy: null, exists: false, verdict: verdictOf(kind, ref) }))];
}

/** What is worked out from other incidents and from the configuration. */
export type Around = Pick<Review, 'suggestions' | 'earlier' | 'repeats' | 'missing'> & { readonly used: readonly UsedThing[]; readonly people: readonly string[] };

export function reviewView(record: IncidentRecord, { used, people, ...around }: Around, reading: Reading): Review {
  const review = record.review ?? NO_REVIEW;
  const { by } = reading;
  const hintOf = personHints(people);
  const closed = record.state === 'reviewed' ? record.instants.reviewedAt?.at(-1) : undefined;
  return {
    incident: record.id,
    title: titleOf(record),
    severity: record.severity,
    state: reviewStateOf(record),
    dueAt: text(dueAtOf(record)),
    lead: review.lead,
    version: review.version,
    cause: causeView(review.cause, reading.nameOf),
    whys: review.whys.map((why) => ({
      id: why.item,
      parent: why.parent,
      question: why.question,
      answer: why.answer,
      evidence: why.evidence,
      fromMemory: why.answer !== null && why.evidence === null,
      hint: why.answer === null || why.meant ? null : hintOf(why.answer),
      meant: why.meant,
      ...saidOf(why),
    })),
    factors: review.factors.map((factor) => ({ id: factor.item, text: factor.text, category: factor.category, ...saidOf(factor) })),
    sections: Object.fromEntries(Object.entries(review.sections).map(([section, written]) => [section, { text: written.text, ...saidOf(written) }])),
    used: usedView(record, used),
    actions: review.actions.map((action) => correctiveView(record, action, reading)),
    hold: record.hold,
    closedAt: closed?.at ?? null,
    closedBy: closed?.by ?? null,
    reopened: review.reopened === null ? null : { reason: review.reopened.reason, ...saidOf(review.reopened) },
    mayWrite: by.rights.includes('publish') && record.standing === 'declared' && record.state !== 'reviewed',
    mayClose: by.rights.includes('operate') && record.standing === 'declared' && record.state === 'resolved',
    ...around,
  };
}

export function reviewHead(record: IncidentRecord, { now, nameOf }: Pick<Reading, 'now' | 'nameOf'>): ReviewHead {
  const actions = record.review?.actions ?? [];
  return {
    incident: record.id,
    title: titleOf(record),
    severity: record.severity,
    state: reviewStateOf(record),
    startedAt: toRfc3339(startOf(record)),
    resolvedAt: text(instantOf(record, 'resolvedAt')),
    dueAt: text(dueAtOf(record)),
    lead: record.review?.lead ?? null,
    cause: causeView(record.review?.cause ?? null, nameOf),
    isDrill: record.isDrill,
    private: record.private,
    openActions: actions.filter(isUndone).length,
    overdueActions: actions.filter((action) => isOverdue(action, now)).length,
  };
}
