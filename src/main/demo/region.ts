import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoFaultId } from '../../shared/model/entities.ts';
import { type ApiRequest, type ApiServer, type Reply, startApiServer } from './api-server.ts';
import { Caches, Capacity } from './capacity.ts';
import type { Ledger } from './ledger.ts';
import { createRegionMetrics } from './metrics.ts';
import type { ClientOutcome } from './name-client.ts';
import type { Random } from './random.ts';
import { type RegionId, REGIONS } from './regions.ts';
import { DEMO_ROUTES, DEMO_SERVICES, type DemoRoute, errorRate, type JobKind, routeKey, serviceTimeMs, SLOW_FACTOR } from './services.ts';

/** Reduced search looks at a part of what it has. */
const REDUCED_FACTOR = 0.4;

export interface RegionDeps {
  readonly id: RegionId;
  readonly port: number;
  /** How warm its caches are at the start, from 0 to 1. */
  readonly warmth: number;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly hasFault: (id: DemoFaultId) => boolean;
  readonly isReduced: () => boolean;
  /** Services call each other by name, wherever it leads. */
  readonly call: (route: string) => Promise<ClientOutcome>;
  readonly addJob: (kind: JobKind) => void;
  /** Something was written here. */
  readonly written: () => void;
}

export interface Region {
  readonly server: ApiServer;
  /** Whether it takes what changes something: POST. */
  takesWrites(): boolean;
  setTakesWrites(takes: boolean): void;
  /** How many requests of users it answered within the last seconds. */
  recentRequests(): number;
  cool(): void;
}

const RECENT_MS = 3_000;
const ROUTES = new Map(DEMO_ROUTES.map((route) => [routeKey(route), route]));

/** One site of the demo's API: its services, their health and their metrics, behind one address. */
export async function startRegion({ id, port, warmth, random, ledger, hasFault, isReduced, call, addJob, written }: RegionDeps): Promise<Region> {
  const capacity = new Capacity();
  const caches = new Caches(warmth);
  const metrics = createRegionMetrics(capacity);
  let takesWrites = true;
  let recent: number[] = [];

  const work = async (route: DemoRoute, { query }: ApiRequest): Promise<Reply> => {
    const started = performance.now();
    const status = await perform(route);
    metrics.request(route, status, (performance.now() - started) / 1_000);
    if (!route.ofJobs) recent.push(started);
    if (recent.length > 1_000) recent = recent.slice(-500);
    const job = query.get('job');
    // Done is done, whether or not somebody still waits to hear it.
    if (status < 400 && job !== null && route.service === 'payments') ledger.make(job);
    if (status < 400 && route.method === 'POST') written();
    if (status < 400 && route.job) addJob(route.job);
    const ready = (awaited: boolean): void => {
      if (awaited && route.ofJobs && status < 400) caches.jobDoneInTime();
    };
    return { status, body: JSON.stringify({ service: route.service, region: id, status }), ready };
  };
  const perform = async (route: DemoRoute): Promise<number> => {
    if (route.method === 'POST' && !takesWrites) return 503;
    const slow = hasFault('latency');
    const timeMs = serviceTimeMs(route.service, Date.now(), slow, random) * (route.ofJobs ? caches.factor() : 1) * (route.service === 'search' && isReduced() ? REDUCED_FACTOR : 1);
    // What makes the latency fault slow is waiting for others, which keeps no slot.
    const ownMs = slow ? timeMs / SLOW_FACTOR : timeMs;
    if (!(await capacity.work(ownMs))) return 503;
    if (timeMs > ownMs) await sleep(timeMs - ownMs, undefined, { ref: false });
    if (random() < errorRate(route.service, Date.now(), hasFault('errors'))) return random() < 0.5 ? 500 : 503;
    for (const key of route.calls) if ((await call(key)) !== 'ok') return 502;
    return 200;
  };
  const health = async (path: string): Promise<Reply | null> => {
    if (path === '/health') return { status: 200, body: JSON.stringify({ region: id, status: 'ok', writes: takesWrites }) };
    const service = DEMO_SERVICES.find((name) => path === `/${name}/health`);
    if (!service) return null;
    await sleep(serviceTimeMs(service, Date.now(), hasFault('latency'), random) / 10, undefined, { ref: false });
    return { status: 200, body: JSON.stringify({ service, region: id, status: 'ok' }) };
  };

  const server = await startApiServer(
    async (request) => {
      const { method, path } = request;
      const route = ROUTES.get(`${method} ${path}`);
      if (route) return work(route, request);
      if (method === 'GET' && path === '/metrics') return { status: 200, contentType: metrics.contentType, body: await metrics.text() };
      return (method === 'GET' ? await health(path) : null) ?? { status: 404, body: JSON.stringify({ status: 'not found' }) };
    },
    port,
    REGIONS[id].address,
  );
  return {
    server,
    takesWrites: () => takesWrites,
    setTakesWrites: (takes) => void (takesWrites = takes),
    recentRequests: () => {
      const since = performance.now() - RECENT_MS;
      recent = recent.filter((at) => at >= since);
      return recent.length;
    },
    cool: () => caches.cool(),
  };
}
