import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordDifference } from './word-difference.ts';

const units = (max: number) => fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: max }).map((codes) => String.fromCharCode(...codes));
const marked = (before: string, after: string): string => wordDifference(before, after).map(({ kind, text }) => ({ same: text, added: `{+${text}+}`, removed: `[-${text}-]` })[kind]).join('');

describe('the difference of two texts by words', () => {
  it.each([
    ['', '', ''],
    ['same', 'same', 'same'],
    ['', 'new', '{+new+}'],
    ['gone', '', '[-gone-]'],
    ['Next update: 3:00 PM UTC', 'Next update: 3:30 PM UTC', 'Next update: 3:[-00-]{+30+} PM UTC'],
    ['We are investigating it.', 'We have fixed it.', 'We [-are investigating-]{+have fixed+} it.'],
    ['a\nb\nc', 'a\nc', 'a\n[-b\n-]c'],
    ['Zahlung über Karte', 'Zahlung über Konto', 'Zahlung über [-Karte-]{+Konto+}'],
    ['الدفع لا يعمل', 'الدفع يعمل', 'الدفع [-لا -]يعمل'],
  ])('from %j to %j', (before, after, expected) => expect(marked(before, after)).toBe(expected));

  it('is both texts, whatever they are', () => {
    const text = fc.oneof(units(80), fc.array(fc.constantFrom('a', 'b', ' ', '\n', '.', '🔥', 'word', '  '), { maxLength: 60 }).map((parts) => parts.join('')));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const pieces = wordDifference(before, after);
        const of = (...kinds: string[]): string => pieces.filter(({ kind }) => kinds.includes(kind)).map((piece) => piece.text).join('');
        expect([of('same', 'removed'), of('same', 'added')]).toEqual([before, after]);
        expect(pieces.every((piece) => piece.text !== '')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
  it('of ten thousand characters, and of far too many, is told in time', () => {
    const long = Array.from({ length: 1_400 }, (_, index) => `word${index % 97}`).join(' ');
    expect(wordDifference(long, long.replaceAll('word5 ', 'other ')).length).toBeGreaterThan(10);
    const lines = Array.from({ length: 2_500 }, (_, index) => `line ${index} of it`).join('\n');
    expect(wordDifference(lines, `x ${lines.replace('line 1200 of', 'line X of')} y`).some(({ kind }) => kind === 'same')).toBe(true);
  });
});
