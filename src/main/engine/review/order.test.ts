import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeAmong } from './order.ts';

const inOrder = (ids: readonly string[], places: ReadonlyMap<string, number>): boolean => ids.every((id, index) => index === 0 || places.get(ids[index - 1] ?? '')! < places.get(id)!);

describe('places in a list', () => {
  it.each<[string, string[], Record<string, number>, Record<string, number>]>([
    ['a new list', ['a', 'b'], {}, { a: 1, b: 2 }],
    ['one put first', ['c', 'a', 'b'], { a: 1, b: 2 }, { c: 0, a: 1, b: 2 }],
    ['one put between', ['a', 'c', 'b'], { a: 1, b: 2 }, { a: 1, c: 1.5, b: 2 }],
    ['one put last', ['a', 'b', 'c'], { a: 1, b: 2 }, { a: 1, b: 2, c: 3 }],
    ['the last one moved to the front', ['c', 'a', 'b'], { a: 1, b: 2, c: 3 }, { c: 0, a: 1, b: 2 }],
    ['two that stand at the same place', ['a', 'b'], { a: 1, b: 1 }, { a: 1, b: 2 }],
    ['no room left', ['a', 'c', 'b'], { a: 1, b: 1 + 1e-7 }, { a: 1, c: 2, b: 3 }],
  ])('%s', (_, ids, before, expected) => expect(Object.fromEntries(placeAmong(ids, (id) => before[id] ?? null))).toEqual(expected));

  it('rise in the order of the list, and a list in order keeps all of them', () => {
    const list = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'));
    fc.assert(
      fc.property(list, fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), fc.integer({ min: -5, max: 5 })), (ids, before) => {
        const places = placeAmong(ids, (id) => before[id] ?? null);
        expect([...places.keys()].sort()).toEqual([...ids].sort());
        expect(inOrder(ids, places)).toBe(true);
        expect(placeAmong(ids, (id) => places.get(id) ?? null)).toEqual(places);
      }),
    );
  });

  it('to move one of a list changes the place of one', () => {
    const size = 12;
    fc.assert(
      fc.property(fc.nat(size - 1), fc.nat(size - 1), (from, to) => {
        const ids = Array.from({ length: size }, (_, index) => `w${index}`);
        const before = placeAmong(ids, () => null);
        const moved = ids.toSpliced(from, 1).toSpliced(to, 0, ids[from] ?? '');
        const after = placeAmong(moved, (id) => before.get(id) ?? null);
        expect(ids.filter((id) => before.get(id) !== after.get(id)).length).toBeLessThanOrEqual(from === to ? 0 : 1);
      }),
    );
  });

  it('are made anew after something was put into the same gap very often', () => {
    let ids = ['a', 'z'];
    let places = placeAmong(ids, () => null);
    for (let round = 0; round < 200; round += 1) {
      ids = ['a', `n${round}`, ...ids.slice(1)];
      const before = places;
      places = placeAmong(ids, (id) => before.get(id) ?? null);
      expect(inOrder(ids, places)).toBe(true);
    }
  });
});
