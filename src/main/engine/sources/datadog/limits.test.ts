import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { limitNow, limitWords, paceMs, readLimit, tightest, type Demand, type Limit } from './limits.ts';

const T = epochMs(Date.parse('2026-11-02T14:00:00Z'));
const limit = (changes: Partial<Limit> = {}): Limit => ({ name: 'query', limit: 300, remaining: 300, periodMs: durationMs(3_600_000), resetsAt: epochMs(T + 3_600_000), ...changes });
const demand = (requests: number, seconds: number): Demand => ({ requests, periodMs: durationMs(seconds * 1_000) });
const headers = (values: Record<string, string>) => (name: string): string | null => values[name] ?? null;

describe('a limit of Datadog', () => {
  it('is read from an answer, and from no half of one', () => {
    const told = { 'x-ratelimit-limit': '300', 'x-ratelimit-period': '3600', 'x-ratelimit-remaining': '299', 'x-ratelimit-reset': '1200', 'x-ratelimit-name': 'query_v2' };
    expect(readLimit(headers(told), 'Op', T)).toEqual({ name: 'query_v2', limit: 300, remaining: 299, periodMs: 3_600_000, resetsAt: T + 1_200_000 });
    expect(readLimit(headers({ ...told, 'x-ratelimit-name': '' }), 'Op', T)?.name).toBe('Op');
    for (const [name, wrong] of [['x-ratelimit-limit', '0'], ['x-ratelimit-reset', 'soon'], ['x-ratelimit-period', '-1'], ['x-ratelimit-remaining', ''], ['x-ratelimit-period', '99999999999']] as const)
      expect(readLimit(headers({ ...told, [name]: wrong }), 'Op', T)).toBeNull();
    expect(readLimit(headers({}), 'Op', T)).toBeNull();
  });

  it('is whole again when its period has ended', () => {
    const spent = limit({ remaining: 0 });
    expect(limitNow(spent, epochMs(T + 3_599_999)).remaining).toBe(0);
    expect(limitNow(spent, epochMs(T + 3_600_000))).toMatchObject({ remaining: 300, resetsAt: T + 7_200_000 });
    expect(limitNow(spent, epochMs(T + 9 * 3_600_000 + 1)).resetsAt).toBe(T + 10 * 3_600_000);
  });

  it.each([
    ['one request each 15 s fits into 300 an hour', limit(), [demand(1, 15)], 15],
    ['three of them do not: each is slowed', limit(), [demand(1, 15), demand(1, 15), demand(1, 15)], 45],
    ['a slow one counts little', limit(), [demand(1, 15), demand(1, 900)], 15],
    ['100 a minute are plenty', limit({ limit: 100, remaining: 100, periodMs: durationMs(60_000), resetsAt: epochMs(T + 60_000) }), [demand(3, 15)], 15],
    ['others have spent most of it', limit({ remaining: 60 }), [demand(1, 15)], 90],
    ['others have spent all of it: until the reset', limit({ remaining: 0, resetsAt: epochMs(T + 100_000) }), [demand(1, 15)], 120],
    ['just before the reset the long run counts', limit({ remaining: 2, resetsAt: epochMs(T + 10_000) }), [demand(1, 15)], 15],
  ])('%s', (_, told, all, seconds) => {
    expect(paceMs(told, all, all[0] ?? demand(1, 15), T)).toBe(seconds * 1_000);
  });

  it('lasts for its period, whatever is asked and whoever else asks', () => {
    const seconds = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 2_000 }), fc.constantFrom(60, 600, 3_600), fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), seconds), { minLength: 1, maxLength: 6 }), fc.float({ min: 0, max: Math.fround(0.5), noNaN: true }), (most, period, wanted, others) => {
        const all = wanted.map(([requests, every]) => demand(requests, every));
        const perPeriod = all.reduce((sum, { requests }) => sum + requests, 0);
        // What a single round of all costs must fit.
        fc.pre(most * (1 - others) * 0.5 > perPeriod);
        let told = limit({ limit: most, remaining: Math.floor(most * (1 - others)), periodMs: durationMs(period * 1_000), resetsAt: epochMs(T + period * 1_000) });
        const due = all.map(() => T as number);
        let asked = 0;
        for (;;) {
          const index = due.indexOf(Math.min(...due));
          const own = all[index];
          const now = due[index] ?? T;
          if (own === undefined || now >= told.resetsAt) break;
          asked += own.requests;
          told = { ...told, remaining: told.remaining - own.requests };
          expect(told.remaining).toBeGreaterThanOrEqual(0);
          due[index] = now + paceMs(told, all, own, epochMs(now));
        }
        expect(asked).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it('never asks more often than is wanted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(5_000), fc.integer({ min: 0, max: 3_600 }), fc.integer({ min: 1, max: 600 }), (most, left, reset, every) => {
        const told = limit({ limit: most, remaining: Math.min(most, left), resetsAt: epochMs(T + reset * 1_000) });
        const pace = paceMs(told, [demand(1, every)], demand(1, every), T);
        expect(pace).toBeGreaterThanOrEqual(every * 1_000);
      }),
    );
  });

  it('is told by the one of which the least is left', () => {
    const many = [limit({ name: 'a', remaining: 150 }), limit({ name: 'b', limit: 10, remaining: 4 }), limit({ name: 'c', limit: 1_000, remaining: 400 })];
    expect(tightest(many, T)?.name).toBe('b');
    expect(tightest([], T)).toBeNull();
    expect(tightest([limit({ name: 'gone', remaining: 0, resetsAt: epochMs(T - 1) }), limit({ name: 'half', remaining: 150 })], T)?.name).toBe('half');
  });

  it('is said in words', () => {
    expect(limitWords(limit())).toBe('300 requests an hour');
    expect(limitWords(limit({ limit: 1, periodMs: durationMs(60_000) }))).toBe('1 request a minute');
    expect(limitWords(limit({ limit: 6_000, periodMs: durationMs(10_000) }))).toBe('6,000 requests in 10 s');
  });
});
