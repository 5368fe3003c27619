import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CauseId, CorrectiveActionId, ItemId } from '../../../shared/model/ids.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import { foldEntries } from '../incidents/fold.ts';
import { ADA, BOB, entries, opened } from '../incidents/testing/facts.ts';
import type { ReviewRecord } from './record.ts';
import { anyReviewFacts } from './testing/facts.ts';

type Given = Parameters<typeof entries>;
const item = (id: string) => ItemId.parse(id);
const fold = (...facts: Given): ReviewRecord => {
  const review = foldEntries(entries(opened(), ...facts))?.review;
  if (review == null) throw new Error('no review');
  return review;
};
const why = (id: string, parent: string | null, order = 1): IncidentFact => ({ type: 'whyPut', data: { item: item(id), parent: parent === null ? null : item(parent), order, meant: false }, texts: { question: id } });
const CA = CorrectiveActionId.parse('CA-0001');
const LINK = { kind: 'link' } as const;
const added: IncidentFact = { type: 'correctiveAdded', data: { action: CA, kind: 'monitoring', owner: 'ada', ownerName: 'Ada', dueAt: null, proof: LINK, fromItem: null }, texts: { text: 'Alert' } };
const offered: IncidentFact = { type: 'correctiveOffered', data: { action: CA }, texts: { label: 'PR', url: 'https://acme.test/' } };
const proved: IncidentFact = { type: 'correctiveProved', data: { action: CA, proof: LINK }, texts: { says: 'Seen.' } };
const stateAfter = (...facts: Given) => fold(added, ...facts).actions[0]?.state;

describe('the tree of whys', () => {
  it('stands with parents before children, children by their order, and without what was removed', () => {
    const tree = (...facts: Given): string[] => fold(...facts).whys.map((each) => `${each.parent ?? '-'}>${each.item}`);
    expect(tree(why('w1', null), why('w3', 'w1', 2), why('w2', 'w1', 1), why('w4', 'w2'), why('w5', null, 0))).toEqual(['->w5', '->w1', 'w1>w2', 'w2>w4', 'w1>w3']);
    expect(tree(why('w1', null), why('w2', 'w1'), why('w4', 'w2'), why('w3', 'w1', 2), { type: 'whyRemoved', data: { item: item('w2') }, texts: {} })).toEqual(['->w1', 'w1>w3']);
  });

  it('never has a circle, and whoever has no parent is at its root', () => {
    expect(fold(why('w1', null), why('w2', 'w1'), why('w1', 'w2'), why('w9', 'w7')).whys.map(({ item: id, parent }) => [id, parent])).toEqual([['w1', null], ['w2', 'w1'], ['w9', null]]);
    fc.assert(
      fc.property(fc.array(fc.oneof(...anyReviewFacts), { maxLength: 60 }), (facts) => {
        const record = foldEntries(entries(opened(), ...facts));
        const whys = record?.review?.whys ?? [];
        for (const [index, { parent }] of whys.entries()) expect(parent === null || whys.slice(0, index).some((each) => each.item === parent)).toBe(true);
        expect(new Set(whys.map((each) => each.item)).size).toBe(whys.length);
      }),
    );
  });
});

describe('a corrective action', () => {
  it.each<[string, Given, string]>([
    ['begins open', [], 'open'],
    ['waits for a second person once there is a link', [offered], 'awaiting'],
    ['is open again where the link was refused', [offered, { type: 'correctiveRefused', data: { action: CA }, texts: {} }], 'open'],
    ['is done with its proof', [offered, proved], 'done'],
    ['stays done where that no longer holds', [proved, { type: 'correctiveLapsed', data: { action: CA, holds: false }, texts: {} }], 'done'],
    ['is open again where somebody says so', [proved, { type: 'correctiveReopened', data: { action: CA }, texts: { reason: 'x' } }], 'open'],
    ['is dropped', [{ type: 'correctiveDropped', data: { action: CA }, texts: { reason: 'x' } }], 'dropped'],
    ['whose proof is another one now has no link that waits', [offered, { type: 'correctiveChanged', data: { action: CA, kind: 'process', owner: null, ownerName: null, dueAt: null, proof: { kind: 'postman' } }, texts: { text: 'x' } }], 'open'],
    ['whose link was removed has none', [{ type: 'correctiveOffered', data: { action: CA }, texts: { label: 'PR', url: null } }], 'open'],
    ['is there once', [added], 'open'],
  ])('%s', (_, facts, state) => expect(stateAfter(...facts)).toBe(state));

  it('is proved by what was seen since it was made or reopened, and counts its entries', () => {
    const [action] = fold(added, offered, proved, { type: 'correctiveReopened', data: { action: CA }, texts: { reason: 'x' } }).actions;
    expect(action).toMatchObject({ version: 4, reopened: 1, proved: null, link: null, lapsedAt: null });
    expect(action?.since).toBeGreaterThan(action?.at ?? Infinity);
    expect(fold(added, { type: 'correctiveDropped', data: { action: CorrectiveActionId.parse('CA-0009') }, texts: {} }).actions).toHaveLength(1);
  });
});

describe('the review', () => {
  it('counts what is written as one document; actions and holds are apart', () => {
    const cause: IncidentFact = { type: 'causeSet', data: { cause: CauseId.parse('CAUSE-0001'), category: 'code', confidence: 'suspected' }, texts: { name: 'x' } };
    expect(fold(cause, added, offered, why('w1', null)).version).toBe(2);
    expect(foldEntries(entries(opened(), { type: 'holdSet', data: {}, texts: { reason: 'x' } }))).toMatchObject({ review: null, hold: { reason: 'x' } });
    expect(foldEntries(entries(opened(), { type: 'holdSet', data: {}, texts: { reason: 'x' } }, { type: 'holdLifted', data: {}, texts: {} }))?.hold).toBeNull();
  });

  it('keeps the last verdict on each thing, and of a section what was written last, or nothing', () => {
    const verdict = (right: boolean, ref = 'slow'): IncidentFact => ({ type: 'verdictGiven', data: { kind: 'rule', ref, right }, texts: {} });
    expect(fold(verdict(true), verdict(true, 'fast'), { fact: verdict(false), by: BOB }).verdicts).toMatchObject([{ ref: 'fast', right: true }, { ref: 'slow', right: false, by: BOB }]);
    const section = (text: string | null): IncidentFact => ({ type: 'sectionEdited', data: { section: 'summary' }, texts: text === null ? {} : { text } });
    expect([fold(section('a'), section('b')).sections.summary?.text, fold(section('a'), section(null)).sections]).toEqual(['b', {}]);
  });

  it('that is opened again leaves the incident resolved, with what had been said of it', () => {
    const plainly = (type: 'resolved' | 'reviewed'): IncidentFact => ({ type, data: {}, texts: {} });
    const again: IncidentFact = { type: 'reviewReopened', data: {}, texts: { reason: 'x' } };
    const record = foldEntries(entries(opened(), plainly('resolved'), plainly('reviewed'), { fact: again, by: ADA }));
    expect([record?.state, record?.instants.reviewedAt?.map(({ at }) => at !== null), record?.closedAt !== null, record?.review?.reopened?.by]).toEqual(['resolved', [true, false], true, ADA]);
    expect(foldEntries(entries(opened(), plainly('resolved'), again))?.state).toBe('resolved');
  });

  it('of which every text was removed says so, and holds none of them', () => {
    const blank = (fact: IncidentFact): IncidentFact => ({ ...fact, texts: Object.fromEntries(Object.keys(fact.texts).map((name) => [name, null])) });
    const mark = (fact: IncidentFact): IncidentFact => ({ ...fact, texts: Object.fromEntries(Object.keys(fact.texts).map((name) => [name, 'MARK'])) });
    fc.assert(
      fc.property(fc.array(fc.oneof(...anyReviewFacts), { maxLength: 40 }), (facts) => {
        expect(JSON.stringify(foldEntries(entries(opened(), ...facts.map(mark).map(blank))))).not.toContain('MARK');
      }),
      { numRuns: 50 },
    );
    // Control: what was not removed is there.
    expect(JSON.stringify(fold(mark(why('w1', null))))).toContain('MARK');
  });
});
