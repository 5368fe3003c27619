import { describe, expect, test } from 'vitest';
import { bounceWords, byWords, causeWords, liftWords, linkWords, messageProblem, newProblems, shownWords } from './words.ts';

const JON = { kind: 'person', id: 'jon', name: 'Jon Aasen' } as const;
const HOLDFAST = { kind: 'holdfast', id: 'holdfast', name: 'Holdfast' } as const;
const HOSTILE = 'a\u202E<b>@x.test\nBcc: all';

describe('who gets no mail', () => {
  test('is counted at the channel only where the count is known: unknown is never nobody', () => {
    expect([linkWords(undefined), linkWords(0), linkWords(1_234)]).toEqual(['Who gets no mail', 'Who gets no mail (0)', 'Who gets no mail (1,234)']);
  });

  test('says how that became known, and by whom', () => {
    expect(causeWords('refused', 'Mail to customers')).toBe('Refused for good by the mail server of Mail to customers');
    expect(causeWords('refused', null)).toBe('Refused for good by the mail server');
    expect(causeWords('bounced', null)).toBe('A bounce message says');
    expect(causeWords('person', null)).toBe('Written down by hand');
    expect([byWords({ cause: 'refused', by: HOLDFAST }), byWords({ cause: 'bounced', by: JON }), byWords({ cause: 'person', by: JON })]).toEqual(['by Holdfast', 'bounce message taken in by Jon Aasen', 'by Jon Aasen']);
  });

  test('a part of a long list is not taken for all of it, nor a search without a find for an empty list', () => {
    expect(shownWords(100, 1_234, '')).toBe('The newest 100 of 1,234 addresses. Search finds the others.');
    expect(shownWords(0, 0, 'ann')).toBe('No address here contains “ann”.');
    expect([shownWords(0, 0, ''), shownWords(3, 3, ''), shownWords(1, 1, 'ann')]).toEqual([null, null, null]);
  });
});

describe('lifting', () => {
  test('means something else for who asked for it than for who could not be reached', () => {
    const address = 'ann@x.test';
    for (const cause of ['person', 'refused', 'bounced'] as const) expect(liftWords({ address, cause })).toMatch(/^From the next update on ann@x\.test gets mail again, .* not sent later\./);
    expect(liftWords({ address, cause: 'person' })).toContain('wants that');
    expect(liftWords({ address, cause: 'refused' })).toContain('refused again');
    expect(liftWords({ address, cause: 'bounced' })).toBe(liftWords({ address, cause: 'refused' }));
  });
});

describe('writing down an address', () => {
  test('wants an address and a reason', () => {
    expect(newProblems('ann@x.test', 'Asked for it')).toEqual({});
    expect(newProblems(' jos\u00e9@b\u00fccher.example ', 'x')).toEqual({});
    expect(Object.keys(newProblems('Ann <ann@x.test>', '  '))).toEqual(['address', 'reason']);
    expect(newProblems('a@x.test, b@x.test', 'x')).toHaveProperty('address');
  });
});

describe('a bounce message', () => {
  test('takes a reader away, or does not, and the words tell the two apart', () => {
    expect(bounceWords({ address: 'ann@x.test', suppressed: true, says: 'it came back: 550 nobody here' })).toEqual({ state: 'ok', words: 'ann@x.test gets no mail from now on', why: 'The bounce says: it came back: 550 nobody here.' });
    expect(bounceWords({ address: 'ann@x.test', suppressed: false, says: 'it is late and may still arrive: 451 later' })).toMatchObject({ state: 'none', words: 'ann@x.test still gets mail', why: expect.stringContaining('451 later') as string });
  });

  test('is text wherever it came from', () => {
    const { words, why } = bounceWords({ address: HOSTILE, suppressed: true, says: HOSTILE });
    expect(`${words}${why}${liftWords({ address: HOSTILE, cause: 'person' })}${causeWords('refused', HOSTILE)}`).not.toMatch(/[\u202E\n]/u);
  });

  test('is turned away before it is sent where it is empty or larger than what is taken', () => {
    expect(messageProblem('Return-Path: <>')).toBeNull();
    expect(messageProblem(' \r\n')).toMatch(/^There is nothing in it/);
    expect(messageProblem('x'.repeat(900_001))).toMatch(/^Expected at most 900,000 characters, found 900,001/);
    expect(messageProblem('x'.repeat(900_000))).toBeNull();
  });
});
