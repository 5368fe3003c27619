import { rankOf } from './statistics.ts';

/*
 * Bootstrap intervals at 95 % (Efron's percentile method): how far a statistic moves over samples of the same size that are drawn,
 * with replacement, from the incidents that there were. Seeded: the same incidents give the same interval.
 */

export const LEVEL = 0.95;
/** Up to so many incidents the mean is drawn; beyond, its distribution is normal to any precision that is shown. */
const DRAWN = 2_000;
const RESAMPLES = 1_000;
const Z = 1.959963984540054;
const SEED = 0x9e3779b9;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of the mean: 1,000 seeded resamples up to 2,000 values, in any unit. */
export function meanInterval(values: ArrayLike<number>): Interval {
  const n = values.length;
  const means = new Float64Array(RESAMPLES);
  let state = SEED;
  for (let round = 0; round < RESAMPLES; round += 1) {
    let sum = 0;
    for (let draw = 0; draw < n; draw += 1) {
      // xorshift32: fast, and good enough to pick among 2,000.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      sum += values[Math.floor(((state >>> 0) / 2 ** 32) * n)] ?? 0;
    }
    means[round] = sum / n;
  }
  means.sort();
  return { low: means[rankOf(RESAMPLES, (1 - LEVEL) / 2)] ?? 0, high: means[rankOf(RESAMPLES, (1 + LEVEL) / 2)] ?? 0 };
}

/** Of the mean of many values: normal, with the standard error that resampling would have, s / √n with s over n. */
export function normalInterval(n: number, sum: number, squares: number): Interval {
  const mean = sum / n;
  const error = Math.sqrt(Math.max(0, squares / n - mean * mean) / n);
  return { low: mean - Z * error, high: mean + Z * error };
}

/**
 * Of a nearest-rank percentile, as ranks from 0: what infinitely many resamples would give, without drawing any. The k-th value of a
 * resample is no larger than the j-th of the n values exactly where at least k of n draws, each with chance j / n, fall among the
 * first j.
 */
export function rankInterval(n: number, q: number): { readonly low: number; readonly high: number } {
  const k = rankOf(n, q) + 1;
  const first = (share: number): number => {
    let [low, high] = [1, n];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (atLeast(n, middle / n, k) >= share) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  };
  return { low: first((1 - LEVEL) / 2), high: first((1 + LEVEL) / 2) };
}

/** P(X ≥ k) of a binomial X: exact up to 2,000, beyond by the normal distribution with its correction for continuity. */
function atLeast(n: number, p: number, k: number): number {
  if (p >= 1) return 1;
  if (n > DRAWN) return 1 - normalCdf((k - 0.5 - n * p) / Math.sqrt(n * p * (1 - p)));
  // From the likeliest term outwards, so that nothing underflows; the terms are scaled to add up to 1.
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  let [total, upper] = [1, mode >= k ? 1 : 0];
  for (let x = mode, term = 1; x < n && term > 1e-18; x += 1) {
    term *= ((n - x) / (x + 1)) * odds;
    total += term;
    if (x + 1 >= k) upper += term;
  }
  for (let x = mode, term = 1; x > 0 && term > 1e-18; x -= 1) {
    term *= x / (n - x + 1) / odds;
    total += term;
    if (x - 1 >= k) upper += term;
  }
  return upper / total;
}

/** Abramowitz and Stegun 7.1.26 of the error function: within 1.5e-7. */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const erf = 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}

export const isDrawn = (n: number): boolean => n <= DRAWN;

/** In words, for whoever reads the interval. */
export const methodOf = (n: number): string =>
  isDrawn(n)
    ? `Bootstrap, 95 %, percentile method. Mean: ${RESAMPLES.toLocaleString('en-US')} seeded resamples of ${n.toLocaleString('en-US')} incidents. Median and 90th percentile: the exact distribution over all resamples, from the binomial distribution.`
    : `95 %. Mean: normal approximation of the bootstrap, with standard error s / √n, since there are more than ${DRAWN.toLocaleString('en-US')} incidents. Median and 90th percentile: the distribution over all resamples, the binomial distribution approximated by the normal one.`;
