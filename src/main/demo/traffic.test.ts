import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEMO_ROUTES, type DemoRoute } from './services.ts';
import { startTraffic } from './traffic.ts';
import { seeded } from './testing/seeded.ts';

const SEED = 77;

describe(`the clients (seed ${SEED})`, () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it('arrive as a Poisson stream on every route, and stop when the demo closes', async () => {
    const arrivals = new Map<DemoRoute, number[]>();
    const traffic = startTraffic((route) => void arrivals.set(route, [...(arrivals.get(route) ?? []), performance.now()]), seeded(SEED));
    await vi.advanceTimersByTimeAsync(300_000);
    traffic.close();
    for (const route of DEMO_ROUTES.filter(({ perSecond }) => perSecond > 0)) {
      const times = arrivals.get(route) ?? [];
      const expected = route.perSecond * 300;
      // Five standard deviations of a Poisson count, and the drift of the first five minutes of the demo's day (at most 15 %).
      expect(times.length, route.path).toBeGreaterThan(expected - 5 * Math.sqrt(expected));
      expect(times.length, route.path).toBeLessThan(expected * 1.15 + 5 * Math.sqrt(expected));
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
      const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
      expect(deviation / mean, 'an exponential gap varies as much as it is long').toBeGreaterThan(0.8);
    }
    const before = [...arrivals.values()].flat().length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect([...arrivals.values()].flat().length).toBe(before);
  });

  it('do not all come at once after the machine slept for an hour', async () => {
    let sent = 0;
    const traffic = startTraffic(() => (sent += 1), seeded(SEED));
    await vi.advanceTimersByTimeAsync(1_000);
    const clock = vi.spyOn(performance, 'now');
    const awake = performance.now();
    clock.mockImplementation(() => awake + 3_600_000);
    sent = 0;
    await vi.advanceTimersByTimeAsync(50);
    traffic.close();
    clock.mockRestore();
    expect(sent).toBeLessThan(30);
  });
});
