import { exponential, type Random } from './random.ts';
import { DEMO_ROUTES, type DemoRoute, drift } from './services.ts';

/** Behind by more than this (the machine slept), the arrivals that were missed are dropped rather than sent at once. */
const LATE_MS = 1_000;

interface Stream {
  readonly perSecond: number;
  readonly arrive: () => void;
}

/** Poisson arrivals of each stream, however long what arrives takes: a slow answer does not hold back the next request. */
export function startArrivals(streams: readonly Stream[], random: Random): { close(): void } {
  const timers = new Map<Stream, NodeJS.Timeout>();
  const schedule = (stream: Stream, from: number): void => {
    const next = from + (exponential(random) * 1_000) / (stream.perSecond * drift(Date.now(), 0.15));
    const arrive = (): void => {
      stream.arrive();
      schedule(stream, performance.now() - next > LATE_MS ? performance.now() : next);
    };
    timers.set(stream, setTimeout(arrive, Math.max(0, next - performance.now())));
  };
  for (const stream of streams) if (stream.perSecond > 0) schedule(stream, performance.now());
  return { close: () => timers.forEach((timer) => clearTimeout(timer)) };
}

/** The clients: requests on every route that they ask for themselves. */
export const startTraffic = (send: (route: DemoRoute) => void, random: Random): { close(): void } => startArrivals(DEMO_ROUTES.map((route) => ({ perSecond: route.perSecond, arrive: () => send(route) })), random);
