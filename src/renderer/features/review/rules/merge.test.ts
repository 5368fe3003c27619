import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeById } from './merge.ts';

const item = (id: string, text = id) => ({ id, text });
const BASE = [item('a'), item('b'), item('c')];
const texts = (list: readonly { text: string }[]): string => list.map(({ text }) => text).join(' ');

describe('one list that two people changed at once', () => {
  it('keeps what each of them did', () => {
    const mine = [item('a', 'a, mine'), item('b'), item('c'), item('x')];
    const theirs = [item('a'), item('y'), item('b', 'b, theirs'), item('c')];
    expect(texts(mergeById(BASE, mine, theirs))).toBe('a, mine y b, theirs c x');
  });

  it('is mine where both changed the same', () => {
    expect(texts(mergeById(BASE, [item('a', 'mine'), item('b'), item('c')], [item('a', 'theirs'), item('b'), item('c')]))).toBe('mine b c');
  });

  it('drops what one of them took away, unless the other was at work on it', () => {
    expect(texts(mergeById(BASE, [item('a'), item('b')], BASE))).toBe('a b');
    expect(texts(mergeById(BASE, BASE, [item('a'), item('c')]))).toBe('a c');
    expect(texts(mergeById(BASE, [item('a'), item('b')], [item('a'), item('b'), item('c', 'c, changed')]))).toBe('a b c, changed');
    expect(texts(mergeById(BASE, [item('a'), item('b', 'b, changed'), item('c')], [item('a'), item('c')]))).toBe('a b, changed c');
  });

  it('takes the order of whoever moved something', () => {
    expect(texts(mergeById(BASE, [item('c'), item('a'), item('b')], [...BASE, item('y')]))).toBe('c y a b');
    expect(texts(mergeById(BASE, BASE, [item('b'), item('a'), item('c')]))).toBe('b a c');
  });

  const lists = fc.uniqueArray(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), text: fc.constantFrom('1', '2') }), { selector: ({ id }) => id, maxLength: 5 });
  it('changes nothing where only one was at work, and names everything once', () => {
    fc.assert(
      fc.property(lists, lists, lists, (base, mine, theirs) => {
        expect(mergeById(base, base, theirs)).toEqual(theirs);
        expect(mergeById(base, mine, base)).toEqual(mine);
        const ids = mergeById(base, mine, theirs).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
