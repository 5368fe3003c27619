import { Resolver } from 'node:dns/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../engine/sources/testing/processes.ts';
import { type DemoWorld, startDemoWorld } from './demo-world.ts';
import { pointName } from './dns-change.ts';
import { DEMO_NAME, DEMO_ZONE } from './dns-zone.ts';
import { TSIG_KEY_NAME } from './name-servers.ts';
import { seeded } from './testing/seeded.ts';

const SEED = 4_711;
const TOKEN = 'a token of this test';

let world: DemoWorld;
beforeEach(async () => (world = await startDemoWorld({ random: seeded(SEED), tsigSecret: Buffer.alloc(32, 7), token: TOKEN, pileJobs: 400 })));
afterEach(() => world.close());

/** A client of its own, outside the demo: plain requests to the address, as a probe makes them. */
const url = (path: string): string => `http://127.0.0.1:${world.apiPort}${path}`;
const ask = async (path: string, method = 'GET'): Promise<{ status: number; tookMs: number }> => {
  const started = performance.now();
  const response = await fetch(url(path), { method });
  await response.arrayBuffer();
  return { status: response.status, tookMs: performance.now() - started };
};
const askMany = (count: number, path: string, method = 'GET') => Promise.all(Array.from({ length: count }, () => ask(path, method)));
/** One after the other, the quickest: what a busy machine adds is in it as little as can be. */
const quickestMs = async (path: string): Promise<number> => {
  let quickest = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 12; times += 1) quickest = Math.min(quickest, (await ask(path)).tookMs);
  return quickest;
};
const failed = (answers: readonly { status: number }[]): number => answers.filter(({ status }) => status >= 500).length / answers.length;

const control = async (path: string, method = 'GET', body?: object): Promise<Record<string, unknown>> => {
  const response = await fetch(`http://127.0.0.1:${world.controlPort}${path}`, { method, headers: { authorization: `Bearer ${TOKEN}` }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: response.status, ...((await response.json()) as object) };
};
const second = (path: string): string => `http://127.0.0.3:${world.apiPort}${path}`;

/** Sum of the samples of a metric whose labels hold the text given, of a region or, where it is none of theirs, from outside. */
const metric = async (name: string, labels = '', from = /^(?:http|api)_/.test(name) ? url('/metrics') : `http://127.0.0.1:${world.controlPort}/metrics`): Promise<number> => {
  const lines = (await (await fetch(from)).text()).split('\n');
  return lines.filter((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(labels)).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
};

describe(`the demo's world (seed ${SEED})`, { timeout: 90_000 }, () => {
  it('serves its services, their health and metrics of real traffic', async () => {
    for (const path of ['/checkout/cart', '/login/session', '/search?q=x', '/payments/methods']) expect((await ask(path)).status, path).toBeOneOf([200, 500, 502, 503]);
    for (const path of ['/checkout/health', '/login/health', '/search/health', '/payments/health', '/health']) expect((await ask(path)).status, path).toBe(200);
    expect((await ask('/nothing/here')).status).toBe(404);
    for (const service of ['checkout', 'login', 'search', 'payments']) await waitUntil(`clients of ${service}`, async () => (await metric('client_requests_total', `service="${service}",outcome="ok"`)) > 0);
    expect(await metric('http_request_duration_seconds_count', 'service="checkout"')).toBeGreaterThan(0);
    await waitUntil('jobs are done', async () => (await metric('jobs_processed_total')) > 0);
  });

  it('shows every series from the first scrape on, so that no rate misses its first increase', async () => {
    const text = `${await (await fetch(url('/metrics'))).text()}${await (await fetch(`http://127.0.0.1:${world.controlPort}/metrics`)).text()}`;
    for (const line of ['http_requests_total{service="payments",status="503"} 0', 'api_http_5xx_errors_total{service="checkout"} 0', 'client_requests_total{service="login",outcome="unresolved"} 0', 'jobs_failed_total{kind="payments"} 0', 'queue_depth{kind="mail"}', 'emergency_queue_depth 0', 'api_worked_seconds_total'])
      expect(text).toContain(line);
  });

  it('latency: a client waits several times longer, and no longer when it ends', async () => {
    const before = await quickestMs('/login/session');
    await world.setFault('latency', true);
    const during = await quickestMs('/login/session');
    await world.setFault('latency', false);
    const after = await quickestMs('/login/session');
    /** The fault makes it eight times slower; a busy machine adds to both sides of the ratio. */
    expect(during / before).toBeGreaterThan(2);
    expect(during / after).toBeGreaterThan(2);
  });

  it('errors: checkout and payments fail 30 to 60 % of requests, login does not', async () => {
    expect(failed(await askMany(100, '/payments/methods'))).toBeLessThan(0.05);
    await world.setFault('errors', true);
    expect(failed(await askMany(200, '/payments/methods'))).toBeGreaterThan(0.2);
    const checkout = failed([...(await askMany(125, '/checkout/cart')), ...(await askMany(75, '/checkout/orders', 'POST'))]);
    expect(checkout).toBeGreaterThan(0.3);
    expect(checkout).toBeLessThan(0.7);
    expect(failed(await askMany(100, '/login/session'))).toBeLessThan(0.05);
    expect(await metric('api_http_5xx_errors_total', 'service="checkout"')).toBeGreaterThan(30);
    await world.setFault('errors', false);
    expect(failed(await askMany(100, '/payments/methods'))).toBeLessThan(0.05);
  });

  it('dns: the name leads astray, clients get lost when their old answer runs out, the servers stay well', async () => {
    const resolver = new Resolver({ timeout: 2_000 });
    resolver.setServers([`127.0.0.1:${world.nameServers[0]?.split(':')[1]}`]);
    const lost = (): Promise<number> => metric('client_requests_total', 'outcome="unreachable"');
    await waitUntil('clients arrive', async () => (await metric('client_requests_total', 'outcome="ok"')) > 10);
    expect(await lost()).toBe(0);
    await world.setFault('dns', true);
    expect(await resolver.resolve4(DEMO_NAME)).toEqual(['127.0.0.2']);
    await waitUntil('clients get lost', async () => (await lost()) > 20);
    const arrived = await metric('http_requests_total', 'service="search"');
    const lostSoFar = await lost();
    await waitUntil('more get lost', async () => (await lost()) > lostSoFar + 20);
    expect(await metric('http_requests_total', 'service="search"'), 'nobody arrives').toBe(arrived);
    expect((await ask('/search/health')).status).toBe(200);
    await world.setFault('dns', false);
    await waitUntil('clients are back', async () => (await metric('http_requests_total', 'service="search"')) > arrived);
  });

  it('blackout: every connection is refused, metrics too, and taken again on the same port', async () => {
    await ask('/search/health');
    await world.setFault('blackout', true);
    for (const path of ['/checkout/cart', '/checkout/health', '/metrics']) await expect(fetch(url(path)), path).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await world.setFault('blackout', false);
    expect((await ask('/search/health')).status).toBe(200);
    await waitUntil('the clients saw one too', async () => {
      await world.setFault('blackout', true);
      await world.setFault('blackout', false);
      return (await metric('client_requests_total', 'outcome="unreachable"')) > 0;
    });
  });

  it('region: the first one is gone, and users follow the name to the second', async () => {
    await waitUntil('clients arrive', async () => (await metric('client_requests_total', 'outcome="ok"')) > 10);
    expect(await metric('http_requests_total', '', second('/metrics')), 'nobody is led there').toBe(0);
    await world.setFault('region', true);
    await expect(fetch(url('/health'))).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect(await (await fetch(second('/health'))).json()).toEqual({ region: 'second', status: 'ok', writes: true });
    await pointName({ address: '127.0.0.1', port: Number(world.nameServers[0]?.split(':')[1]), zone: DEMO_ZONE, key: { name: TSIG_KEY_NAME, algorithm: 'hmac-sha256', secret: Buffer.alloc(32, 7) } }, DEMO_NAME, '127.0.0.3');
    await waitUntil('users are served', async () => (await metric('http_requests_total', 'status="200"', second('/metrics'))) > 30);
    expect(await control('/regions/second')).toMatchObject({ serving: true, writes: true });
    await world.reset();
    await waitUntil('and are led back', async () => (await metric('http_requests_total', 'service="search"')) > 0);
  });

  it('takes no writes where it is told so, and less work where search is reduced', async () => {
    expect(await control('/regions/first', 'PUT', { writes: false })).toMatchObject({ status: 200, writes: false });
    expect((await ask('/login/session', 'POST')).status).toBe(503);
    expect((await ask('/login/session')).status).toBeOneOf([200, 500, 503]);
    expect(await control('/tiers/search', 'PUT', { mode: 'reduced' })).toEqual({ status: 200, service: 'search', mode: 'reduced' });
    expect(await control('/tiers/search', 'PUT', { mode: 'off' })).toMatchObject({ status: 400 });
    expect(await control('/tiers/checkout')).toMatchObject({ status: 404 });
    await world.reset();
    expect(await control('/regions/first')).toMatchObject({ writes: true });
    expect(await control('/tiers/search')).toMatchObject({ mode: 'full' });
  });

  it('tells where its name leads, and how far the region that takes no writes is behind', async () => {
    const lag = async (): Promise<number> => Number(/^replication_lag_seconds (\S+)$/m.exec(await (await fetch(`http://127.0.0.1:${world.controlPort}/metrics`)).text())?.[1]);
    expect(await control('/name')).toEqual({ status: 200, name: DEMO_NAME, version: '127.0.0.1' });
    await world.setFault('dns', true);
    expect(await control('/name')).toMatchObject({ version: '127.0.0.2' });
    await world.setFault('dns', false);
    expect(await lag()).toBeLessThan(2);
    await world.setFault('region', true);
    expect((await fetch(second('/login/session'), { method: 'POST' })).status).toBe(200);
    await waitUntil('the other one falls behind', async () => (await lag()) > 0.5);
    await world.reset();
    await waitUntil('and catches up', async () => (await lag()) === 0);
  });

  it('is steered by nobody without the token', async () => {
    for (const headers of [{}, { authorization: 'Bearer a token of another' }, { authorization: TOKEN }] as Record<string, string>[]) {
      const response = await fetch(`http://127.0.0.1:${world.controlPort}/queue/rate`, { method: 'PUT', headers, body: '{"percent":1}' });
      expect(response.status).toBe(401);
    }
    expect(await control('/queue')).toMatchObject({ status: 200, rate: 100 });
    for (const body of [{}, { percent: 101 }, { percent: '5' }, { percent: 5, more: 1 }]) expect(await control('/queue/rate', 'PUT', body)).toMatchObject({ status: 400 });
  });

  it('backlog: jobs wait and grow old; let in with a throttle they are done, none lost, no payment made twice', async () => {
    await world.setFault('backlog', true);
    expect(await control('/queue')).toMatchObject({ waiting: expect.toSatisfy((waiting: number) => waiting >= 400), working: false });
    await waitUntil('the oldest has waited long', async () => (await metric('queue_oldest_age_seconds', 'mail')) > 5.5);
    expect((await fetch(`http://127.0.0.1:${world.controlPort}/queue/health`)).status).toBe(503);
    await control('/queue/divert', 'PUT', { on: true });
    await control('/queue/rate', 'PUT', { percent: 5 });
    await world.setFault('backlog', false);
    await waitUntil('the caches are warm', async () => Number((await control('/queue'))['done']) > 40);
    await control('/queue/rate', 'PUT', { percent: 25 });
    await waitUntil('the queue has drained', async () => (await control('/queue'))['waiting'] === 0);
    expect((await fetch(`http://127.0.0.1:${world.controlPort}/queue/health`)).status).toBe(200);
    expect(await control('/queue')).toMatchObject({ diverted: true, emergency: { waiting: expect.toSatisfy((waiting: number) => waiting > 0) } });
    await control('/queue/divert', 'PUT', { on: false });
    await control('/queue/replay', 'POST', { payments: true });
    await waitUntil('the emergency queue is empty', async () => (await metric('emergency_queue_depth')) === 0);
    expect(await control('/queue/integrity')).toEqual({ status: 200, integrity: 'ok', lost: 0, paymentsMadeTwice: 0 });
  });

  it('takes faults one after the other, however fast they are asked for', async () => {
    await Promise.all([true, false, true, false, true, false].map((active) => world.setFault('blackout', active)));
    expect((await ask('/search/health')).status).toBe(200);
  });
});
