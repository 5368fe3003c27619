import { exponential, type Random } from './random.ts';
import { DEMO_ROUTES, type DemoRoute, drift } from './services.ts';

/** Behind by more than this (the machine slept), the arrivals that were missed are dropped rather than sent at once. */
const LATE_MS = 1_000;

/** Poisson arrivals on every route that clients ask for. Open loop: a slow answer does not hold back the next request. */
export function startTraffic(send: (route: DemoRoute) => void, random: Random): { close(): void } {
  const timers = new Map<DemoRoute, NodeJS.Timeout>();
  const schedule = (route: DemoRoute, from: number): void => {
    const next = from + (exponential(random) * 1_000) / (route.perSecond * drift(Date.now(), 0.15));
    const arrive = (): void => {
      send(route);
      schedule(route, performance.now() - next > LATE_MS ? performance.now() : next);
    };
    timers.set(route, setTimeout(arrive, Math.max(0, next - performance.now())));
  };
  for (const route of DEMO_ROUTES) if (route.perSecond > 0) schedule(route, performance.now());
  return { close: () => timers.forEach((timer) => clearTimeout(timer)) };
}
