import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { historyOf, refusal, valueOf } from './readings.ts';
import { Results } from './results.ts';
import { probeConfig, signal } from './testing/signals.ts';
import { readTarget } from './target.ts';
import type { Target } from './target.ts';

const WINDOW_MS = 20_000;
const everything = { from: epochMs(0), to: epochMs(10_000_000) };
const target = (spec: Parameters<typeof readTarget>[0]): Target => {
  const read = readTarget(spec, probeConfig());
  if (typeof read === 'string') throw new Error(read);
  return read;
};

/** One check a second; null = failed. */
function held(totals: readonly (number | null)[], retainMs = 10_000_000): Results {
  const results = new Results();
  for (const [index, totalMs] of totals.entries()) results.push({ atMs: index * 1_000, time: epochMs(1_000_000 + index * 1_000), totalMs }, durationMs(retainMs));
  return results;
}
const newest = { failed: false, finishedAt: epochMs(1_000_000), certificateExpiresAt: null };

describe('what a probe’s signal reads', () => {
  const window = { checks: 4, failed: 1, ascendingMs: Float64Array.of(100, 200, 900) };

  it.each([
    ['latency', 'p50', undefined, 0.2],
    ['latency', 'p95', undefined, 0.9],
    ['latency', undefined, undefined, 0.9],
    ['latency', 'avg', undefined, 0.4],
    ['latency', 'avg', 'ms', 400],
    ['errorRate', undefined, undefined, 0.25],
    ['errorRate', undefined, 'percent', 25],
    ['availability', undefined, undefined, 1],
  ] as const)('%s %s in %s', (kind, stat, unit, expected) => {
    const spec = signal({ kind, ...(stat ? { stat } : {}), ...(unit ? { unit } : {}), tcp: { host: 'a.test', port: 1 } });
    expect(valueOf(spec, window, newest)).toBeCloseTo(expected, 12);
  });

  it('has no latency when no check of the window succeeded: neither zero nor the last value', () => {
    const spec = signal({ kind: 'latency', tcp: { host: 'a.test', port: 1 } });
    expect(valueOf(spec, { checks: 3, failed: 3, ascendingMs: new Float64Array(0) }, { ...newest, failed: true })).toBeNull();
  });

  it('says which kinds a probe cannot measure', () => {
    const traffic = signal({ kind: 'traffic', tcp: { host: 'a.test', port: 1 } });
    expect(refusal(traffic, target(traffic))).toContain('a probe does not measure traffic: expected availability');
    const days = signal({ kind: 'custom', http: { url: 'http://a.test/', method: 'GET' } });
    expect(refusal(days, target(days))).toContain('expected an https:// address');
  });
});

describe('history from the raw results', () => {
  it('is what each poll read at the time, exactly', () => {
    const totals = fc.array(fc.option(fc.integer({ min: 0, max: 500 }), { freq: 3 }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(totals, fc.constantFrom('latency', 'errorRate', 'availability' as const), fc.constantFrom('p50', 'p95', 'p99', 'avg' as const), (values, kind, stat) => {
        const spec = signal({ kind, stat, window: '20s', tcp: { host: 'a.test', port: 1 } }, { windowMs: durationMs(WINDOW_MS) });
        const polled = values.map((_, index) => {
          const upTo = held(values.slice(0, index + 1));
          return valueOf(spec, upTo.window(index * 1_000, durationMs(WINDOW_MS)), { ...newest, failed: values[index] === null }) ?? Number.NaN;
        });
        const points = historyOf(spec, held(values), everything, durationMs(1));
        expect(points.map(({ time }) => time)).toEqual(values.map((_, index) => 1_000_000 + index * 1_000));
        for (const [index, { value }] of points.entries()) {
          const want = polled[index] ?? 0;
          if (Number.isNaN(want)) expect(value).toBeNaN();
          else expect(value).toBeCloseTo(want, 9);
        }
      }),
    );
  });

  it('gives one point per step, and of availability the worst', () => {
    const spec = signal({ kind: 'availability', tcp: { host: 'a.test', port: 1 } }, { windowMs: durationMs(WINDOW_MS) });
    const points = historyOf(spec, held([1, 1, null, 1, 1, 1, 1, 1, 1, 1]), everything, durationMs(5_000));
    expect(points).toEqual([
      { time: 1_004_000, value: 0 },
      { time: 1_009_000, value: 1 },
    ]);
  });

  it('keeps to the range, and leaves out what it could only guess once older results are gone', () => {
    const spec = signal({ kind: 'errorRate', tcp: { host: 'a.test', port: 1 } }, { windowMs: durationMs(WINDOW_MS) });
    const results = held(Array.from({ length: 100 }, () => 1), 40_000);
    const points = historyOf(spec, results, everything, durationMs(1));
    expect(results.length).toBe(40);
    expect(points).toHaveLength(20);
    expect(historyOf(spec, results, { from: epochMs(1_090_000), to: epochMs(1_092_000) }, durationMs(1)).map(({ time }) => time)).toEqual([1_090_000, 1_091_000, 1_092_000]);
    expect(historyOf(spec, new Results(), everything, durationMs(1))).toEqual([]);
  });
});
