import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { reviewCalls } from '../../../shared/contract/review-calls.ts';
import { openReviews } from './testing/open-reviews.ts';

type Draft = Omit<z.input<(typeof reviewCalls)['reviews.put']['input']>, 'incident' | 'version'>;
type WhyDraft = NonNullable<Draft['whys']>[number];

/** Any tree over a few ids: each asks on from one before it, or from nothing; then the list is shuffled. */
const anyTree: fc.Arbitrary<WhyDraft[]> = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 })
  .chain((ids) => fc.tuple(fc.array(fc.nat(), { minLength: ids.length, maxLength: ids.length }), fc.array(fc.constantFrom('x', 'y', null), { minLength: ids.length, maxLength: ids.length })).map(([parents, answers]) => ids.map((id, index) => ({ id, parent: index === 0 ? null : ([...ids.slice(0, index), null][(parents[index] ?? 0) % (index + 1)] ?? null), question: `Why ${id}?`, answer: answers[index] ?? null }))));

describe('writing a review', () => {
  it('makes any tree of any other, in the order that was given, and again nothing of the same', () => {
    const { resolved, put, journal } = openReviews();
    const id = resolved(null);
    const told = (whys: readonly Pick<WhyDraft, 'id' | 'parent' | 'question' | 'answer'>[]) => {
      const below = Map.groupBy(whys, ({ parent }) => parent ?? null);
      const walk = (parent: string | null): unknown[] => (below.get(parent) ?? []).flatMap((why) => [[why.id, why.parent ?? null, why.question, why.answer ?? null], ...walk(why.id)]);
      return walk(null);
    };
    fc.assert(
      fc.property(anyTree, (tree) => {
        expect(told(put(id, { whys: tree }).whys)).toEqual(told(tree));
        const before = journal.head()?.seq;
        put(id, { whys: tree });
        expect(journal.head()?.seq).toBe(before);
      }),
      { numRuns: 60 },
    );
  });

  it('is one entry for each thing that is different', () => {
    const { resolved, put, timeline } = openReviews();
    const id = resolved(null);
    const whys = ['a', 'b', 'c', 'd'].map((each) => ({ id: each, question: each }));
    put(id, { whys });
    const entries = (draft: Draft): string[] => {
      const before = timeline(id, { limit: 1_000 }).items.length;
      put(id, draft);
      return timeline(id, { limit: 1_000 }).items.slice(before).map(({ type, data }) => `${type} ${String(data['item'])}`);
    };
    expect(entries({ whys: [whys[3]!, ...whys.slice(0, 3)] }), 'the last one first').toEqual(['whyPut d']);
    expect(entries({ whys: [whys[3]!, whys[0]!, { id: 'e', question: 'new' }, ...whys.slice(1, 3)] }), 'one between').toEqual(['whyPut e']);
    expect(entries({ whys: [{ ...whys[0]!, answer: 'yes' }, { id: 'b', parent: 'a', question: 'b' }, { id: 'c', parent: 'b', question: 'c' }] })).toEqual(['whyPut a', 'whyPut b', 'whyPut c', 'whyRemoved d', 'whyRemoved e']);
    expect(entries({ whys: [{ id: 'c', question: 'c' }, { id: 'a', parent: 'c', question: 'a', answer: 'yes' }] }), 'upside down, without the middle').toEqual(['whyPut c', 'whyPut a', 'whyRemoved b']);
    expect(entries({ whys: [] })).toEqual(['whyRemoved c']);
    expect(entries({}), 'what is left out stays').toEqual([]);
  });

  it.each<[string, Draft, string]>([
    ['a question twice', { whys: [{ id: 'a', question: 'x' }, { id: 'a', question: 'y' }] }, 'whys: "a" is given twice; expected each question once.'],
    ['a parent that is not there', { whys: [{ id: 'a', parent: 'b', question: 'x' }] }, 'whys: the parent "b" of "a" is not among the questions.'],
    ['a circle', { whys: [{ id: 'a', parent: 'b', question: 'x' }, { id: 'b', parent: 'a', question: 'y' }] }, 'whys: "a" asks on from itself; expected a tree.'],
    ['a factor twice', { factors: [{ id: 'a', text: 'x' }, { id: 'a', text: 'y' }] }, 'factors: "a" is given twice; expected each factor once.'],
    ['somebody unknown', { lead: 'nobody' }, 'Nobody of the id "nobody" is in the configuration: expected one of "ada", "bob", "eve".'],
    ['a cause that is not there', { cause: { id: 'CAUSE-0099', category: 'code', confidence: 'confirmed' } }, 'There is no cause CAUSE-0099.'],
    ['a verdict on what did not serve', { verdicts: [{ kind: 'rule', ref: 'fast', right: true }] }, 'verdicts: rule "fast" did not serve in this incident, or is no longer there.'],
    ['a password in an address', { whys: [{ id: 'a', question: 'x', answer: 'y', evidence: { kind: 'link', ref: 'https://ada:secret@acme.test/', time: null, value: null } }] }, 'evidence: the address holds a name or a password'],
    ['no address', { whys: [{ id: 'a', question: 'x', answer: 'y', evidence: { kind: 'link', ref: 'javascript:alert(1)', time: null, value: null } }] }, 'evidence: expected an http:// or https:// address.'],
  ])('refuses %s, and writes nothing of the rest', (_, draft, message) => {
    const { resolved, put, reviews, hasRule } = openReviews();
    hasRule('slow');
    hasRule('fast');
    const id = resolved();
    expect(() => put(id, { sections: { summary: 'x' }, ...draft })).toThrow(message);
    expect(reviews.get(id, { seesPrivate: true, mayOperate: true, actor: { kind: 'person', id: 'ada', name: 'Ada' }, rights: ['view'] })).toMatchObject({ version: 0, sections: {}, mayWrite: false });
  });

  it('refuses it for an incident that is none (any more)', () => {
    const { fires, open, act, put, resolved } = openReviews();
    const proposed = fires('maybe', { mode: 'propose' })!;
    expect(() => put(proposed, { sections: { summary: 'x' } })).toThrow('is proposed; only a declared incident has a review');
    const [a, b] = [open().id, open({ title: 'Other' }).id];
    act(a, { type: 'merge', into: b });
    expect(() => put(a, { sections: { summary: 'x' } })).toThrow(`${a} was merged into ${b}; go on there.`);
    expect(put(resolved(null), {}).state).toBe('due');
  });

  it('picks a cause of the register by its name, whatever the case, and a new name renames it everywhere', () => {
    const { resolved, put, causes, reviews } = openReviews();
    const [a, b, c] = [resolved(null), resolved(null), resolved(null)];
    const cause = (name: string) => ({ cause: { name, category: 'network', confidence: 'confirmed' } as const });
    expect(put(a, cause('DNS file cut off')).cause?.id).toBe('CAUSE-0001');
    expect(put(b, cause('dns FILE cut off')).cause?.id).toBe('CAUSE-0001');
    expect(put(c, cause('Another one')).cause?.id).toBe('CAUSE-0002');
    put(c, { cause: { id: 'CAUSE-0001', name: 'DNS zone was truncated', category: 'network', confidence: 'suspected' } });
    expect(causes().items).toMatchObject([{ id: 'CAUSE-0001', name: 'DNS zone was truncated', confirmed: 2, suspected: 1 }]);
    expect(reviews.get(a, { seesPrivate: true, mayOperate: true, actor: { kind: 'person', id: 'ada', name: 'Ada' }, rights: [] }).cause?.name).toBe('DNS zone was truncated');
    expect(put(c, cause('A third')).cause?.id, 'CAUSE-0002 was given before').toBe('CAUSE-0003');
    expect(put(c, { cause: null }).cause).toBeNull();
    expect(causes({ query: 'CUT off' }).items.map(({ id }) => id), 'as the incidents that still have it call it').toEqual(['CAUSE-0001']);
    expect(causes({ query: 'third' }).items).toEqual([]);
  });
});
