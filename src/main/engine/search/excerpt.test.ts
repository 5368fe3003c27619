import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptOf } from './excerpt.ts';
import { readQuery } from './query.ts';

const excerpt = (text: string, query: string) => excerptOf(text, readQuery(query).all);
const marked = (text: string, query: string): string[] => {
  const { text: shown, marks } = excerpt(text, query);
  return marks.map(({ from, to }) => shown.slice(from, to));
};

describe('the part of a text that a search shows', () => {
  it('is all of a short one, with the words marked', () => {
    expect(excerpt('The certificate of the edge had expired', 'expired certificate')).toEqual({ text: 'The certificate of the edge had expired', marks: [{ from: 4, to: 15 }, { from: 32, to: 39 }], terms: 2 });
  });

  it('is what stands around the first place in a long one, cut between words', () => {
    const long = `${'before '.repeat(100)}the certificate had expired ${'after '.repeat(100)}`;
    const { text, marks } = excerpt(long, 'certificate');
    expect(text).toMatch(/^… (before )+the certificate had expired (after )+after …$/);
    expect(marks.map(({ from, to }) => text.slice(from, to))).toEqual(['certificate']);
    expect(text.length).toBeLessThan(260);
  });

  it('is the beginning where the words are not in it, and cuts a word that has no end', () => {
    expect(excerpt('Restarted the pods', 'certificate')).toEqual({ text: 'Restarted the pods', marks: [], terms: 0 });
    expect(excerpt('x'.repeat(1_000), 'y').text).toBe(`${'x'.repeat(240)} …`);
  });

  it('marks overlapping phrases once, and leaves nothing in it that turns the text around', () => {
    expect(marked('dns switch back', '"dns switch" "switch back"')).toEqual(['dns switch back']);
    expect(excerpt('a\u202Eb\nc\u0000d', 'c').text).toBe('a b c d');
  });

  it('holds for any text: marks lie in it, in order, apart, and are what was looked for', () => {
    const word = fc.constantFrom('alpha', 'beta', 'Gamma', 'délta', 'x');
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 8 })), { maxLength: 120 }), word, (words, wanted) => {
        const { text, marks } = excerpt(words.join(' '), wanted);
        let last = -1;
        for (const { from, to } of marks) {
          expect(from).toBeGreaterThan(last);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(text.length);
          last = to;
          expect(readQuery(text.slice(from, to)).all[0]?.words[0]).toBe(readQuery(wanted).all[0]?.words[0]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
