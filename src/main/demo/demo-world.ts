import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoFaultId } from '../../shared/model/entities.ts';
import { assertPresent } from '../../shared/model/result.ts';
import { type Reply, startApiServer } from './api-server.ts';
import { pointName } from './dns-change.ts';
import { resolverFor } from './dns-resolver.ts';
import { startDnsServer } from './dns-server.ts';
import { DEMO_NAME } from './dns-zone.ts';
import { JobQueue } from './job-queue.ts';
import { createMetrics } from './metrics.ts';
import { NameClient } from './name-client.ts';
import { startNameServers } from './name-servers.ts';
import type { Random } from './random.ts';
import { NOWHERE, REGIONS } from './regions.ts';
import { DEMO_ROUTES, DEMO_SERVICES, type DemoQueue, type DemoRoute, errorRate, routeKey, serviceTimeMs } from './services.ts';
import { startTraffic } from './traffic.ts';

/** Beyond this the job queue calls itself unwell. */
const QUEUE_HEALTH_AGE_MS = 5_000;

export interface DemoWorld {
  readonly apiPort: number;
  readonly dnsPort: number;
  /** Resolves once the fault is in force, or over. */
  setFault(id: DemoFaultId, active: boolean): Promise<void>;
  close(): Promise<void>;
}

/** The demo's API, its name server, its job workers and its clients, all on loopback and in this thread. */
export async function startDemoWorld(random: Random): Promise<DemoWorld> {
  const faults = new Set<DemoFaultId>();
  const routes = new Map(DEMO_ROUTES.map((route) => [routeKey(route), route]));
  const queues = new Map<DemoQueue, JobQueue>();
  const metrics = createMetrics(() => queues);

  const work = async (route: DemoRoute): Promise<Reply> => {
    const started = performance.now();
    const status = await perform(route);
    metrics.request(route, status, (performance.now() - started) / 1_000);
    if (status < 400 && route.job) queues.get(route.job)?.add();
    return { status, body: JSON.stringify({ service: route.service, status }) };
  };
  const perform = async (route: DemoRoute): Promise<number> => {
    await sleep(serviceTimeMs(route.service, Date.now(), faults.has('latency'), random), undefined, { ref: false });
    if (random() < errorRate(route.service, Date.now(), faults.has('errors'))) return random() < 0.5 ? 500 : 503;
    for (const key of route.calls) if ((await send(key)) !== 'ok') return 502;
    return 200;
  };
  const healthy = async (path: string): Promise<Reply | null> => {
    if (path === '/queue/health') {
      const stuck = [...queues].filter(([, queue]) => queue.oldestAgeMs() > QUEUE_HEALTH_AGE_MS).map(([name]) => name);
      return { status: stuck.length > 0 ? 503 : 200, body: JSON.stringify({ status: stuck.length > 0 ? 'backlogged' : 'ok', stuck }) };
    }
    const service = DEMO_SERVICES.find((name) => path === `/${name}/health`);
    if (!service) return null;
    await sleep(serviceTimeMs(service, Date.now(), faults.has('latency'), random) / 10, undefined, { ref: false });
    return { status: 200, body: JSON.stringify({ service, status: 'ok' }) };
  };

  const api = await startApiServer(async (method, path) => {
    const route = routes.get(`${method} ${path}`);
    if (route) return work(route);
    if (method === 'GET' && path === '/metrics') return { status: 200, contentType: metrics.contentType, body: await metrics.text() };
    return (method === 'GET' ? await healthy(path) : null) ?? { status: 404, body: JSON.stringify({ status: 'not found' }) };
  });
  const names = await startNameServers({ name: 'demo-key', algorithm: 'hmac-sha256', secret: randomBytes(32) });
  const resolver = await startDnsServer(resolverFor(names.all));
  const client = new NameClient(resolver.port, api.port);
  const send = (key: string): ReturnType<NameClient['send']> => client.send(assertPresent(routes.get(key), `the demo API has no route ${key}`));

  queues.set('receipts', new JobQueue(() => Promise.resolve(true), (done) => metrics.job('receipts', done)));
  queues.set('settlements', new JobQueue(async () => (await send('POST /payments/settlements')) === 'ok', (done) => metrics.job('settlements', done)));
  const traffic = startTraffic((route) => void client.send(route).then((outcome) => metrics.client(route.service, outcome)), random);

  let last: Promise<void> = Promise.resolve();
  const apply = async (id: DemoFaultId, active: boolean): Promise<void> => {
    if (id === 'blackout') await api.setReachable(!active);
    // Whoever has led it elsewhere meanwhile is not taken back.
    if (id === 'dns') await (active ? pointName(names.primary, DEMO_NAME, NOWHERE) : pointName(names.primary, DEMO_NAME, REGIONS.first.address, NOWHERE));
    if (id === 'backlog') for (const queue of queues.values()) queue.setSlow(active);
    if (active) faults.add(id);
    else faults.delete(id);
  };
  return {
    apiPort: api.port,
    dnsPort: names.primary.port,
    setFault: (id, active) => {
      const applied = last.then(() => apply(id, active));
      // A change that failed is told to its caller; the next one starts afresh.
      last = applied.catch(() => undefined);
      return applied;
    },
    close: async () => {
      traffic.close();
      for (const queue of queues.values()) queue.close();
      client.close();
      await Promise.all([api.close(), resolver.close(), names.close()]);
    },
  };
}
