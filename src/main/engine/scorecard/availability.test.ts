import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { quietMinutes, standingOf, sumMinutes, type Known, type Measured, type MinuteValue } from './availability.ts';
import type { Span } from './calendar.ts';

const MIN = 60_000;
const DAY = 86_400_000;
const START = Math.floor(Date.UTC(2026, 10, 1) / MIN);
const at = (minute: number): EpochMs => epochMs((START + minute) * MIN);
const span = (from: number, to: number): Span => ({ from: at(from), to: at(to) });
const values = (pairs: readonly (readonly [minute: number, value: number])[]): MinuteValue[] => pairs.map(([minute, value]) => ({ minute: START + minute, value }));
const steady = (from: number, to: number, value: number): [number, number][] => Array.from({ length: to - from }, (_, index) => [from + index, value]);
const measured = (errors: readonly (readonly [number, number])[], rest: Partial<Omit<Measured, 'errors' | 'traffic'>> & { traffic?: readonly (readonly [number, number])[] } = {}): Measured => ({
  errors: values(errors), traffic: rest.traffic === undefined ? null : values(rest.traffic), trafficBefore: rest.trafficBefore ?? null, maintenance: rest.maintenance ?? [], intervalMs: rest.intervalMs ?? durationMs(15_000),
});
const NOW = epochMs(at(0) + 90 * DAY);
const standing = (parts: readonly Known[], over: Span, changes: Partial<Parameters<typeof standingOf>[2]> = {}) => standingOf(over, parts, { target: 0.999, now: NOW, firstKnown: epochMs(at(0) - DAY), ...changes });

describe('availability', () => {
  it('is the share of good minutes, and an outage of ten of them uses ten minutes of the budget', () => {
    const known = sumMinutes(span(0, 1_000), measured([...steady(0, 500, 0), ...steady(500, 510, 1), ...steady(510, 1_000, 0)]));
    const { availability, coverage, usedMs, budgetMs, leftMs, notFull } = standing([known], span(0, 1_000));
    expect([availability, coverage, usedMs, notFull]).toEqual([0.99, 1, expect.closeTo(10 * MIN, 6), null]);
    expect(budgetMs).toBeCloseTo(MIN);
    expect(leftMs).toBeCloseTo(-9 * MIN);
  });

  it('blind time is neither up nor down, and uses nothing of the budget', () => {
    const known = sumMinutes(span(0, 100), measured([...steady(0, 40, 0), ...steady(60, 80, 1)]));
    expect(standing([known], span(0, 100))).toMatchObject({ availability: expect.closeTo(2 / 3, 12) as number, coverage: 0.6, blindMs: 40 * MIN, usedMs: expect.closeTo(20 * MIN, 6) as number });
  });

  it('nothing known is not 100 %, and not 0 % either', () => {
    expect(standing([sumMinutes(span(0, 100), measured([]))], span(0, 100))).toMatchObject({ availability: null, coverage: 0, usedMs: null, leftMs: null, knownFrom: null, blindMs: 100 * MIN });
    expect(standing([], span(0, 100))).toMatchObject({ availability: null, weighed: 'time' });
  });

  it('a slow signal is known between its samples, and no longer than two intervals', () => {
    expect([5_000, 15_000, 30_000, 60_000, 300_000].map((intervalMs) => quietMinutes(durationMs(intervalMs)))).toEqual([0, 0, 0, 1, 9]);
    const every5 = measured([[0, 0], [5, 1], [10, 0], [25, 0]], { intervalMs: durationMs(300_000) });
    // 1 to 5 were bad as the sample at 5 says; between 10 and 25 nobody knows.
    expect(sumMinutes(span(0, 30), every5)).toMatchObject({ knownMs: 12 * MIN, bad: 5 * MIN, total: 12 * MIN });
  });

  it('what stands just outside the span decides its edges, and does not count itself', () => {
    const every5 = measured([[0, 1], [5, 1], [10, 0]], { intervalMs: durationMs(300_000) });
    expect(sumMinutes(span(2, 8), every5)).toMatchObject({ knownMs: 6 * MIN, bad: 4 * MIN });
  });

  it('planned work is left out, bad or not', () => {
    const maintenance = [{ startsAt: at(10), endsAt: at(20) }];
    const known = sumMinutes(span(0, 100), measured([...steady(0, 10, 0), ...steady(10, 20, 1), ...steady(20, 100, 0)], { maintenance }));
    expect(standing([known], span(0, 100))).toMatchObject({ availability: 1, coverage: 1, maintenanceMs: 10 * MIN, knownMs: 90 * MIN });
  });

  it('every request counts the same where traffic is known: an outage at night costs less than one at noon', () => {
    const errors = [...steady(0, 10, 1), ...steady(10, 100, 0)];
    const traffic: [number, number][] = [...steady(0, 10, 1), ...steady(10, 100, 9)];
    const known = sumMinutes(span(0, 100), measured(errors, { traffic }));
    expect(known).toMatchObject({ weighed: 'traffic', bad: 600, total: 600 + 90 * 540 });
    expect(standing([known], span(0, 100)).availability).toBeCloseTo(1 - 10 / 820, 12);
  });

  it('an outage that silences the traffic as well weighs what was usual before it', () => {
    const errors = [...steady(0, 50, 0), ...steady(50, 100, 1)];
    const known = sumMinutes(span(0, 100), measured(errors, { traffic: steady(0, 50, 2) }));
    expect(standing([known], span(0, 100)).availability).toBe(0.5);
    expect(sumMinutes(span(50, 100), measured(errors.slice(50), { traffic: [], trafficBefore: 2 }))).toMatchObject({ bad: 6_000, trafficAfter: 2 });
    expect(sumMinutes(span(0, 100), measured(errors, { traffic: [] }))).toMatchObject({ knownMs: 0, trafficAfter: null });
    expect(sumMinutes(span(0, 100), measured(errors, { traffic: [[99, 3]] }))).toMatchObject({ knownMs: 100 * MIN, trafficAfter: 3 });
  });

  it('known time without a request has not failed', () => {
    const known = sumMinutes(span(0, 100), measured(steady(0, 100, 0), { traffic: steady(0, 100, 0) }));
    expect(standing([known], span(0, 100))).toMatchObject({ availability: null, coverage: 1, usedMs: 0 });
  });

  it('a month that runs has the budget of a whole month, and says that it runs; one that we do not know the beginning of says that', () => {
    const month = span(0, 30 * 1_440);
    const known = sumMinutes(span(0, 1_440), measured(steady(0, 1_440, 0)));
    expect(standing([known], month, { now: at(1_440) })).toMatchObject({ notFull: 'running', coverage: 1, budgetMs: expect.closeTo(43.2 * MIN, 6) as number });
    expect(standing([known], month, { firstKnown: at(60) }).notFull).toBe('young');
    expect(standing([known], month, { firstKnown: null }).notFull).toBe('young');
    expect(standing([known], month, { firstKnown: at(0) }).notFull).toBeNull();
  });

  it('days that were weighed differently are added by their known time', () => {
    const byTime = sumMinutes(span(0, 100), measured(steady(0, 100, 0.1)));
    const byTraffic = sumMinutes(span(100, 400), measured(steady(100, 400, 0.5), { traffic: steady(100, 400, 1_000) }));
    expect(standing([byTime, byTraffic], span(0, 400))).toMatchObject({ weighed: 'mixed', availability: expect.closeTo(1 - (0.1 * 100 + 0.5 * 300) / 400, 12) as number });
  });

  it.each([
    ['all of it, as promised', 1_000, 0, true],
    ['half of it, as promised', 500, 0, true],
    ['less than half of it, as promised', 499, 0, null],
    ['a sliver, without a fault', 1, 0, null],
    ['nothing', 0, 0, null],
    ['a sliver with faults, and budget left', 1, 0.9, null],
    ['less than half of it, with exactly the budget used', 100, 0.01, null],
    ['less than half of it, with more than the budget used', 100, 0.02, false],
    ['half of it, below the target', 500, 0.0015, false],
    ['exactly the target', 1_000, 0.001, true],
  ])('that is known of %s says so much of an objective', (_, minutes, bad, met) => {
    const over = span(0, 1_000);
    expect(standing([sumMinutes(over, measured(steady(0, minutes, bad)))], over).met).toBe(met);
  });

  it('of a span that still runs is judged by what has passed of it', () => {
    const over = span(0, 100_000);
    const known = sumMinutes(over, measured(steady(0, 300, 0)));
    expect([500, 700].map((passed) => standing([known], over, { now: at(passed) }).met)).toEqual([true, null]);
  });

  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const anyMinutes = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 200 }), share), { selector: ([minute]) => minute, maxLength: 150 }).map((pairs) => pairs.sort(([a], [b]) => a - b));
  it('comes to the same however the span is cut, and wherever in time it lies', () => {
    fc.assert(
      fc.property(anyMinutes, fc.option(anyMinutes), fc.integer({ min: 0, max: 200 }), fc.constantFrom(15_000, 60_000, 300_000), (errors, traffic, cut, intervalMs) => {
        const all = measured(errors, { intervalMs: durationMs(intervalMs), ...(traffic === null ? {} : { traffic }) });
        const [whole, left] = [sumMinutes(span(0, 200), all), sumMinutes(span(0, cut), all)];
        const right = sumMinutes(span(cut, 200), all);
        expect(left.knownMs + right.knownMs).toBe(whole.knownMs);
        expect(left.bad + right.bad).toBeCloseTo(whole.bad, 6);
        expect(left.total + right.total).toBeCloseTo(whole.total, 6);
        const one = standing([whole], span(0, 200));
        expect(standing([left, right], span(0, 200)).availability ?? -1).toBeCloseTo(one.availability ?? -1, 9);
        expect(one.coverage).toBeLessThanOrEqual(1);
        if (one.coverage < 0.5) expect(one.met).not.toBe(true);
        if (one.leftMs !== null && one.usedMs !== null) expect(one.leftMs + one.usedMs).toBeCloseTo(one.budgetMs, 6);
      }),
    );
  });
});
