import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RIGHTS, type Right } from '../../shared/model/rights.ts';
import { createFakeEngine, fakeToken, type FakeEngine } from './testing/fake-engine.ts';
import type { HttpServer } from './http.ts';
import { browserHeaders, SESSION, startTestServer } from './testing/http-carrier.ts';
import { rawRequest, type RawAnswer } from './testing/http-client.ts';

const BEARER = 'b'.repeat(40);
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];
const REFUSED = new Set([400, 401, 403, 404, 405, 421]);

let engine: FakeEngine;
let server: HttpServer;
/** Every route, with sample values for the names in its path. */
let routes: readonly { readonly method: string; readonly path: string; readonly right: string }[];

beforeAll(async () => {
  engine = createFakeEngine();
  engine.grant(SESSION, RIGHTS);
  engine.grant(BEARER, RIGHTS);
  server = await startTestServer(engine);
  routes = server.routes.map(({ method, path, right }) => ({ method, right, path: path.replace(/\{\w+\}/g, 'latency') }));
});
afterAll(() => server.close());

/** Sends many without opening more connections than a browser or two would. */
async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  await Promise.all(Array.from({ length: 24 }, async () => { for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item); }));
}

function expectNothing(answer: RawAnswer, what: string): void {
  expect(REFUSED.has(answer.status), `${what} → ${answer.status}`).toBe(true);
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control')), what).toEqual([]);
  if (answer.body !== '') expect(Object.keys(JSON.parse(answer.body) as object).filter((key) => !['type', 'title', 'status', 'detail', 'code', 'details'].includes(key)), what).toEqual([]);
}

const hosts = (port: number): string[] => ['evil.test', `evil.test:${port}`, `127.0.0.1:${port + 1}`, '127.0.0.1', `localhost.:${port}`];
const origins = (port: number): string[] => ['http://evil.test', 'null', `https://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`, `http://127.0.0.1:${port}.evil.test`];
const sites = ['cross-site', 'same-site'];

describe('a foreign page', () => {
  it('gets nothing from any route, whatever it claims and whoever is signed in', async () => {
    const { port } = server;
    const signedIn: Record<string, string>[] = [{}, { cookie: `holdfast-${port}=${SESSION}` }, { authorization: `Bearer ${BEARER}` }];
    const claims: Record<string, string>[] = [
      ...hosts(port).flatMap((host) => [{ host }, { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }]),
      ...origins(port).flatMap((origin) => [{ origin }, { origin, 'sec-fetch-site': 'same-origin' }, { origin, 'access-control-request-method': 'PUT' }]),
      ...sites.map((site) => ({ 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })),
    ];
    const cases = routes.flatMap((route) => claims.flatMap((claim, index) => ({ route, headers: { ...signedIn[index % 3], ...claim }, method: METHODS[index % METHODS.length] ?? 'GET' })).concat(claims.map((claim) => ({ route, headers: { ...signedIn[1], ...claim }, method: route.method }))));
    const before = engine.calls.length;
    await inTurn(cases, async ({ route, headers, method }) => {
      const answer = await rawRequest(port, { method, path: route.path, headers: { ...headers, 'content-type': 'application/json' } });
      expectNothing(answer, `${method} ${route.path} ${JSON.stringify(headers)}`);
      expect([403, 421]).toContain(answer.status);
    });
    expect(cases.length).toBeGreaterThan(1_500);
    expect(engine.calls.length).toBe(before);
  }, 60_000);

  it('would get everything if its name were allowed (control)', async () => {
    const open = await startTestServer(engine, { hosts: ['evil.test:80'] });
    const answer = await rawRequest(open.port, { path: '/api/v1/workspace', headers: { host: 'evil.test', authorization: `Bearer ${BEARER}` } });
    expect(answer.status).toBe(200);
    await open.close();
  });

  it('cannot change anything with the cookie of a browser that is signed in', async () => {
    const { port } = server;
    const changes = routes.filter(({ method, right }) => method !== 'GET' && right !== 'public');
    for (const { method, path } of changes) {
      for (const headers of [{}, { origin: `http://127.0.0.1:${port}` }, { 'sec-fetch-site': 'same-origin' }, { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'none' }] as Record<string, string>[]) {
        const answer = await rawRequest(port, { method, path, headers: { cookie: `holdfast-${port}=${SESSION}`, 'content-type': 'application/json', ...headers }, body: '{}' });
        expect([`${method} ${path}`, answer.status]).toEqual([`${method} ${path}`, 403]);
      }
    }
  });
});

describe('every route', () => {
  it('says which right it needs, and only these need none', () => {
    expect(routes.every(({ right }) => right === 'public' || right === 'hook' || (RIGHTS as readonly string[]).includes(right))).toBe(true);
    expect(routes.filter(({ right }) => right === 'hook').map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /api/v1/hooks/latency']);
    expect(routes.filter(({ right }) => right === 'public').map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api/v1/openapi.json', 'GET /healthz', 'POST /pair', 'POST /unpair']);
  });

  it('is closed to whoever is not signed in', async () => {
    await inTurn(routes.filter(({ right }) => right !== 'public'), async ({ method, path }) => {
      for (const headers of [{}, { cookie: `holdfast-${server.port}=${fakeToken('nobody')}` }, { authorization: `Bearer ${'x'.repeat(40)}` }] as Record<string, string>[]) {
        const answer = await rawRequest(server.port, { method, path, headers: { 'content-type': 'application/json', origin: `http://127.0.0.1:${server.port}`, 'sec-fetch-site': 'same-origin', ...headers } });
        expectNothing(answer, `${method} ${path}`);
        expect([path, answer.status, answer.headers['www-authenticate']]).toEqual([path, 401, 'Bearer']);
      }
    });
  });

  it('is open exactly to the right it names (route × role)', async () => {
    const { port } = server;
    await inTurn(routes.filter(({ right }) => right !== 'public').flatMap((route) => RIGHTS.map((role) => ({ route, role }))), async ({ route, role }) => {
      const token = fakeToken(`role-${role}`);
      engine.grant(token, [role]);
      const answer = await rawRequest(port, { method: route.method, path: route.path, headers: { ...browserHeaders(port, token), 'content-type': 'application/json' }, ...(route.method === 'GET' ? {} : { body: '{}' }) });
      // Of a webhook that has no secret of its own.
      const right = route.right === 'hook' ? 'operate' : route.right;
      expect([route.path, role, answer.status === 403]).toEqual([route.path, role, right !== role]);
    });
  });

  it('that a wall sees can only be looked at', async () => {
    const { port } = server;
    const wall = fakeToken('wall');
    engine.grant(wall, ['view'] satisfies Right[]);
    const before = engine.calls.length;
    await inTurn(routes.filter(({ right }) => right !== 'public' && right !== 'view'), async ({ method, path }) => {
      for (const headers of [{}, { 'x-http-method-override': method }, { 'x-original-url': path }, { 'x-forwarded-host': 'localhost' }] as Record<string, string>[]) {
        const answer = await rawRequest(port, { method, path, headers: { ...browserHeaders(port, wall), 'content-type': 'application/json', ...headers }, ...(method === 'GET' ? {} : { body: '{}' }) });
        expectNothing(answer, `${method} ${path}`);
        const overridden = await rawRequest(port, { method: 'GET', path: '/api/v1/workspace', headers: { ...browserHeaders(port, wall), 'x-http-method-override': 'DELETE', 'x-rewrite-url': path } });
        expect(overridden.status).toBe(200);
      }
    });
    expect(new Set(engine.calls.slice(before).map(({ name }) => name))).toEqual(new Set(['workspace.get']));
  });

  it('is reached by one spelling only', async () => {
    const { port } = server;
    const wall = fakeToken('spelling');
    engine.grant(wall, RIGHTS);
    const spellings = (path: string): string[] => [`/${path}`, `${path}/`, path.replace('/api', '/api/.'), path.replace('/v1', '/x/../v1'), path.replace('/v1/', '/v1//'), path.replace(/\/([a-z])/, (_, letter: string) => `/${letter.toUpperCase()}`), path.toUpperCase(), `${path};a=b`, `${path}%00`, `${path}%20`, `${path}.`, path.replaceAll('/', '%2f').replace('%2f', '/'), path.replaceAll('/', '\\').replace('\\', '/'), path.replace('a', '%61')];
    const before = engine.calls.length;
    await inTurn(routes.filter(({ path }) => path.length > 1).flatMap(({ method, path }) => spellings(path).filter((spelling) => spelling !== path).map((spelling) => ({ method, path: spelling }))), async ({ method, path }) => {
      const answer = await rawRequest(port, { method, path, headers: { ...browserHeaders(port, wall), 'content-type': 'application/json' } });
      expect([path, answer.status === 400 || answer.status === 404]).toEqual([path, true]);
    });
    expect(engine.calls.length).toBe(before);
  });

  it('answers HEAD only where it answers GET, and names what it takes instead of another method', async () => {
    const headers = browserHeaders(server.port);
    expect(await rawRequest(server.port, { method: 'HEAD', path: '/api/v1/workspace', headers })).toMatchObject({ status: 200, body: '' });
    expect(await rawRequest(server.port, { method: 'HEAD', path: '/pair', headers })).toMatchObject({ status: 405 });
    const wrong = await rawRequest(server.port, { method: 'PATCH', path: '/api/v1/config', headers });
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET, HEAD, PUT']);
  });
});

describe('every answer', () => {
  it('carries the security headers, and neither a CORS header nor the name of a program', async () => {
    for (const path of ['/healthz', '/api/v1/workspace', '/api/v1/live', '/nothing', '//x', '/api/v1/openapi.json', '/metrics']) {
      const { headers } = await rawRequest(server.port, { path, headers: browserHeaders(server.port) });
      expect([path, headers['x-content-type-options'], headers['referrer-policy'], headers['cross-origin-resource-policy'], headers['cross-origin-opener-policy'], headers['cache-control'], headers['x-frame-options']]).toEqual([path, 'nosniff', 'no-referrer', 'same-origin', 'same-origin', 'no-store', 'DENY']);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control') || name === 'server' || name === 'x-powered-by')).toEqual([]);
    }
  });
});

describe('secrets', () => {
  it('stand in no log line and no address, whatever happens to the request', async () => {
    const lines: string[] = [];
    const add = (message: string, fields?: unknown): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
    const failing = createFakeEngine({ 'workspace.get': () => { throw new Error('broken'); } });
    failing.grant(SESSION, RIGHTS);
    failing.expectCode('ABCD-2345', fakeToken('fresh'));
    const logged = await startTestServer(failing, { log: { debug: add, info: add, warn: add, error: add } });
    const { port } = logged;
    await rawRequest(port, { path: '/api/v1/workspace', headers: browserHeaders(port) });
    await rawRequest(port, { path: '/api/v1/workspace', headers: { authorization: `Bearer ${BEARER}` } });
    await rawRequest(port, { path: `/api/v1/signals?token=${BEARER}`, headers: browserHeaders(port) });
    const paired = await rawRequest(port, { method: 'POST', path: '/pair', headers: { 'content-type': 'application/json' }, body: '{"code":"ABCD-2345"}' });
    await rawRequest(port, { method: 'POST', path: '/pin', headers: { ...browserHeaders(port), 'content-type': 'application/json' }, body: '{"pin":"4711"}' });
    expect(paired.headers['set-cookie']).toEqual([`holdfast-${port}=${fakeToken('fresh')}; Max-Age=34560000; Path=/; HttpOnly; SameSite=Strict`]);
    expect(paired.body).not.toContain(fakeToken('fresh'));
    for (const secret of [SESSION, BEARER, fakeToken('fresh'), 'ABCD-2345', '4711']) expect([...lines, ...failing.log.map((line) => JSON.stringify(line))].join('\n')).not.toContain(secret);
    await logged.close();
  });
});
