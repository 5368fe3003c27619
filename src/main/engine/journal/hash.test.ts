import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, commitTo, hashRow, hex, type SealedRow } from './hash.ts';
import { HOLDFAST } from './journal.ts';

describe('canonical JSON', () => {
  it('writes the examples of RFC 8785 as it says', () => {
    expect(canonicalJson({ numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001], string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/', literals: [null, true, false] })).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(canonicalJson({ '\u20ac': 'Euro', '\r': 'CR', '\ufb33': 'Dalet', '1': 'One', '\ud83d\ude00': 'Smiley', '\u0080': 'Control', '\u00f6': 'Umlaut' })).toBe(
      '{"\\r":"CR","1":"One","\u0080":"Control","ö":"Umlaut","€":"Euro","😀":"Smiley","\ufb33":"Dalet"}',
    );
  });

  it('is the same whatever the order of keys, and reads back to the same value', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).toReversed().map(([key, inner]) => [key, shuffled(inner)])) : value;
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(JSON.stringify(JSON.parse(canonicalJson(value)))).toBe(JSON.stringify(JSON.parse(canonicalJson(shuffled(value)))));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('leaves out what is undefined and refuses what JSON cannot hold', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
    for (const value of [undefined, Number.NaN, Infinity, 1n, new Date(0), new Map(), () => 1, [undefined]]) expect(() => canonicalJson({ value: [value] })).toThrow('JSON cannot hold');
  });
});

describe('hashes', () => {
  const salt = new Uint8Array(16).fill(7);
  const row = { seq: 1, stream: null, at: 5, recordedAt: 6, actor: HOLDFAST, type: 'shiftNote', data: '{}', evidence: null, fromMemory: false, commitments: [{ field: 'text', commitment: new Uint8Array(32) }] } as unknown as SealedRow;

  it('of a text depend on salt, field and text, and on where one ends', () => {
    const texts = [commitTo(salt, 'text', 'a'), commitTo(salt, 'text', 'b'), commitTo(salt, 'texta', ''), commitTo(salt, 'reason', 'a'), commitTo(new Uint8Array(16), 'text', 'a')];
    expect(new Set(texts.map(hex)).size).toBe(texts.length);
    expect(commitTo(salt, 'text', 'a')).toEqual(texts[0]);
  });

  it('of a row depend on everything in it and on the row before', () => {
    const changes: Partial<Record<keyof SealedRow, unknown>>[] = [{ seq: 2 }, { stream: 'INC-2026-0001' }, { at: 6 }, { recordedAt: 5 }, { actor: { ...HOLDFAST, kind: 'person' } }, { actor: { ...HOLDFAST, id: 'x' } }, { actor: { ...HOLDFAST, name: 'x' } }, { type: 'note' }, { data: '{ }' }, { evidence: '{}' }, { fromMemory: true }, { commitments: [] }, { commitments: [{ field: 'reason', commitment: new Uint8Array(32) }] }, { commitments: [{ field: 'text', commitment: new Uint8Array(32).fill(1) }] }];
    const hashes = [hashRow(null, row), hashRow(new Uint8Array(32), row), ...changes.map((change) => hashRow(null, { ...row, ...change } as SealedRow))];
    expect(new Set(hashes.map(hex)).size).toBe(hashes.length);
  });

  /* Made with another language's JSON and SHA-256. */
  it('do not change with a release: a journal of today is checked by the Holdfast of tomorrow', () => {
    expect(hex(commitTo(salt, 'text', 'Zürich'))).toBe('621f873037e3f331b8cf1435255b0e504639af4c8d460e8156b1b6aaba6758f6');
    expect(hex(hashRow(new Uint8Array(32).fill(9), row))).toBe('4f3edc28ff889d7f60298168ad5c12df465238e7722ecbced31f9d6601203695');
  });
});
