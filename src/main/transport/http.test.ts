import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RIGHTS } from '../../shared/model/rights.ts';
import { startHttpServer, type HttpServerOptions } from './http.ts';
import { createRateLimit } from './rate-limit.ts';
import { COPY_HEAD, createFakeEngine } from './testing/fake-engine.ts';
import { browserHeaders, SESSION, startTestServer, WIDE } from './testing/http-carrier.ts';
import { rawBytes, rawRequest } from './testing/http-client.ts';

async function server(options: Partial<HttpServerOptions> = {}) {
  const engine = createFakeEngine();
  engine.grant(SESSION, RIGHTS);
  const started = await startTestServer(engine, options);
  return { engine, port: started.port, url: started.url, [Symbol.asyncDispose]: () => started.close() };
}
const post = (port: number, path: string, body: string, headers: Record<string, string> = {}) => rawRequest(port, { method: 'POST', path, body, headers: { ...browserHeaders(port), 'content-type': 'application/json', ...headers } });

describe('a body', () => {
  it.each([
    ['no JSON', '{', {}, 400, 'The body is not JSON in UTF-8.'],
    ['no object', '[]', {}, 400, 'Expected a JSON object.'],
    ['of another type', '{}', { 'content-type': 'text/plain' }, 415, 'application/json'],
    ['of a form', 'code=ABCD', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'application/json'],
    ['more than 1 MiB', `{"text":"${'x'.repeat(1_100_000)}"}`, {}, 413, '1024 KiB'],
  ])('that is %s is refused in words', async (_, body, headers, status, words) => {
    await using set = await server();
    const answer = await post(set.port, '/api/v1/sources/test', body, headers);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, expect.objectContaining({ type: 'about:blank', status, detail: expect.stringContaining(words) as unknown })]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  it('may be a configuration of 2 MB, and is cut off where it never ends', async () => {
    await using set = await server();
    expect((await post(set.port, '/api/v1/config/check', JSON.stringify({ text: 'x'.repeat(1_900_000) }))).status).toBe(200);
    const headers = Object.entries({ host: `127.0.0.1:${set.port}`, ...browserHeaders(set.port), 'content-type': 'application/json', 'transfer-encoding': 'chunked' }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const answer = await rawBytes(set.port, `POST /api/v1/sources/test HTTP/1.1\r\n${headers}\r\n${chunk.repeat(20)}`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('is not read at all for whoever may not call', async () => {
    await using set = await server();
    const answer = await post(set.port, '/api/v1/sources/test', '{', { cookie: '' });
    expect(answer.status).toBe(401);
  });
});

describe('a query', () => {
  it('is coerced to what the contract expects, and means one thing only', async () => {
    await using set = await server();
    await rawRequest(set.port, { path: '/api/v1/signals/checkout-p95/points?from=2026-01-15T12:00:00.000Z&to=2026-01-15T13:00:00.000Z&maxPoints=50', headers: browserHeaders(set.port) });
    expect(set.engine.calls.at(-1)?.input).toEqual({ id: 'checkout-p95', from: '2026-01-15T12:00:00.000Z', to: '2026-01-15T13:00:00.000Z', maxPoints: '50' });
    const twice = await rawRequest(set.port, { path: '/api/v1/signals?limit=1&limit=2', headers: browserHeaders(set.port) });
    expect([twice.status, twice.body]).toEqual([400, expect.stringContaining('limit: given twice')]);
    const wrong = await rawRequest(set.port, { path: '/api/v1/signals?limit=many', headers: browserHeaders(set.port) });
    expect([wrong.status, wrong.body]).toEqual([400, expect.stringContaining('limit: ')]);
  });

  it('cannot replace what the path says', async () => {
    await using set = await server();
    await rawRequest(set.port, { path: '/api/v1/services/checkout?id=other', headers: browserHeaders(set.port) });
    expect(set.engine.calls.at(-1)?.input).toEqual({ id: 'checkout' });
  });
});

describe('pairing in a browser', () => {
  it('trades the code for a cookie, takes the PIN, and ends', async () => {
    await using set = await server();
    set.engine.expectCode('ABCD-2345', 't'.repeat(43));
    const headers = { 'content-type': 'application/json', origin: `http://127.0.0.1:${set.port}`, 'sec-fetch-site': 'same-origin' };
    const paired = await rawRequest(set.port, { method: 'POST', path: '/pair', headers, body: '{"code":"ABCD-2345"}' });
    const cookie = paired.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect([paired.status, cookie]).toEqual([200, `holdfast-${set.port}=${'t'.repeat(43)}`]);
    expect((await rawRequest(set.port, { path: '/api/v1/session', headers: { cookie } })).status).toBe(200);
    expect((await rawRequest(set.port, { method: 'POST', path: '/pin', headers: { ...headers, cookie }, body: '{"pin":"0000"}' })).status).toBe(403);
    expect((await rawRequest(set.port, { method: 'POST', path: '/pin', headers: { ...headers, cookie }, body: '{"pin":"4711"}' })).status).toBe(200);
    const left = await rawRequest(set.port, { method: 'POST', path: '/unpair', headers: { ...headers, cookie } });
    expect(left.headers['set-cookie']).toEqual([`holdfast-${set.port}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict`]);
    expect((await rawRequest(set.port, { path: '/api/v1/session', headers: { cookie } })).status).toBe(401);
  });

  it('with a wrong code is told so', async () => {
    await using set = await server();
    expect((await post(set.port, '/pair', '{"code":"AAAA-AAAA"}')).status).toBe(403);
    expect((await post(set.port, '/pair', '{"code":7}')).status).toBe(400);
  });
});

describe('health and metrics', () => {
  it('say whether the engine runs, to everybody, and what it costs, to whoever may look', async () => {
    await using set = await server();
    expect(await rawRequest(set.port, { path: '/healthz' })).toMatchObject({ status: 200, body: '{"status":"ok","engine":"running","term":1}' });
    set.engine.setState('down');
    expect(await rawRequest(set.port, { path: '/healthz' })).toMatchObject({ status: 503, body: '{"status":"degraded","engine":"down"}' });
    set.engine.setState('running');
    expect((await rawRequest(set.port, { path: '/metrics' })).status).toBe(401);
    const { body, headers } = await rawRequest(set.port, { path: '/metrics', headers: browserHeaders(set.port) });
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toContain('holdfast_up 1\n');
    expect(body).toContain('holdfast_http_requests_total{route="/healthz",method="GET",status="503"} 1');
  });
});

describe('the copy of the workspace', () => {
  it('is for consoles that may operate, without a PIN since no person is there, and says where one has the newest already', async () => {
    await using set = await server();
    const asked = async (headers: Record<string, string>) => {
      const { status, headers: answered, body } = await rawRequest(set.port, { path: '/api/v1/copy', headers: { ...browserHeaders(set.port), ...headers } });
      return { status, etag: answered['etag'], body };
    };
    set.engine.grant(SESSION, ['view', 'publish']);
    expect((await asked({})).status).toBe(403);
    set.engine.grant(SESSION, ['view', 'operate'], false);
    expect(await asked({ 'if-none-match': `"${COPY_HEAD}"` })).toEqual({ status: 304, etag: `"${COPY_HEAD}"`, body: '' });
    // It may only want to say where it is.
    expect((await asked({ 'if-none-match': '*', 'x-holdfast-console': 'http://seat.test' })).status).toBe(304);
    expect(JSON.parse((await asked({ 'if-none-match': 'nonsense' })).body)).toMatchObject({ status: 503, detail: 'There is nothing to copy.' });
    // The same screen is asked for the PIN before anything else that operates.
    expect((await post(set.port, '/api/v1/demo/reset', '{}')).status).toBe(403);
  });
});

describe('the files of the UI', () => {
  const build = () => {
    const path = mkdtempSync(join(tmpdir(), 'holdfast-ui-'));
    mkdirSync(join(path, 'assets'));
    mkdirSync(join(path, '.vite'));
    for (const [name, text] of Object.entries({ 'index.html': '<style nonce="__STYLE_NONCE__"></style><meta content="__STYLE_NONCE__">', 'desktop.html': 'desktop', 'assets/index-AbCd1234.js': 'let a', 'assets/index-AbCd1234.js.map': 'source', '.vite/manifest.json': '{}', 'icon.svg': '<svg/>', 'notes.txt': 'x' })) writeFileSync(join(path, name), text);
    return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
  };

  it('are those of the build and nothing else', async () => {
    using ui = build();
    await using set = await server({ ui: ui.path });
    const get = async (path: string) => rawRequest(set.port, { path });
    const script = await get('/assets/index-AbCd1234.js');
    expect([script.status, script.headers['content-type'], script.headers['cache-control'], script.body]).toEqual([200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable', 'let a']);
    expect((await get('/icon.svg')).headers['cache-control']).toBe('no-cache');
    for (const path of ['/assets/index-AbCd1234.js.map', '/.vite/manifest.json', '/desktop.html', '/index.html', '/notes.txt', '/assets/other.js', '/../package.json', '/assets/..%2findex.html']) expect([path, [400, 404].includes((await get(path)).status)]).toEqual([path, true]);
  });

  it('begin with a page that has a nonce of its own each time', async () => {
    using ui = build();
    await using set = await server({ ui: ui.path });
    const nonces = new Set<string>();
    for (const path of ['/', '/wall', '/services/checkout']) {
      const { status, headers, body } = await rawRequest(set.port, { path });
      const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1] ?? '';
      expect([status, body, headers['cache-control']]).toEqual([200, `<style nonce="${nonce}"></style><meta content="${nonce}">`, 'no-store']);
      expect(headers['content-security-policy']).toBe(`default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; media-src 'self'; connect-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types holdfast`);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });
});

describe('too much', () => {
  it('of headers is 431', async () => {
    await using set = await server();
    expect(await rawBytes(set.port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${set.port}\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('time for the headers is 408', async () => {
    await using set = await server({ limits: { ...WIDE, headersTimeoutMs: 100, requestTimeoutMs: 100 } });
    expect(await rawBytes(set.port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${set.port}\r\nX:`)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('from one address is 429, before anything is looked up', async () => {
    await using set = await server({ limits: { ...WIDE, requests: { burst: 5, perSecond: 0 } } });
    const statuses: number[] = [];
    for (let i = 0; i < 7; i += 1) statuses.push((await rawRequest(set.port, { path: '/healthz' })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });

  it('guessing is 429, and does not lock out whoever is signed in at the same address', async () => {
    await using set = await server({ limits: { ...WIDE, guesses: { burst: 3, perSecond: 0 } } });
    const guess = async () => (await rawRequest(set.port, { path: '/api/v1/session', headers: { authorization: 'Bearer guess' } })).status;
    expect([await guess(), await guess(), await guess(), await guess()]).toEqual([401, 401, 401, 429]);
    expect((await rawRequest(set.port, { path: '/api/v1/session', headers: browserHeaders(set.port) })).status).toBe(200);
  });

  it('is counted per address and forgiven with time', () => {
    let now = 0;
    const limit = createRateLimit({ burst: 2, perSecond: 1 }, () => now);
    expect([limit.take('a'), limit.take('a'), limit.take('a'), limit.take('b')]).toEqual([true, true, false, true]);
    now = 1_000;
    expect([limit.take('a'), limit.take('a')]).toEqual([true, false]);
  });

  it('connections from one address are closed at once', async () => {
    await using set = await server({ limits: { ...WIDE, maxConnectionsPerAddress: 2 } });
    const slow = [rawBytes(set.port, 'GET'), rawBytes(set.port, 'GET')];
    await expect(rawBytes(set.port, `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${set.port}\r\n\r\n`).catch(() => '')).resolves.toBe('');
    expect(slow).toHaveLength(2);
  });
});

describe('opening the server', () => {
  const options = (port: number, more: Partial<HttpServerOptions> = {}): HttpServerOptions => ({ engine: createFakeEngine(), log: { debug() {}, info() {}, warn() {}, error() {} }, ui: null, host: '127.0.0.1', port, hosts: [], tls: null, insecureLan: false, ...more });

  it('says which port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    expect(await startHttpServer(options(port))).toMatchObject({ ok: false, error: { code: 'conflict', message: `Port ${port} on 127.0.0.1 is in use by another program. Choose another with --port, or --port 0 for any free one.` } });
    await new Promise((resolve) => other.close(resolve));
  });

  it('refuses another address without encryption, and one that is not ours', async () => {
    expect(await startHttpServer(options(0, { host: '0.0.0.0' }))).toMatchObject({ ok: false, error: { code: 'invalid_input', message: expect.stringContaining('--insecure-lan') as unknown } });
    expect(await startHttpServer(options(0, { host: '203.0.113.9', insecureLan: true }))).toMatchObject({ ok: false, error: { code: 'unavailable', message: '203.0.113.9 is no address of this machine.' } });
  });
});
