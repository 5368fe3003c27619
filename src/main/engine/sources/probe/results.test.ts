import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { MAX_RESULTS, nearestRank, Results } from './results.ts';
import type { Result } from './results.ts';

const result = (atMs: number, totalMs: number | null): Result => ({ atMs, time: epochMs(1_000_000 + atMs), totalMs });
/** Checks as they come: a gap since the last one, and a time or a failure. */
const checks = fc.array(fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.option(fc.double({ min: 0, max: 30_000, noNaN: true }), { freq: 3 })), { maxLength: 400 });

function timed(steps: readonly (readonly [number, number | null])[]): Result[] {
  let at = 0;
  return steps.map(([gap, total]) => result((at += gap), total));
}

/** By the definition: sort, and count ranks from the smallest. */
function naiveRank(values: readonly number[], percent: number): number | undefined {
  return values.toSorted((a, b) => a - b).find((value) => values.filter((other) => other <= value).length * 100 >= percent * values.length);
}

describe('raw results in a sliding window', () => {
  it('give the same counts and percentiles as counting by hand, whatever came', () => {
    fc.assert(
      fc.property(checks, fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 0, max: 10_000 }), (steps, windowMs, later) => {
        const all = timed(steps);
        const results = new Results();
        for (const item of all) results.push(item, durationMs(2 * 60_000));
        const now = (all.at(-1)?.atMs ?? 0) + later;
        const inside = all.filter(({ atMs }) => atMs > now - windowMs && atMs <= now);
        const times = inside.flatMap(({ totalMs }) => (totalMs === null ? [] : [totalMs]));
        const window = results.window(now, durationMs(windowMs));
        expect(window.checks).toBe(inside.length);
        expect(window.failed).toBe(inside.length - times.length);
        expect([...window.ascendingMs]).toEqual(times.toSorted((a, b) => a - b));
        if (times.length > 0) for (const percent of [50, 95, 99]) expect(nearestRank(window.ascendingMs, percent)).toBe(naiveRank(times, percent));
      }),
    );
  });

  it('keep the times at which checks ended, in order, across growth and wrapping', () => {
    fc.assert(
      fc.property(checks, fc.integer({ min: 1, max: 200_000 }), (steps, retainMs) => {
        const all = timed(steps);
        const results = new Results();
        for (const item of all) results.push(item, durationMs(retainMs));
        const last = all.at(-1);
        const kept = all.filter(({ atMs }) => last !== undefined && atMs > last.atMs - retainMs);
        const held = Array.from({ length: results.length }, (_, index) => [results.atMs(index), results.time(index)]);
        expect(held).toEqual(kept.map(({ atMs, time }) => [atMs, time]));
        expect(results.dropped).toBe(kept.length < all.length);
      }),
    );
  });

  it('never hold more than their limit, and let the oldest go', () => {
    const results = new Results();
    for (let at = 0; at < MAX_RESULTS + 500; at++) results.push(result(at, at), durationMs(10_000_000));
    expect(results.length).toBe(MAX_RESULTS);
    expect([results.atMs(0), results.atMs(MAX_RESULTS - 1)]).toEqual([500, MAX_RESULTS + 499]);
    expect(results.dropped).toBe(true);
  });

  it('take nearest-rank percentiles: always a time that was measured', () => {
    const hundred = Float64Array.from({ length: 100 }, (_, index) => index + 1);
    expect([50, 95, 99].map((percent) => nearestRank(hundred, percent))).toEqual([50, 95, 99]);
    expect([50, 95, 99].map((percent) => nearestRank(Float64Array.of(7), percent))).toEqual([7, 7, 7]);
    expect(nearestRank(Float64Array.of(1, 2, 3, 4), 50)).toBe(2);
    expect(nearestRank(Float64Array.from({ length: 20 }, (_, index) => index), 95)).toBe(18);
  });
});
