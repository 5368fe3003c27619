import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Columns, createColumns, decimate } from './decimate.ts';

interface Row {
  readonly time: number;
  readonly min: number;
  readonly max: number;
  readonly avg: number;
  readonly count: number;
}
function columns(rows: readonly Row[]): Columns {
  const out = createColumns(rows.length);
  rows.forEach((row, index) => {
    out.times[index] = row.time;
    out.mins[index] = row.min;
    out.maxs[index] = row.max;
    out.avgs[index] = row.avg;
    out.counts[index] = row.count;
  });
  return out;
}
const rowsOf = (points: Columns): Row[] =>
  Array.from({ length: points.length }, (_, index) => ({
    time: points.times[index]!,
    min: points.mins[index]!,
    max: points.maxs[index]!,
    avg: points.avgs[index]!,
    count: points.counts[index]!,
  }));
const single = (time: number, value: number): Row => ({ time, min: value, max: value, avg: value, count: 1 });

const row = fc
  .record({ time: fc.integer({ min: 0, max: 100_000 }), values: fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 4 }) })
  .map(({ time, values }): Row => {
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const avg = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { time, min, max, avg: Math.min(Math.max(avg, min), max), count: values.length };
  });
const series = fc.uniqueArray(row, { selector: ({ time }) => time, maxLength: 300 }).map((rows) => rows.toSorted((a, b) => a.time - b.time));

describe('decimation', () => {
  const range = { from: 0, to: 100_000 };

  it('changes nothing while there are few enough points', () => {
    const rows = [single(5, 1), single(7, 2)];
    expect(rowsOf(decimate(columns(rows), range, 2))).toEqual(rows);
    expect(rowsOf(decimate(columns([]), range, 1))).toEqual([]);
  });

  it('keeps the one spike in an hour of calm', () => {
    const rows = Array.from({ length: 3_600 }, (_, second) => single(second * 1_000, second === 1_777 ? 30 : 0.1));
    const out = rowsOf(decimate(columns(rows), { from: 0, to: 3_600_000 }, 100));
    expect(out.length).toBeLessThanOrEqual(100);
    const spike = out.filter(({ max }) => max === 30);
    expect(spike).toHaveLength(1);
    expect(spike[0]!.min).toBe(0.1);
    expect(Math.abs(spike[0]!.time - 1_777_000)).toBeLessThan(3_600_000 / 99);
  });

  it('leaves a gap a gap', () => {
    const minute = (index: number): Row => single(index * 1_000, 1);
    const rows = Array.from({ length: 100 }, (_, index) => minute(index)).filter(({ time }) => time < 30_000 || time >= 60_000);
    const out = rowsOf(decimate(columns(rows), { from: 0, to: 100_000 }, 21));
    expect(out.filter(({ time }) => time >= 30_000 && time < 60_000)).toEqual([]);
    expect(out.reduce((sum, { count }) => sum + count, 0)).toBe(70);
  });

  it('puts the same samples in the same buckets while the window slides', () => {
    const rows = Array.from({ length: 500 }, (_, index) => single(index * 100, Math.sin(index)));
    const window = (from: number): Row[] => rowsOf(decimate(columns(rows.filter(({ time }) => time >= from && time <= from + 30_000)), { from, to: from + 30_000 }, 50));
    const [first, later] = [window(0), window(700)];
    const shared = first.slice(3, -3);
    for (const point of shared) expect(later).toContainEqual(point);
  });

  it('for any points: no more than asked for, in order, every minimum, maximum, count and average exact', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 60 }), (rows, maxPoints) => {
        const out = rowsOf(decimate(columns(rows), range, maxPoints));
        expect(out.length).toBeLessThanOrEqual(Math.max(maxPoints, 0));
        const bounds = out.map(({ time }, index) => ({ from: time, to: out[index + 1]?.time ?? Number.POSITIVE_INFINITY }));
        out.forEach((point, index) => {
          const { from, to } = bounds[index]!;
          const inside = rows.filter(({ time }) => time >= from && time < to);
          expect(point.min).toBe(Math.min(...inside.map(({ min }) => min)));
          expect(point.max).toBe(Math.max(...inside.map(({ max }) => max)));
          expect(point.count).toBe(inside.reduce((sum, { count }) => sum + count, 0));
          const avg = inside.reduce((sum, { avg, count }) => sum + avg * count, 0) / point.count;
          expect(Math.abs(point.avg - avg)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(point.max), Math.abs(point.min)));
          expect(point.avg >= point.min && point.avg <= point.max).toBe(true);
          if (index > 0) expect(point.time).toBeGreaterThan(out[index - 1]!.time);
        });
        expect(out.reduce((sum, { count }) => sum + count, 0)).toBe(rows.reduce((sum, { count }) => sum + count, 0));
        const known = new Set(rows.map(({ time }) => time));
        expect(out.every(({ time }) => known.has(time))).toBe(true);
      }),
    );
  });
});
