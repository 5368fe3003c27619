import { durationMs, epochMs } from '../../src/shared/model/units.ts';
import { replayRule } from '../../src/main/engine/detection/replay.ts';
import type { BurnWindows } from '../../src/main/engine/detection/spec.ts';
import { seededRandom } from '../../src/main/store/testing/random.ts';
import { round } from '../lib/stats.ts';
import { benchSpec } from './rules.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const STEP_MS = 30_000;
const START_MS = Date.parse('2026-01-05T00:00:00Z');
const MIN_SAMPLES = 10;

const pair = (factor: number, longMs: number, shortMs: number): BurnWindows => ({ factor, longMs: durationMs(longMs), shortMs: durationMs(shortMs) });
/** Target and windows of the SRE workbook over 30 days, and the first pair scaled to objectives over 7 and 90 days. */
const CASES: readonly { readonly target: number; readonly windows: BurnWindows }[] = [
  ...[0.999, 0.995, 0.99].flatMap((target) => [pair(14.4, HOUR_MS, 5 * MINUTE_MS), pair(6, 6 * HOUR_MS, 30 * MINUTE_MS), pair(1, 3 * DAY_MS, 6 * HOUR_MS)].map((windows) => ({ target, windows }))),
  { target: 0.999, windows: pair(14.4, 14 * MINUTE_MS, 70_000) },
  { target: 0.999, windows: pair(14.4, 3 * HOUR_MS, 15 * MINUTE_MS) },
];

export interface BurnScore {
  readonly target: number;
  readonly factor: number;
  readonly longSeconds: number;
  readonly shortSeconds: number;
  /** Breaches by the formula, computed from all requests, and what the rule made of them. */
  readonly breaches: number;
  readonly found: number;
  readonly falseAlarms: number;
  /** Rule's instant − formula's, for those found. */
  readonly delaysSeconds: readonly number[];
}

interface Sample {
  readonly time: number;
  readonly requests: number;
  readonly failed: number;
}

/**
 * Requests of a week after a healthy time that fills the windows: a daily rhythm, a low error rate, and an outage now and then that
 * burns at between 1 and 256 times the budget.
 */
function requests(seed: number, budget: number, healthyMs: number): Sample[] {
  const random = seededRandom(seed);
  let [left, badness] = [0, 0];
  return Array.from({ length: (healthyMs + 7 * DAY_MS) / STEP_MS }, (_, index) => {
    const time = START_MS + (index + 1) * STEP_MS;
    if (left > 0) left -= 1;
    else if (time > START_MS + healthyMs && random() < 1 / 600) [left, badness] = [Math.ceil(random() ** 2 * 600), Math.min(1, budget * 256 ** random())];
    const all = Math.round((1_200 - 1_000 * Math.cos((2 * Math.PI * time) / DAY_MS)) * (0.9 + 0.2 * random()));
    return { time, requests: all, failed: Math.round(all * Math.min(1, (left > 0 ? badness : budget * 0.2) * (0.8 + 0.4 * random()))) };
  });
}

/** Instants at which the formula begins to hold: bad / all requests of both windows > factor × (1 − target). Windows that are not full do not count. */
function onsets(samples: readonly Sample[], target: number, { factor, longMs, shortMs }: BurnWindows): number[] {
  const sums: { failed: number; all: number }[] = [{ failed: 0, all: 0 }];
  for (const { failed, requests } of samples) sums.push({ failed: (sums.at(-1)?.failed ?? 0) + failed, all: (sums.at(-1)?.all ?? 0) + requests });
  const burns = (end: number, spanMs: number): boolean => {
    const [to, from] = [sums[end], sums[end - Math.round(spanMs / STEP_MS)]];
    return to !== undefined && from !== undefined && (to.failed - from.failed) / (to.all - from.all) > factor * (1 - target);
  };
  const found: number[] = [];
  let before = false;
  samples.forEach(({ time }, index) => {
    const now = burns(index + 1, longMs) && burns(index + 1, shortMs);
    if (now && !before) found.push(time);
    before = now;
  });
  return found;
}

/** A firing within one bucket of the formula's onset is that breach found; every other one is a false alarm. */
export function scoreBurnRates(): BurnScore[] {
  return CASES.map(({ target, windows }, index) => {
    const samples = requests(index + 1, 1 - target, windows.longMs);
    const spec = benchSpec({ kind: 'burn', target, windows, minSamples: MIN_SAMPLES }, 1);
    const points = samples.map(({ time, requests, failed }) => ({ time: epochMs(time), value: failed / requests }));
    const traffic = samples.map(({ time, requests }) => ({ time: epochMs(time), now: (requests * 1_000) / STEP_MS, usual: null }));
    const fired = replayRule(spec, points, { traffic }).firings.map(({ firedAt }) => Number(firedAt));
    const expected = onsets(samples, target, windows);
    const delays = expected.flatMap((onset) => {
      const match = fired.find((time) => Math.abs(time - onset) <= MINUTE_MS);
      return match === undefined ? [] : [(match - onset) / 1_000];
    });
    return {
      target,
      factor: windows.factor,
      longSeconds: windows.longMs / 1_000,
      shortSeconds: windows.shortMs / 1_000,
      breaches: expected.length,
      found: delays.length,
      falseAlarms: fired.filter((time) => !expected.some((onset) => Math.abs(time - onset) <= MINUTE_MS)).length,
      delaysSeconds: delays.map((delay) => round(delay, 3)),
    };
  });
}
