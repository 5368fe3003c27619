import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecurrenceFigure, TimeFigure } from '../../../shared/model/scorecard.ts';
import { addCells, buildCell, type Cell } from './cell.ts';
import { NOT_RECORDED, Shared, type Rows } from './columns.ts';
import { rateChange, timeChange, timeFigure, valueOfRank } from './figures.ts';
import { Coverage } from './impact-minutes.ts';
import { recurrenceFigure } from './recurrence.ts';
import { rankOf } from './statistics.ts';

const many = fc.array(fc.array(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 2 ** 31 })), { maxLength: 60 }), { minLength: 1, maxLength: 8 });

describe('a percentile of sorted arrays together', () => {
  it('is the one of all values sorted', () => {
    fc.assert(
      fc.property(many, fc.double({ min: 0, max: 1, noNaN: true }), (arrays, share) => {
        const all = arrays.flat().sort((a, b) => a - b);
        if (all.length === 0) return;
        const rank = Math.min(all.length - 1, Math.floor(share * all.length));
        expect(valueOfRank(arrays.map((each) => Uint32Array.from(each).sort()), rank)).toBe(all[rank]);
      }),
    );
  });

  it.each([
    ['of one', [7], 0.9, 7],
    ['the median of two is the smaller one', [1, 9], 0.5, 1],
    ['the 90th of ten is the ninth', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9, 9],
    ['the 90th of eleven is the tenth', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0.9, 10],
  ])('nearest rank: %s', (_, values, q, expected) => expect(values[rankOf(values.length, q)]).toBe(expected));
});

const empty = new Float64Array(0);
/** Incidents with these times to resolve, in milliseconds. */
const rowsOf = (times: readonly number[]): Rows => {
  const column = Float64Array.from(times);
  const zeros = new Float64Array(times.length).fill(NOT_RECORDED);
  return { n: times.length, incident: zeros, start: Float64Array.from(times, (_, index) => index), times: [zeros, zeros, zeros, column, column], impact: zeros, flags: new Uint16Array(times.length), group: new Uint32Array(times.length), cause: new Int32Array(times.length), category: new Int32Array(times.length) };
};
const shared = new Shared();
shared.groups.number('');
const lens = { sieve: () => 1 as const, shared, columns: [0, 1, 2, 3] as const, recursAt: 9 as const };
const none: Rows = { ...rowsOf([]), start: empty };
const cellOf = (times: readonly number[]): Cell => buildCell(lens, [rowsOf(times)], none, 0, 1e6);

describe('the figure of a time', () => {
  const times = fc.array(fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 1e7 }) }, fc.constantFrom(-1, -2, -3)), { maxLength: 80 });

  it('does not depend on the order of incidents, nor on how they are parted', () => {
    fc.assert(
      fc.property(times, fc.nat(), (values, seed) => {
        const mixed = values.toSorted((a, b) => ((a * 31 + seed) % 97) - ((b * 31 + seed) % 97));
        const half = Math.floor(values.length / 2);
        const whole = timeFigure([cellOf(values)], 3);
        expect(timeFigure([cellOf(mixed)], 3)).toEqual(whole);
        expect(timeFigure([cellOf(values.slice(0, half)), cellOf(values.slice(half))], 3)).toEqual(whole);
        expect(timeFigure([addCells([cellOf(values.slice(0, half)), cellOf(values.slice(half))])], 3)).toEqual(whole);
      }),
    );
  });

  it('is in seconds, a thousandth of milliseconds', () => {
    const { mean, median, p90, unit } = timeFigure([cellOf([60_000, 120_000, 600_000])], 3);
    expect({ mean, median, p90, unit }).toEqual({ mean: 260, median: 120, p90: 600, unit: 's' });
  });

  it('counts what is not recorded, invalid or pending beside it, and as nothing in it', () => {
    expect(timeFigure([cellOf([0, -1, -2, -2, -3])], 3)).toEqual({ mean: 0, median: 0, p90: 0, n: 1, of: 4, notRecorded: 2, invalid: 1, pending: 1, unit: 's' });
    expect(timeFigure([cellOf([])], 3)).toMatchObject({ mean: null, median: null, p90: null, n: 0, of: 0 });
  });

  it('holds what lasts longer than 32 bits of milliseconds', () => expect(timeFigure([cellOf([5e9, 1])], 3)).toMatchObject({ mean: 2_500_000.0005, p90: 5_000_000 }));
});

describe('a change against the period before', () => {
  const time = (n: number, mean: number): TimeFigure => ({ mean, median: mean, p90: mean, n, of: n, notRecorded: 0, invalid: 0, pending: 0, unit: 's' });
  const rate = (n: number, confirmed: number): RecurrenceFigure => recurrenceFigure({ confirmed, suspected: 0, n, notClassifiable: 0 });
  it('is told from 8 on in both, and never below', () => {
    expect(timeChange(time(8, 60), time(8, 90))).toEqual({ mean: -30, median: -30 });
    expect(timeChange(time(7, 60), time(80, 90))).toBeNull();
    expect(timeChange(time(80, 60), time(7, 90))).toBeNull();
    expect(rateChange(rate(8, 4), rate(10, 1))).toEqual({ rate: 0.4 });
    expect(rateChange(rate(8, 4), rate(7, 1))).toBeNull();
  });
});

describe('time that spans cover', () => {
  it('counts each moment once, whatever overlaps, and nothing outside the bounds', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 20 }), fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 80 })), (spans, [from, length]) => {
        const coverage = new Coverage(from, from + length);
        for (const [start, ms] of spans.toSorted(([a], [b]) => a - b)) coverage.add(start, start + ms);
        const moments = Array.from({ length }, (_, index) => from + index).filter((moment) => spans.some(([start, ms]) => start <= moment && moment < start + ms));
        expect(coverage.ms).toBe(moments.length);
      }),
    );
  });
});
