import { assert, constant, dictionary, json, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, hashOf } from './hash.ts';

const SEED = 20_261_127;

/** The same value with the keys of every object in the other order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toReversed().map(([key, item]) => [key, turned(item)]));
}

describe('the hash that a person confirms', () => {
  it(`is the same in whatever order keys stand (seed ${SEED})`, () => {
    assert(
      property(json(), (text) => {
        const value: unknown = JSON.parse(text);
        expect(hashOf(turned(value), { one: 'a', two: null }, 'live')).toBe(hashOf(value, { two: null, one: 'a' }, 'live'));
        expect(JSON.parse(canonical(value))).toEqual(value);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it(`is another one as soon as one value, one live value or the mode is another (seed ${SEED})`, () => {
    assert(
      property(dictionary(string({ minLength: 1 }), oneof(string(), constant(null)), { minKeys: 1 }), string({ minLength: 1 }), (confirmed, more) => {
        const [name = ''] = Object.keys(confirmed);
        const changed = { ...confirmed, [name]: `${confirmed[name] ?? ''}${more}` };
        const hash = hashOf('text', confirmed, 'live');
        expect(hashOf('text', changed, 'live')).not.toBe(hash);
        expect(hashOf(`text${more}`, confirmed, 'live')).not.toBe(hash);
        expect(hashOf('text', confirmed, 'drill')).not.toBe(hash);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('tells an absent value from an empty one, and a list from its text', () => {
    const hashes = [{}, { a: null }, { a: '' }, { a: [] }, { a: {} }, { a: ['b', 'c'] }, { a: ['b,c'] }, { a: ['c', 'b'] }, { a: undefined }].map((value) => hashOf(value, {}, 'live'));
    // What is undefined is not there at all.
    expect(new Set(hashes).size).toBe(hashes.length - 1);
  });
});
