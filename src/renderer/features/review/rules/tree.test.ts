import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ItemId } from '../../../../shared/model/ids.ts';
import { addChild, addSibling, asTree, move, readingOrder, remove, type Move, type WhyText, type WhyTree } from './tree.ts';

const id = (name: string): ItemId => ItemId.parse(name);
const why = (name: string, parent: string | null = null): WhyText => ({ id: id(name), parent: parent === null ? null : id(parent), question: `Why ${name}?`, answer: null, evidence: null, meant: false });
const { parent: _, ...fresh } = why('new');
/** "a(b c(d)) e": what hangs on a question stands in brackets behind it. */
function drawn(tree: WhyTree, parent: ItemId | null = null): string {
  return tree.filter((each) => each.parent === parent).map((each) => {
    const below = drawn(tree, each.id);
    return below === '' ? each.id : `${each.id}(${below})`;
  }).join(' ');
}

/** Why did checkout fail: the zone was empty (a) because of the script (b), which nobody tested (c); and nobody saw it for ten minutes (d). */
const TREE: WhyTree = [why('a'), why('b', 'a'), why('c', 'b'), why('d')];

describe('the tree of whys', () => {
  it('asks further branches and further down', () => {
    expect(drawn(addSibling(TREE, id('a'), fresh))).toBe('a(b(c)) new d');
    expect(drawn(addSibling(TREE, id('b'), fresh))).toBe('a(b(c) new) d');
    expect(drawn(addChild(TREE, id('a'), fresh))).toBe('a(b(c) new) d');
    expect(drawn(addChild([], null, fresh))).toBe('new');
  });

  it.each<[string, Move, string]>([
    ['d', 'up', 'd a(b(c))'],
    ['a', 'down', 'd a(b(c))'],
    ['d', 'in', 'a(b(c) d)'],
    ['b', 'out', 'a b(c) d'],
    ['c', 'out', 'a(b c) d'],
    ['a', 'up', 'a(b(c)) d'],
    ['a', 'out', 'a(b(c)) d'],
    ['c', 'in', 'a(b(c)) d'],
    ['gone', 'in', 'a(b(c)) d'],
  ])('moves %s %s with all that hangs on it', (name, where, expected) => {
    expect(drawn(move(TREE, id(name), where))).toBe(expected);
  });

  it('takes away what hangs on what goes', () => {
    expect(drawn(remove(TREE, id('b')))).toBe('a d');
    expect(remove(remove(TREE, id('a')), id('d'))).toEqual([]);
  });

  it('is a tree again where two people hung two questions on each other, or on one that is gone', () => {
    expect(drawn(asTree([why('a', 'b'), why('b', 'a'), why('c', 'gone'), why('d', 'c')]))).toBe('a(b) c(d)');
  });

  it('loses and doubles nothing, whatever is moved where', () => {
    const step = fc.tuple(fc.nat(11), fc.constantFrom<Move>('up', 'down', 'in', 'out'));
    fc.assert(
      fc.property(fc.array(fc.nat(11), { minLength: 2, maxLength: 12 }), fc.array(step, { maxLength: 20 }), (parents, steps) => {
        const start = asTree(parents.map((parent, index) => why(`w${index}`, parent < index ? `w${parent}` : null)));
        const end = steps.reduce<WhyTree>((tree, [at, where]) => move(tree, id(`w${at}`), where), start);
        expect(end.map((each) => each.id).toSorted()).toEqual(start.map((each) => each.id).toSorted());
        expect(readingOrder(end).map((placed) => placed.why)).toEqual(end);
      }),
    );
  });

  it('knows where each stands, for whoever hears it read', () => {
    expect(readingOrder(TREE).map(({ why: { id: name }, depth, first, last }) => [name, depth, first, last])).toEqual([['a', 0, true, false], ['b', 1, true, true], ['c', 2, true, true], ['d', 0, false, true]]);
  });
});
