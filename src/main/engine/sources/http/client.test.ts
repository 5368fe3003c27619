import zlib from 'node:zlib';
import type { SecureContextOptions } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { durationMs } from '../../../../shared/model/units.ts';
import { TestAuthority } from '../probe/testing/certificates.ts';
import { SourceFailure } from '../source.ts';
import { json, startFakeServer, type Answerer, type FakeServer } from '../testing/fake-http.ts';
import { endpointAt } from '../testing/specs.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from './client.ts';
import type { HttpEndpoint } from './endpoint.ts';
import { realClock } from '../../testing/real-clock.ts';

const NEVER = new AbortController().signal;
const GET: HttpRequest = { method: 'GET', path: '/api/things' };
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function fake(answer: Answerer, changes: Partial<HttpEndpoint> = {}, tls?: SecureContextOptions): Promise<{ server: FakeServer; client: HttpClient }> {
  const server = await startFakeServer(answer, tls);
  const client = createHttpClient(endpointAt(`${server.url}/base/`, { timeoutMs: durationMs(20_000), ...changes }), { clock: realClock });
  cleanups.push(() => client.close(), () => server.stop());
  return { server, client };
}

async function failureOf(client: HttpClient, abort = NEVER, request = GET): Promise<SourceFailure> {
  const thrown = await client.ask(request, abort).then(() => null, (error: unknown) => error);
  expect(thrown).toBeInstanceOf(SourceFailure);
  return thrown as SourceFailure;
}

describe('asking a source over HTTP', () => {
  it('sends path, query and body below the configured address, with credentials and our name', async () => {
    const { server, client } = await fake((_, response) => json(response, { ok: true }), { auth: { kind: 'bearer', token: 'glsa_token' }, headers: { 'X-Org': '7' } });
    const answer = await client.ask({ method: 'POST', path: '/api/things', query: { tag: ['a b', 'c&d'], limit: 5, none: undefined }, body: { what: 'é' } }, NEVER);
    expect(answer).toMatchObject({ status: 200, text: '{"ok":true}' });
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/base/api/things?tag=a+b&tag=c%26d&limit=5',
      headers: { authorization: 'Bearer glsa_token', 'x-org': '7', 'user-agent': 'Holdfast', 'content-type': 'application/json', 'content-length': '13' },
    });
  });

  it('gives statuses and redirects as they are, and follows none', async () => {
    const { server, client } = await fake((_, response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end('elsewhere'));
    expect((await client.ask(GET, NEVER)).status).toBe(302);
    expect(server.seen).toHaveLength(1);
  });

  it('reads compressed answers, and the difference of the clocks from the date of the answer', async () => {
    const { client } = await fake((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip', Date: new Date(Date.now() - 60_000).toUTCString() });
      response.end(zlib.gzipSync('{"long":true}'));
    });
    const answer = await client.ask(GET, NEVER);
    expect(answer.text).toBe('{"long":true}');
    expect(answer.clockOffsetMs).toBeGreaterThan(-62_000);
    expect(answer.clockOffsetMs).toBeLessThan(-58_000);
  });

  it.each<[string, string, Answerer]>([
    ['bad_answer', 'damaged compression', (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('this is not gzip')],
    ['bad_answer', 'a body that breaks off', (_, response) => void response.writeHead(200, { 'Content-Length': '500' }).write('{', () => response.destroy())],
    ['unreachable', 'a connection that is dropped', (_, response) => void response.destroy()],
    ['too_large', 'an endless body', (_, response) => {
      const chunk = Buffer.alloc(1_024 * 1_024, 'x');
      const more = (): void => void (response.destroyed || response.write(chunk, more));
      more();
    }],
    ['too_large', 'a little that unpacks to a lot', (_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' });
      response.end(zlib.gzipSync(Buffer.alloc(40 * 1_024 * 1_024)));
    }],
  ])('says %s of %s', async (code, _, answer) => {
    const { client } = await fake(answer);
    expect((await failureOf(client)).code).toBe(code);
  });

  it('waits no longer than it may, and stops at once when it is given up', async () => {
    const { client } = await fake(() => {}, { timeoutMs: durationMs(50) });
    expect((await failureOf(client)).message).toBe('no full answer within 0.05 s');
    const abort = new AbortController();
    const asked = failureOf((await fake(() => abort.abort())).client, abort.signal);
    expect((await asked).code).toBe('aborted');
  });

  it('trusts a certificate of the given authority only', async () => {
    const authority = await TestAuthority.create();
    const { key, cert } = await authority.issue();
    const { client } = await fake((_, response) => json(response, {}), { tls: { ca: authority.pem } }, { key, cert });
    expect((await client.ask(GET, NEVER)).status).toBe(200);
    const { client: without } = await fake((_, response) => json(response, {}), {}, { key, cert });
    expect((await failureOf(without)).code).toBe('tls');
  });

  it('asks again where a kept connection was closed under it, but never repeats what might have been taken', async () => {
    const closing: Answerer = (request, response) => {
      if (request.path.endsWith('/close')) response.socket?.destroy();
      else json(response, {});
    };
    const { server, client } = await fake(closing);
    await client.ask(GET, NEVER);
    expect((await failureOf(client, NEVER, { method: 'POST', path: '/close', body: {} })).code).toBe('unreachable');
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('repeats no secret that comes back in an answer', async () => {
    const { client } = await fake((_, response) => json(response, {}), { auth: { kind: 'bearer', token: 'glsa_secret' } });
    expect(client.clean('invalid token glsa_secret')).toBe('invalid token •••');
  });

  it('reaches no address that hands out credentials', async () => {
    const client = createHttpClient(endpointAt('http://169.254.169.254/latest'), { clock: realClock });
    expect((await failureOf(client)).message).toContain('link-local');
  });
});
