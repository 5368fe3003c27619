import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../store/testing/random.ts';
import { isDrawn, meanInterval, methodOf, normalInterval, rankInterval } from './bootstrap.ts';
import { MEDIAN, P90, rankOf } from './statistics.ts';

/** The interval by brute force: many resamples, each sorted. */
function drawn(values: readonly number[], statistic: (sorted: readonly number[]) => number, resamples = 20_000): { low: number; high: number } {
  const random = seededRandom(1);
  const found = Array.from({ length: resamples }, () => statistic(values.map(() => values[Math.floor(random() * values.length)] ?? 0).sort((a, b) => a - b))).sort((a, b) => a - b);
  return { low: found[rankOf(resamples, 0.025)] ?? 0, high: found[rankOf(resamples, 0.975)] ?? 0 };
}

const skewed = (n: number): number[] => {
  const random = seededRandom(n);
  return Array.from({ length: n }, () => Math.exp(3 * random())).sort((a, b) => a - b);
};

describe('bootstrap intervals', () => {
  it.each([[12, MEDIAN], [40, MEDIAN], [41, P90], [9, P90]])('of a percentile of %i incidents are those of drawing without end (q = %f)', (n, q) => {
    const values = skewed(n);
    const { low, high } = rankInterval(n, q);
    const brute = drawn(values, (sorted) => sorted[rankOf(n, q)] ?? 0);
    // Drawing has an error of its own: a rank to either side.
    expect(Math.abs(values.indexOf(brute.low) - low)).toBeLessThanOrEqual(1);
    expect(Math.abs(values.indexOf(brute.high) - high)).toBeLessThanOrEqual(1);
  });

  it('of the mean are those of drawing, and the same every time', () => {
    const values = skewed(30);
    const brute = drawn(values, (sorted) => sorted.reduce((sum, each) => sum + each, 0) / sorted.length);
    const { low, high } = meanInterval(values);
    const width = brute.high - brute.low;
    expect(Math.abs(low - brute.low)).toBeLessThan(0.1 * width);
    expect(Math.abs(high - brute.high)).toBeLessThan(0.1 * width);
    expect(meanInterval(values)).toEqual({ low, high });
  });

  it('of many incidents agree where one method takes over from the other', () => {
    expect([isDrawn(2_000), isDrawn(2_001)]).toEqual([true, false]);
    for (const q of [MEDIAN, P90]) {
      const [below, above] = [rankInterval(2_000, q), rankInterval(2_001, q)];
      expect(Math.abs(above.low - below.low)).toBeLessThanOrEqual(2);
      expect(Math.abs(above.high - below.high)).toBeLessThanOrEqual(2);
    }
    const values = skewed(2_000);
    const drawnMean = meanInterval(values);
    const normal = normalInterval(values.length, values.reduce((sum, each) => sum + each, 0), values.reduce((sum, each) => sum + each * each, 0));
    const width = normal.high - normal.low;
    expect(Math.abs(drawnMean.low - normal.low)).toBeLessThan(0.1 * width);
    expect(Math.abs(drawnMean.high - normal.high)).toBeLessThan(0.1 * width);
    expect(methodOf(2_000)).not.toBe(methodOf(2_001));
  });

  it('hold the statistic itself, within the values that there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.constantFrom(MEDIAN, P90), (n, q) => {
        const { low, high } = rankInterval(n, q);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(rankOf(n, q));
        expect(high).toBeGreaterThanOrEqual(rankOf(n, q));
        expect(high).toBeLessThan(n);
      }),
    );
  });
});
