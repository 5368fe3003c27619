import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { addKnown, sumMinutes, type MinuteValue } from './availability.ts';
import { SloTail, type Measure } from './slo-tail.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const START = epochMs(Date.UTC(2026, 10, 1) - 15 * MIN);
const at = (minute: number): EpochMs => epochMs(START + minute * MIN);

describe('what was measured since the last day that is kept', () => {
  const minutes = fc.uniqueArray(fc.tuple(fc.integer({ min: -30, max: 900 }), fc.double({ min: 0, max: 1, noNaN: true })), { selector: ([minute]) => minute, maxLength: 600 }).map((pairs) => pairs.sort(([a], [b]) => a - b));
  const values = (pairs: readonly (readonly [number, number])[]): MinuteValue[] => pairs.map(([minute, value]) => ({ minute: START / MIN + minute, value }));

  it('comes to the same hour by hour as in one go, whichever hours were summed up before, and after days of it are kept', () => {
    fc.assert(
      fc.property(minutes, fc.option(minutes), fc.tuple(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 1, max: 100 })), fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 10 }), fc.constantFrom(15_000, 300_000), (errors, traffic, [from, length], now, kept, intervalMs) => {
        const measure: Measure = (span) => {
          // As a store answers: what begins in the span and a little around it.
          const around = (all: MinuteValue[]): MinuteValue[] => all.filter(({ minute }) => minute * MIN >= span.from - 11 * MIN && minute * MIN <= span.to + 11 * MIN);
          return { errors: around(values(errors)), traffic: traffic === null ? null : around(values(traffic)), maintenance: [], intervalMs: durationMs(intervalMs) };
        };
        const known = traffic === null ? null : 3;
        const tail = new SloTail(measure, { from: START, traffic: known, stamp: 'a' });
        while (tail.advance(at(now))) continue;
        tail.begin({ from: epochMs(START + kept * HOUR), traffic: known, stamp: 'a' });
        const span = { from: epochMs(Math.max(at(from), START + kept * HOUR)), to: at(from + length) };
        fc.pre(span.from < span.to);
        const sums = addKnown(tail.within(span), traffic === null ? 'time' : 'traffic');
        const { trafficAfter: _, ...whole } = sumMinutes(span, { ...measure(span), trafficBefore: known });
        expect(sums.knownMs).toBe(whole.knownMs);
        // Which traffic was known before a span depends on where one begins to look.
        if (traffic === null) expect(sums).toEqual({ ...whole, bad: expect.closeTo(whole.bad, 3) as number, total: expect.closeTo(whole.total, 3) as number });
      }),
    );
  });

  it('measures anew what is another thing than before, and knows traffic from before the hour', () => {
    let asked = 0;
    const measure: Measure = ({ from, to }) => {
      asked += 1;
      const errors = Array.from({ length: (to - from) / MIN }, (_, index) => ({ minute: from / MIN + index, value: 0.5 }));
      return { errors, traffic: from === START ? [{ minute: START / MIN, value: 7 }] : [], maintenance: [], intervalMs: durationMs(15_000) };
    };
    const tail = new SloTail(measure, { from: START, traffic: null, stamp: 'a' });
    expect([tail.advance(at(8 * 60 + 10)), tail.advance(at(8 * 60 + 10)), tail.advance(at(8 * 60 + 10)), asked]).toEqual([true, false, false, 2]);
    const [first, ...later] = tail.within({ from: START, to: at(9 * 60) });
    expect([first?.total, later.length, later.at(-1)?.total, later.at(-1)?.trafficAfter, asked]).toEqual([7 * 3_600, 8, 7 * 3_600, 7, 3]);
    tail.begin({ from: at(120), traffic: 7, stamp: 'a' });
    expect([tail.within({ from: at(120), to: at(8 * 60) }).length, asked]).toEqual([6, 3]);
    tail.begin({ from: at(120), traffic: 7, stamp: 'b' });
    expect([tail.within({ from: at(120), to: at(8 * 60) }).length, asked]).toEqual([1, 4]);
  });
});
