/** Nearest-rank quantile; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
}

export const summary = (values: readonly number[], digits = 2): Summary => ({
  median: round(median(values), digits),
  min: round(Math.min(...values), digits),
  max: round(Math.max(...values), digits),
  n: values.length,
});

/** `2.1 (1.8–2.6)`: the median with what it ranged over. */
export const spread = ({ median: middle, min, max }: Summary): string => `${middle} (${min}–${max})`;

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly n: number;
}

export const percentiles = (values: readonly number[], digits = 1): Percentiles => ({
  p50: round(quantile(values, 0.5), digits),
  p95: round(quantile(values, 0.95), digits),
  p99: round(quantile(values, 0.99), digits),
  max: round(quantile(values, 1), digits),
  n: values.length,
});

export interface Slope {
  /** Units of y for each unit of x. */
  readonly slope: number;
  /** Half-width of the 95 % confidence interval. */
  readonly ci95: number;
}

/**
 * Least-squares slope with its 95 % confidence interval. Neighbouring samples of a heap resemble each other, so the interval is
 * widened by the residuals' lag-one autocorrelation r: n samples tell as much as n (1 − r) / (1 + r) independent ones, taken as 5 at least.
 */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): Slope {
  const n = points.length;
  if (n < 4) return { slope: Number.NaN, ci95: Number.NaN };
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const sxx = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / sxx;
  const residuals = points.map(([x, y]) => y - meanY - slope * (x - meanX));
  const squares = residuals.reduce((sum, each) => sum + each ** 2, 0);
  const lagged = residuals.slice(1).reduce((sum, each, index) => sum + each * (residuals[index] ?? 0), 0);
  const r = squares === 0 ? 0 : Math.min(0.95, Math.max(0, lagged / squares));
  const effective = Math.max(5, (n * (1 - r)) / (1 + r));
  const standardError = Math.sqrt(squares / (effective - 2) / sxx) * Math.sqrt(n / effective);
  return { slope, ci95: tQuantile975(effective - 2) * standardError };
}

/** Student's t at 0.975 by the Cornish-Fisher expansion (Abramowitz and Stegun 26.7.5); within 2 % from 3 degrees of freedom on. */
function tQuantile975(freedom: number): number {
  const z = 1.959964;
  const [g1, g2] = [(z ** 3 + z) / 4, (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96];
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + g1 / freedom + g2 / freedom ** 2 + g3 / freedom ** 3;
}
