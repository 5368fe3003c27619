import { exponential, normal, type Random } from './random.ts';

export const DEMO_SERVICES = ['checkout', 'login', 'search', 'payments'] as const;
export type DemoService = (typeof DEMO_SERVICES)[number];
/** Work that is done afterwards. */
export const JOB_KINDS = ['payments', 'mail', 'thumbnails'] as const;
export type JobKind = (typeof JOB_KINDS)[number];
/** What a job of this kind asks the API for, and whether that may be asked for twice: a payment must not. `perSecond`: how many come from elsewhere than the API itself. */
export const JOBS: Readonly<Record<JobKind, { readonly route: string; readonly idempotent: boolean; readonly perSecond: number }>> = {
  payments: { route: 'POST /payments/settlements', idempotent: false, perSecond: 1 },
  mail: { route: 'GET /checkout/receipts', idempotent: true, perSecond: 2 },
  thumbnails: { route: 'GET /search/thumbnails', idempotent: true, perSecond: 3 },
};

/** How a service behaves on a good day. Times are of the service itself, without what it waits for. */
interface Profile {
  readonly medianMs: number;
  /** Spread of the log-normal: p95 = median × e^(1.645 × sigma). */
  readonly sigma: number;
  /** Share of requests that hit something slow (a cold cache, a lock), and how many times slower they get on average. */
  readonly tailShare: number;
  readonly tailFactor: number;
  readonly errorRate: number;
}

const PROFILES: Readonly<Record<DemoService, Profile>> = {
  checkout: { medianMs: 45, sigma: 0.45, tailShare: 0.015, tailFactor: 4, errorRate: 0.001 },
  login: { medianMs: 35, sigma: 0.4, tailShare: 0.01, tailFactor: 4, errorRate: 0.0005 },
  search: { medianMs: 55, sigma: 0.5, tailShare: 0.02, tailFactor: 3, errorRate: 0.003 },
  payments: { medianMs: 70, sigma: 0.4, tailShare: 0.015, tailFactor: 4, errorRate: 0.0002 },
};

/** One thing that clients ask for; `perSecond` is how often they ask it themselves. */
export interface DemoRoute {
  readonly service: DemoService;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly perSecond: number;
  /** Routes this one waits for, by key, one after the other. */
  readonly calls: readonly string[];
  readonly job: JobKind | null;
  /** Only jobs ask for it; caches of its own serve it. */
  readonly ofJobs: boolean;
}

const route = (method: 'GET' | 'POST', path: string, perSecond: number, calls: readonly string[] = [], job: JobKind | null = null): DemoRoute => {
  const service = DEMO_SERVICES.find((name) => path.startsWith(`/${name}`));
  if (!service) throw new Error(`No demo service serves ${path}`);
  return { service, method, path, perSecond, calls, job, ofJobs: Object.values(JOBS).some((each) => each.route === `${method} ${path}`) };
};

/** About 50 requests per second in all, with the calls between services and from the job workers. */
export const DEMO_ROUTES: readonly DemoRoute[] = [
  route('GET', '/checkout/cart', 5, ['GET /login/session']),
  route('POST', '/checkout/orders', 3, ['GET /login/session', 'POST /payments/charges'], 'mail'),
  route('POST', '/login/session', 7),
  route('GET', '/login/session', 0),
  route('GET', '/search', 12),
  route('POST', '/payments/charges', 1, [], 'payments'),
  route('GET', '/payments/methods', 2),
  route('POST', '/payments/settlements', 0),
  route('GET', '/checkout/receipts', 0),
  route('GET', '/search/thumbnails', 0),
];

export const routeKey = (of: DemoRoute): string => `${of.method} ${of.path}`;

/** A day of the demo lasts 40 minutes, so that its slow rise and fall can be seen in an hour's chart. */
const DAY_MS = 40 * 60_000;
/** 1 ± `amplitude` over the demo's day. */
export const drift = (nowMs: number, amplitude: number): number => 1 + amplitude * Math.sin((2 * Math.PI * nowMs) / DAY_MS);

export const SLOW_FACTOR = 8;
const LONGEST_MS = 15_000;

/** Time one request spends in the service itself, in milliseconds. */
export function serviceTimeMs(service: DemoService, nowMs: number, slow: boolean, random: Random): number {
  const { medianMs, sigma, tailShare, tailFactor } = PROFILES[service];
  let timeMs = medianMs * Math.exp(sigma * normal(random)) * drift(nowMs, 0.12);
  if (random() < tailShare) timeMs *= 1 + tailFactor * exponential(random);
  if (slow) timeMs *= SLOW_FACTOR * (random() < 0.1 ? 1 + exponential(random) : 1);
  return Math.min(timeMs, LONGEST_MS);
}

/** Chance that a request fails with 5xx in the service itself. With `failing` checkout reaches 30 to 60 %, its calls to payments included. */
export function errorRate(service: DemoService, nowMs: number, failing: boolean): number {
  if (!failing || (service !== 'checkout' && service !== 'payments')) return PROFILES[service].errorRate;
  return 0.4 + 0.06 * Math.sin((2 * Math.PI * nowMs) / 20_000);
}
