import { describe, expect, it } from 'vitest';
import { DEMO_ROUTES, DEMO_SERVICES, drift, errorRate, serviceTimeMs } from './services.ts';
import { seeded } from './testing/seeded.ts';

const SEED = 20_261;
const SAMPLES = 20_000;
const quantile = (values: readonly number[], q: number): number => [...values].sort((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? Number.NaN;
const times = (service: (typeof DEMO_SERVICES)[number], slow: boolean): number[] => {
  const random = seeded(SEED);
  return Array.from({ length: SAMPLES }, () => serviceTimeMs(service, 0, slow, random));
};

describe(`the demo's services (seed ${SEED})`, () => {
  it.each(DEMO_SERVICES)('%s is quick with a slow tail on a good day, and eight times slower under the latency fault', (service) => {
    const [good, slow] = [times(service, false), times(service, true)];
    expect(quantile(good, 0.95)).toBeLessThan(250);
    expect(quantile(good, 0.999) / quantile(good, 0.5), 'a tail beyond the bell').toBeGreaterThan(4);
    expect(quantile(slow, 0.95) / quantile(good, 0.95)).toBeGreaterThan(8);
    expect(Math.max(...slow)).toBeLessThanOrEqual(15_000);
  });

  it('fails rarely on a good day, and only checkout and payments under the error fault', () => {
    for (const service of DEMO_SERVICES) {
      expect(errorRate(service, 0, false)).toBeGreaterThanOrEqual(0.0002);
      expect(errorRate(service, 0, false)).toBeLessThanOrEqual(0.003);
    }
    for (let nowMs = 0; nowMs < 60_000; nowMs += 500)
      for (const service of ['checkout', 'payments'] as const) {
        expect(errorRate(service, nowMs, true)).toBeGreaterThanOrEqual(0.3);
        expect(errorRate(service, nowMs, true)).toBeLessThanOrEqual(0.6);
      }
    expect(errorRate('login', 0, true)).toBe(errorRate('login', 0, false));
  });

  it('asks for no more than 60 requests per second, calls between services and jobs included', () => {
    const own = DEMO_ROUTES.reduce((sum, route) => sum + route.perSecond, 0);
    const calls = DEMO_ROUTES.reduce((sum, route) => sum + route.perSecond * route.calls.length, 0);
    const charges = 4;
    expect((own + calls + charges) * drift(600_000, 0.15)).toBeLessThanOrEqual(60);
  });
});
