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

  it('move with the values, by as much, and stretch with them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000_000 }), { minLength: 1, maxLength: 60 }), fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 1, max: 60_000 }), (values, by, times) => {
        const { low, high } = meanInterval(values);
        const [shifted, stretched] = [meanInterval(values.map((each) => each + by)), meanInterval(values.map((each) => each * times))];
        expect([shifted.low, shifted.high].map((each) => each - by)).toEqual([low, high].map((each) => expect.closeTo(each, 4) as number));
        expect([stretched.low, stretched.high].map((each) => each / times)).toEqual([low, high].map((each) => expect.closeTo(each, 4) as number));
      }),
      { numRuns: 40 },
    );
    const [sum, squares, by] = [skewed(3_000).reduce((total, each) => total + each, 0), skewed(3_000).reduce((total, each) => total + each * each, 0), 250];
    const [plain, shifted] = [normalInterval(3_000, sum, squares), normalInterval(3_000, sum + 3_000 * by, squares + 2 * by * sum + 3_000 * by * by)];
    expect([shifted.low - by, shifted.high - by]).toEqual([expect.closeTo(plain.low, 6), expect.closeTo(plain.high, 6)]);
  });

  it('of few values are these values, and of equal ones have no width', () => {
    expect([meanInterval([7]), rankInterval(1, MEDIAN), rankInterval(1, P90)]).toEqual([{ low: 7, high: 7 }, { low: 0, high: 0 }, { low: 0, high: 0 }]);
    // Of two values one resample in four is the smaller one twice, and one in four the larger one.
    expect([meanInterval([10, 20]), rankInterval(2, MEDIAN), rankInterval(2, P90)]).toEqual([{ low: 10, high: 20 }, { low: 0, high: 1 }, { low: 0, high: 1 }]);
    expect([meanInterval(Array.from({ length: 100 }, () => 3)), normalInterval(5_000, 15_000, 45_000)]).toEqual([{ low: 3, high: 3 }, { low: 3, high: 3 }]);
  });

  it('say how they were made', () => {
    expect(methodOf(30)).toMatch(/^Bootstrap, 95 %.*1,000 seeded resamples of 30 incidents.*exact distribution/);
    expect(methodOf(2_001)).toMatch(/normal approximation of the bootstrap.*more than 2,000 incidents/);
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
