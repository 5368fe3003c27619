import type { SecureContextOptions } from 'node:tls';
import net, { type AddressInfo } from 'node:net';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { selfSigned, TestAuthority } from '../probe/testing/certificates.ts';
import { json, startFakeServer, vectorAnswer as vector, type Answerer, type FakeServer } from '../testing/fake-http.ts';
import { endpointAt, promSignal } from '../testing/specs.ts';
import { SourceFailure, type PollOutcome, type PollResult, type Source } from '../source.ts';
import { openEnvelope, readQueryData } from './answer.ts';
import type { HttpEndpoint } from '../http/endpoint.ts';
import { QueryRefused } from './failure.ts';
import { retryAfterMs } from '../http/failure.ts';
import { createPrometheusSource } from './source.ts';
import { realClock } from '../../testing/real-clock.ts';

const NEVER = new AbortController().signal;
const SIGNAL = promSignal('up', 'up');
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function fake(answer: Answerer, changes: Partial<HttpEndpoint> = {}, tls?: SecureContextOptions): Promise<{ readonly server: FakeServer; readonly source: Source }> {
  const server = await startFakeServer(answer, tls);
  const source = createPrometheusSource(endpointAt(server.url, { timeoutMs: durationMs(2_000), ...changes }), { clock: realClock });
  cleanups.push(() => source.close(), () => server.stop());
  return { server, source };
}

const poll = (source: Source, signal = SIGNAL, abort = NEVER): Promise<PollResult> => source.poll(source.plan([signal])[0]!, abort);
async function failureOf(source: Source, abort = NEVER): Promise<SourceFailure> {
  const thrown = await poll(source, SIGNAL, abort).then(() => null, (error: unknown) => error);
  expect(thrown).toBeInstanceOf(SourceFailure);
  return thrown as SourceFailure;
}
const now = (): number => Date.now() / 1_000;

describe('a source that answers with nonsense', () => {
  it.each<[string, string, Answerer]>([
    ['other_service', 'a log-in page', (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Log in</title>')],
    ['other_service', 'plain text', (_, response) => response.end('hello')],
    ['other_service', 'an empty body', (_, response) => response.end()],
    ['other_service', 'JSON of something else', (_, response) => json(response, { ok: true })],
    ['other_service', 'a JSON list', (_, response) => json(response, [1])],
    ['other_service', 'no such path', (_, response) => response.writeHead(404).end('404 page not found')],
    ['bad_answer', 'truncated JSON', (_, response) => json(response, '{"status":"success","data":{"resultType":"vec')],
    ['bad_answer', 'success without data', (_, response) => json(response, { status: 'success' })],
    ['bad_answer', 'an unknown kind of result', (_, response) => json(response, { status: 'success', data: { resultType: 'streams', result: [] } })],
    ['bad_answer', 'a number as value', (_, response) => json(response, vector([{ metric: {}, value: [now(), 1] }]))],
    ['bad_answer', 'a value that is no number', (_, response) => json(response, vector([{ metric: {}, value: [now(), '0x10'] }]))],
    ['bad_answer', 'an empty value', (_, response) => json(response, vector([{ metric: {}, value: [now(), ''] }]))],
    ['bad_answer', 'a time that is text', (_, response) => json(response, vector([{ metric: {}, value: ['now', '1'] }]))],
    ['bad_answer', 'a time no calendar has', (_, response) => json(response, vector([{ metric: {}, value: [1e300, '1'] }]))],
    ['bad_answer', 'labels that are numbers', (_, response) => json(response, vector([{ metric: { a: 1 }, value: [now(), '1'] }]))],
    ['bad_answer', 'labels that are a list', (_, response) => json(response, vector([{ metric: [], value: [now(), '1'] }]))],
    ['bad_answer', 'JSON a hundred thousand levels deep', (_, response) => json(response, `{"status":"success","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)],
    ['bad_answer', 'a body that breaks off', (_, response) => void response.writeHead(200, { 'Content-Length': '500' }).write('{"status":', () => response.destroy())],
    ['bad_answer', 'damaged compression', (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('this is not gzip')],
    ['unreachable', 'a connection that is dropped', (_, response) => void response.destroy()],
    ['unauthorized', '401', (_, response) => response.writeHead(401).end()],
    ['forbidden', '403', (_, response) => response.writeHead(403).end()],
    ['server_error', '503 of a proxy', (_, response) => response.writeHead(503).end('<h1>Bad gateway</h1>')],
    ['server_error', '500 of Prometheus', (_, response) => json(response, { status: 'error', errorType: 'internal', error: 'disk' }, 500)],
    ['bad_answer', 'a teapot', (_, response) => response.writeHead(418).end('short and stout')],
  ])('is %s for %s', async (code, _what, answer) => {
    const { source } = await fake(answer);
    const failure = await failureOf(source);
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(/^[\w"’ ,:;.()–-]{10,200}$/);
  });

  it('never follows a redirect, so that credentials go nowhere else', async () => {
    const other = await startFakeServer((_, response) => json(response, vector([])));
    cleanups.push(() => other.stop());
    const { source } = await fake((_, response) => response.writeHead(307, { Location: `${other.url}/api/v1/query` }).end(), { auth: { kind: 'bearer', token: 'canary-token-1' } });
    expect((await failureOf(source)).code).toBe('redirected');
    expect(other.seen).toHaveLength(0);
  });

  it('asks politely later when told to slow down', async () => {
    const { source } = await fake((_, response) => response.writeHead(429, { 'Retry-After': '7' }).end());
    expect(await failureOf(source)).toMatchObject({ code: 'rate_limited', retryAfterMs: 7_000 });
    const at = epochMs(Date.parse('2026-11-23T00:00:00Z'));
    for (const [header, expected] of [['0', 0], ['Mon, 23 Nov 2026 00:00:09 GMT', 9_000], ['Sun, 22 Nov 2026 00:00:00 GMT', 0], ['9999999999', 3_600_000], ['-5', null], ['soon', null], [undefined, null]] as const)
      expect([header, retryAfterMs(header, at)]).toEqual([header, expected]);
  });

  it('never repeats a secret, even when the source echoes it', async () => {
    const secret = 'canary-password-2';
    const basic = Buffer.from(`me:${secret}`).toString('base64');
    const echo: Answerer = ({ headers }, response) => json(response, { status: 'error', errorType: 'internal', error: `got ${String(headers.authorization)} and ${String(headers['x-key'])} ${secret}` }, 500);
    const { source, server } = await fake(echo, { auth: { kind: 'basic', username: 'me', password: secret }, headers: { 'X-Key': 'canary-header-3' } });
    const { message } = await failureOf(source);
    expect(server.seen[0]!.headers).toMatchObject({ authorization: `Basic ${basic}`, 'x-key': 'canary-header-3' });
    for (const canary of [secret, basic, 'canary-header-3']) expect(message).not.toContain(canary);
  });

  it('takes credentials out of the address', async () => {
    const { server } = await fake((_, response) => response.writeHead(401).end());
    const source = createPrometheusSource(endpointAt(`${server.url.replace('//', '//bob:s%40cret-word@')}/graph?g0.expr=up`), { clock: realClock });
    expect((await failureOf(source)).message).not.toContain('cret-word');
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/api/v1/query', headers: { authorization: `Basic ${Buffer.from('bob:s@cret-word').toString('base64')}` } });
    expect(source.openUrl(SIGNAL)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/graph\?g0\.expr=up&/);
  });

  it('asks by POST, for the source’s own present', async () => {
    const { source, server } = await fake((_, response) => json(response, vector([])));
    await poll(source);
    const form = server.seen[0]!.form;
    expect([...form.keys()].sort()).toEqual(['query', 'timeout']);
    expect(form.get('query')).toContain('max(timestamp(up))');
  });
});

describe('a source that answers too much or too slowly', () => {
  it('cuts an answer off at 16 MiB, also when it is a bomb of zeros behind gzip', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(200 * 1_024 * 1_024, ' '));
    expect(bomb.length).toBeLessThan(1_024 * 1_024);
    const isTiny = (form: URLSearchParams): boolean => form.get('query') === 'vector(1)';
    for (const answer of [
      ((_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb)) satisfies Answerer,
      ((_, response) => {
        response.writeHead(200);
        const more = (): void => void (response.destroyed || response.write(Buffer.alloc(256 * 1_024, ' '), more));
        more();
      }) satisfies Answerer,
    ]) {
      const all = await fake(answer);
      expect((await failureOf(all.source)).code).toBe('too_large');
      const one = await fake((request, response) => (isTiny(request.form) ? json(response, vector([])) : answer(request, response)));
      expect((await poll(one.source)).outcomes).toMatchObject([{ ok: false, kind: 'query', message: expect.stringContaining('16 MiB') }]);
    }
  });

  it.each<[string, Answerer]>([
    ['never answers', () => {}],
    ['sends its headers and then nothing', (_, response) => void response.writeHead(200).write('{')],
    [
      'sends a byte now and then for ever',
      (_, response) => {
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('gives up at the deadline on one that %s', async (_what, answer) => {
    const { source } = await fake(answer, { timeoutMs: durationMs(300) });
    expect(await failureOf(source)).toMatchObject({ code: 'timeout', message: 'no full answer within 0.3 s' });
  });

  it('blames the query when everything else is answered in time, and then no longer lets it hold up the others', async () => {
    const { source } = await fake(
      ({ form }, response) => {
        const query = form.get('query') ?? '';
        if (query.includes('slow_metric')) return;
        const tag = (name: string, value: string) => ({ metric: { __hf: name }, value: [now(), value] });
        json(response, vector([tag('now', String(now())), tag('v0', '4')]));
      },
      { timeoutMs: durationMs(300) },
    );
    const [group] = source.plan([promSignal('fine', 'sum(fast_metric)'), promSignal('slow', 'sum(slow_metric)')]);
    const outcomes = async (): Promise<readonly PollOutcome[]> => (await source.poll(group!, NEVER)).outcomes;
    expect((await outcomes()).every(({ ok }) => !ok)).toBe(true);
    const second = await outcomes();
    expect(second.find(({ signal }) => signal === 'fine')).toMatchObject({ ok: true, reading: { value: 4 } });
    expect(second.find(({ signal }) => signal === 'slow')).toMatchObject({ ok: false, kind: 'query', message: 'no full answer within 0.3 s' });
  });

  it('stops at once when we no longer want the answer', async () => {
    const control = new AbortController();
    const { source } = await fake(() => control.abort());
    expect((await failureOf(source, control.signal)).code).toBe('aborted');
    expect((await failureOf(source, AbortSignal.abort())).code).toBe('aborted');
  });

  it('takes a label of ten million characters and one called __proto__ as text', async () => {
    const hostile = JSON.stringify(vector([{ metric: { __hf: 'v0', big: 'x'.repeat(10_000_000), constructor: 'c' }, value: [now(), '3'] }])).replace('"constructor"', '"__proto__"');
    const { source } = await fake((_, response) => json(response, hostile));
    expect((await poll(source)).outcomes).toMatchObject([{ ok: true, reading: { value: 3 } }]);
    expect((await poll(source, promSignal('p', 'up', { labels: Object.fromEntries([['__proto__', 'c']]) }))).outcomes).toMatchObject([{ ok: true, reading: { value: 3 } }]);
    expect(({} as Record<string, unknown>)['big']).toBeUndefined();
  });

  it('says what a native histogram is good for', async () => {
    const histogram = { count: '5', sum: '1.5', buckets: [[0, '0.1', '0.2', '5']] };
    const { source } = await fake((_, response) => json(response, vector([{ metric: { __hf: 'v0' }, histogram: [now(), histogram] }])));
    expect((await poll(source)).outcomes).toMatchObject([{ ok: false, kind: 'query', message: expect.stringContaining('native histogram') }]);
  });

  it('passes on what the source warns of', async () => {
    const { source } = await fake((_, response) => json(response, { ...vector([]), warnings: ['store unavailable', 5, 'x'.repeat(9_000)] }));
    const { warnings } = await poll(source);
    expect(warnings[0]).toBe('store unavailable');
    expect(warnings).toHaveLength(2);
    expect(warnings[1]!.length).toBeLessThan(400);
  });
});

describe('a source that cannot be connected to', () => {
  const at = (url: string, changes: Partial<HttpEndpoint> = {}): Source => createPrometheusSource(endpointAt(url, { timeoutMs: durationMs(2_000), ...changes }), { clock: realClock });

  it('says refused, unresolved and forbidden address apart', async () => {
    const { server } = await fake(() => {});
    await server.stop();
    expect(await failureOf(at(server.url))).toMatchObject({ code: 'refused', message: expect.stringContaining('nothing listens') });
    const unresolved = createPrometheusSource(endpointAt('http://nowhere.invalid:9090'), {
      clock: realClock,
      lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    });
    expect(await failureOf(unresolved)).toMatchObject({ code: 'unresolved', message: expect.stringContaining('nowhere.invalid') });
    expect((await failureOf(at('http://169.254.169.254/'))).code).toBe('unreachable');
    expect((await failureOf(at('nonsense'))).code).toBe('unreachable');
  });

  it('says when what listens does not speak HTTP', async () => {
    const server = net.createServer((socket) => socket.on('error', () => {}).resume().end('SSH-2.0-OpenSSH_9.2\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => new Promise((resolve) => server.close(resolve)));
    expect((await failureOf(at(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`))).code).toBe('other_service');
  });

  const ok: Answerer = (_, response) => json(response, vector([{ metric: { __hf: 'v0' }, value: [now(), '1'] }]));

  it('says what is wrong with a certificate, and trusts a CA that is given', async () => {
    const own = await selfSigned();
    expect(await failureOf((await fake(ok, {}, own)).source)).toMatchObject({ code: 'tls', message: expect.stringContaining('self-signed; give that certificate as the CA') });
    expect((await poll((await fake(ok, { tls: { ca: own.cert } }, own)).source)).outcomes).toMatchObject([{ ok: true, reading: { value: 1 } }]);

    const authority = await TestAuthority.create();
    const tls = { ca: authority.pem };
    const good = await authority.issue();
    expect(await failureOf((await fake(ok, {}, good)).source)).toMatchObject({ code: 'tls', message: expect.stringContaining('an authority that is not known here') });
    expect((await poll((await fake(ok, { tls }, good)).source)).outcomes).toMatchObject([{ ok: true }]);
    const expired = await authority.issue({ fromDays: -30, toDays: -1 });
    expect(await failureOf((await fake(ok, { tls }, expired)).source)).toMatchObject({ code: 'tls', message: expect.stringContaining('expired') });
    const other = await authority.issue({ name: 'other.test', names: [{ type: 'dns', value: 'other.test' }] });
    expect(await failureOf((await fake(ok, { tls }, other)).source)).toMatchObject({ code: 'tls', message: expect.stringContaining('another name') });
    expect((await poll((await fake(ok, { tls: { ...tls, serverName: 'other.test' } }, other)).source)).outcomes).toMatchObject([{ ok: true }]);

    const { server } = await fake(ok);
    expect(await failureOf(at(server.url.replace('http:', 'https:')))).toMatchObject({ code: 'tls', message: expect.stringContaining('does not speak TLS') });
    expect(await failureOf(at('https://127.0.0.1:1', { tls: { ca: 'not a certificate' } }))).toMatchObject({ code: 'tls', message: expect.stringContaining('no PEM certificate') });
  });

  it('shows its client certificate where one is demanded', async () => {
    const authority = await TestAuthority.create();
    const demanding = { ...(await authority.issue()), ca: authority.pem, requestCert: true, rejectUnauthorized: true };
    const { cert, key } = await authority.issue({ name: 'holdfast', names: [{ type: 'dns', value: 'holdfast.test' }] });
    expect(await failureOf((await fake(ok, { tls: { ca: authority.pem } }, demanding)).source)).toMatchObject({ code: 'tls', message: expect.stringContaining('client certificate') });
    expect((await poll((await fake(ok, { tls: { ca: authority.pem, cert, key } }, demanding)).source)).outcomes).toMatchObject([{ ok: true }]);
  });
});

describe('reading any answer at all', () => {
  const judge = (text: string): void => {
    try {
      readQueryData(openEnvelope(text).data);
    } catch (error) {
      if (!(error instanceof SourceFailure) && !(error instanceof QueryRefused)) throw error;
    }
  };

  it('throws nothing but a SourceFailure, and leaves no trace on other objects', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).length;
    const leaf = fc.oneof(fc.jsonValue(), fc.constantFrom('NaN', '+Inf', '-Inf', '1', '', '__proto__'), fc.double(), fc.constant(null));
    const key = fc.constantFrom('metric', 'value', 'values', 'histogram', 'histograms', '__proto__', 'constructor', '__hf');
    const sample = fc.dictionary(key, fc.oneof(leaf, fc.tuple(leaf, leaf), fc.array(fc.tuple(leaf, leaf), { maxLength: 3 })));
    const data = fc.record({ resultType: fc.constantFrom('vector', 'matrix', 'scalar', 'string', 'other'), result: fc.oneof(fc.array(sample, { maxLength: 4 }), fc.tuple(leaf, leaf), leaf) });
    const answer = fc.record({ status: fc.constantFrom('success', 'error', 'maybe'), data: fc.oneof(data, leaf), error: leaf, errorType: leaf, warnings: leaf }, { requiredKeys: ['status'] });
    fc.assert(fc.property(answer, (value) => judge(JSON.stringify(value))), { numRuns: 5_000 });
    fc.assert(fc.property(fc.string(), (text) => judge(text)), { numRuns: 1_000 });
    fc.assert(fc.property(answer, fc.nat(), (value, cut) => judge(JSON.stringify(value).slice(0, cut % 400))), { numRuns: 2_000 });
    expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before);
  });
});
