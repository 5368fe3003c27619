import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersonId } from '../../../shared/model/ids.ts';
import { RIGHTS, type Right } from '../../../shared/model/rights.ts';
import { durationMs, epochMs } from '../../../shared/model/units.ts';
import { readPresetTokens } from './preset-tokens.ts';
import { inWords, makeCode, makeToken, normaliseCode, pauseAfter, pinPauseUntil, remaining, rightsOf } from './rules.ts';

const rights = fc.subarray([...RIGHTS]);
const person = (given: readonly Right[]) => ({ id: PersonId.parse('ada'), name: 'Ada', rights: [...given], roles: [] });

describe('pairing codes', () => {
  it('are read aloud without mistakes and typed in any way', () => {
    let n = 0;
    const code = makeCode((count) => Uint8Array.from({ length: count }, () => (n += 37) % 256));
    expect(code).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
    expect(normaliseCode(` ${code.toLowerCase().replace('-', ' ')} `)).toBe(code.replace('-', ''));
  });

  it('use every letter alike: bytes that would favour some are thrown away', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 248; byte += 1) {
      const [letter = ''] = makeCode((count) => new Uint8Array(count).fill(byte));
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual(Array.from({ length: 31 }, () => 8));
    let turn = 0;
    expect(makeCode((count) => new Uint8Array(count).fill(turn++ === 0 ? 255 : 0))).toBe('2222-2222');
    expect(makeToken((count) => new Uint8Array(count).fill(255))).toHaveLength(43);
  });

  it('may be tried five times a minute, then not until the window has passed', () => {
    const at = (seconds: number) => durationMs(seconds * 1_000);
    const tries = [at(0), at(10), at(20), at(30), at(40)];
    expect(pauseAfter(tries.slice(0, 4), at(41))).toBe(0);
    expect(pauseAfter(tries, at(41))).toBe(19_000);
    expect(pauseAfter(tries, at(60))).toBe(0);
  });
});

describe('rights of a seat', () => {
  it('are never more than the invitation gave, nor more than the person has', () => {
    fc.assert(
      fc.property(rights, rights, (given, held) => {
        const got = rightsOf({ kind: 'browser', rights: given, named: true }, person(held));
        expect(got.every((right) => given.includes(right) && held.includes(right))).toBe(true);
        expect(got).toHaveLength(given.filter((right) => held.includes(right)).length);
      }),
    );
  });

  it('are only to look for a wall and for a seat without a name, whatever was asked', () => {
    fc.assert(
      fc.property(rights, rights, (given, held) => {
        expect(rightsOf({ kind: 'wall', rights: given, named: true }, person(held))).toEqual(['view']);
        expect(rightsOf({ kind: 'browser', rights: given, named: false }, null)).toEqual(given.includes('view') ? ['view'] : []);
        expect(rightsOf({ kind: 'browser', rights: given, named: true }, null)).toEqual([]);
      }),
    );
  });
});

describe('PIN pauses', () => {
  it('begin at the third wrong PIN, double, and end at fifteen minutes', () => {
    const now = epochMs(1_000_000);
    expect([1, 2, 3, 4, 5, 20].map((failures) => pinPauseUntil(failures, now)).map((until) => (until === null ? null : (until - now) / 1_000))).toEqual([null, null, 30, 60, 120, 900]);
  });

  it('are not stretched by a clock that went back', () => {
    expect(remaining(epochMs(10_000_000), epochMs(0), 60_000)).toBe(60_000);
    expect(remaining(epochMs(5), epochMs(10), 60_000)).toBe(0);
  });

  it('are told in words', () => expect([400, 1_000, 89_000, 900_000].map((ms) => inWords(durationMs(ms)))).toEqual(['1 second', '1 second', '89 seconds', '15 minutes']));
});

describe('tokens from the environment', () => {
  const ada = person(['view', 'publish']);
  const long = 'a'.repeat(32);

  it('are bound to the people of the configuration', () => {
    const read = readPresetTokens({ HOLDFAST_TOKEN: 'b'.repeat(40), HOLDFAST_TOKENS: ` ada=${long}= , ` }, [ada]);
    expect(read.ok && read.tokens.map(({ person, variable }) => [person, variable])).toEqual([
      ['automation', 'HOLDFAST_TOKEN'],
      ['ada', 'HOLDFAST_TOKENS'],
    ]);
    expect(readPresetTokens({}, [])).toEqual({ ok: true, tokens: [] });
  });

  it.each([
    [{ HOLDFAST_TOKEN: 'short-canary' }, 'HOLDFAST_TOKEN cannot be used: expected 32 or more'],
    [{ HOLDFAST_TOKENS: 'ada=short-canary' }, 'The token of "ada" in HOLDFAST_TOKENS cannot be used'],
    [{ HOLDFAST_TOKENS: `canary${long}` }, 'Entry 1 of HOLDFAST_TOKENS cannot be used: expected person=token'],
    [{ HOLDFAST_TOKENS: `ada=${long},canary=${long}` }, 'Entry 2 of HOLDFAST_TOKENS names nobody of the configuration: expected one of "ada"'],
    [{ HOLDFAST_TOKENS: `ada=${long},ada=${long}b` }, 'names "ada" twice'],
    [{ HOLDFAST_TOKEN: long, HOLDFAST_TOKENS: `ada=${long}` }, 'The same token stands twice'],
  ])('refuse %j with a sentence that holds no part of a token', (env, sentence) => {
    const read = readPresetTokens(env, [ada]);
    expect(read.ok ? '' : read.message).toContain(sentence);
    expect(read.ok ? '' : read.message).not.toContain('canary');
    expect(read.ok ? '' : read.message).not.toContain(long);
  });
});
