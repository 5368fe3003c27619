import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuery, spansOf, TERMS_MAX, wordsMatch } from './query.ts';
import { facet } from './document.ts';
import { matchOf } from './rank.ts';
import { wordsOf } from './words.ts';

const matchIn = (text: string): string | null => wordsMatch(readQuery(text));

describe('what somebody typed', () => {
  it.each([
    ['expired certificate', '("expired" AND "certificate")'],
    ['"expired certificate" edge', '("expired certificate" AND "edge")'],
    ['certif*', '("certif" *)'],
    ['checkout -drill', '(("checkout") NOT "drill")'],
    ['checkout -"load test"', '(("checkout") NOT "load test")'],
    ['INC-2026-0042', '("inc 2026 0042")'],
    ['re-run', '("re run")'],
    ['Zürich ÜBER', '("zurich" AND "uber")'],
    ['“curly quotes”', '("curly quotes")'],
    ['"not closed', '("not closed")'],
    ['a* of* NEAR AND OR', '("a" AND "of" AND "near" AND "and" AND "or")'],
    ['title:x {title} ^y z+', '("title x" AND "title" AND "y" AND "z")'],
  ])('%s', (text, match) => expect(matchIn(text)).toBe(match));

  it('asks for nothing where there is no letter and no digit, and where it only leaves out', () => {
    expect(['', '  ', '***', '"', '""', '- -- "-"', '-only'].map(matchIn)).toEqual([null, null, null, null, null, null, null]);
    expect(readQuery('-only').none).toEqual([{ words: ['only'], prefix: false }]);
  });

  it('is read up to a dozen words', () => expect(readQuery('word '.repeat(40)).all).toHaveLength(TERMS_MAX));
});

describe('any text at all', () => {
  const db = new Database(':memory:');
  db.exec(`CREATE VIRTUAL TABLE search USING fts5(head, title, cause, fix, why, note, "update", action, reason, impact, link, report, facets, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2")`);
  db.exec(`INSERT INTO search (rowid, title) VALUES (1, 'Checkout API: 99 % errors')`);
  const find = db.prepare('SELECT rowid FROM search WHERE search MATCH ?').pluck();
  const signs = fc.string({ unit: fc.constantFrom(...'"“”*-+^:(){}[].,\'\\/ \u0000\n\tab1éAND OR NOT NEAR title ß中😀\ud800'.split('')), maxLength: 40 });
  const typed = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }), signs);

  it('is a search that the index can answer', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const match = matchOf(readQuery(text), null, [facet.any]);
        if (match !== null) find.all(match);
      }),
      { numRuns: 3_000 },
    );
  });

  it('control arm: handed over as it is, it is an error of the index', () => {
    const asIs = (text: string) => () => find.all(text);
    expect(asIs('"')).toThrow('unterminated string');
    expect(asIs('a AND')).toThrow('syntax error');
    expect(asIs('nothing:x')).toThrow('no such column');
  });

  it('finds a text by each of its own words', () => {
    const one = new Database(':memory:');
    one.exec(`CREATE VIRTUAL TABLE search USING fts5(title, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2")`);
    const latin = fc.array(fc.string({ unit: fc.constantFrom(...'abcdefßéèüØ019ÀçñĐЖщ'.split('')), minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(latin, (words) => {
        one.exec(`INSERT INTO search (search) VALUES ('delete-all')`);
        one.prepare('INSERT INTO search (rowid, title) VALUES (1, ?)').run(words.join(' – '));
        for (const word of words) expect(one.prepare('SELECT rowid FROM search WHERE search MATCH ?').pluck().all(matchIn(word))).toEqual([1]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the places of a term', () => {
  const placesOf = (query: string, text: string): string[] => readQuery(query).all.flatMap((term) => spansOf(term, wordsOf(text)).map(({ from, to }) => text.slice(from, to)));

  it('are those of whole words, phrases and beginnings, marks and case aside', () => {
    expect(placesOf('cafe', 'Café, CAFÉ, cafes')).toEqual(['Café', 'CAFÉ']);
    expect(placesOf('caf*', 'Café, decaf, cafes')).toEqual(['Café', 'cafes']);
    expect(placesOf('"dns switch"', 'DNS-switch; the switch of DNS')).toEqual(['DNS-switch']);
  });
});
