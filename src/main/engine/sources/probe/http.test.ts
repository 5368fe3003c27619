import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import zlib from 'node:zlib';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HttpProbeConfig } from '../../../../shared/model/sources/probe.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { createProbeSource } from './probe-source.ts';
import { plainDeps, pollOne, probe, readingIn, verdict } from './testing/probing.ts';
import { closedPort, Servers } from './testing/servers.ts';
import { probeConfig } from './testing/signals.ts';

const servers = new Servers();
afterEach(() => servers.close());

const get = (url: string, rest: Partial<HttpProbeConfig> = {}): HttpProbeConfig => ({ url, method: 'GET', ...rest });
const respond =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

describe('an HTTP check', () => {
  it('reads up, with every phase measured apart on the monotonic clock', async () => {
    const clock = createManualClock();
    const url = await servers.http((_request, response) => {
      void clock.advance(120).then(() => {
        response.write('he');
        return clock.advance(40).then(() => response.end('llo'));
      });
    });
    const lookup = async () => {
      await clock.advance(30);
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const { outcome, inspection } = await probe({ http: get(url.replace('127.0.0.1', 'api.acme.test')) }, { clock, lookup });
    expect(readingIn(outcome)).toEqual({ value: 1, noValue: null, sampleTime: clock.nowMs(), evaluatedAt: clock.nowMs(), tookMs: 190 });
    expect(outcome).not.toHaveProperty('note');
    expect(inspection).toMatchObject({ dnsMs: 30, connectMs: 0, tlsMs: null, status: 200, failure: null, at: clock.nowMs() });
    expect(inspection?.firstByteMs).toBeGreaterThanOrEqual(120);
    expect(inspection?.totalMs).toBe(190);
  });

  it('opens a fresh connection every time, without keep-alive, so that name and handshake are truly tried', async () => {
    const seen: (string | undefined)[] = [];
    const url = await servers.http((request, response) => {
      seen.push(request.headers.connection, request.headers['accept-encoding']);
      response.end('ok');
    });
    const source = createProbeSource(probeConfig(), plainDeps);
    await pollOne(source, { http: get(url) });
    await pollOne(source, { http: get(url) });
    await source.close();
    expect(servers.accepted).toBe(2);
    expect(seen).toEqual(['close', 'identity', 'close', 'identity']);
  });

  it.each([
    [200, {}, 'up'],
    [399, {}, 'up'],
    [404, {}, 'answered 404, expected 200 to 399'],
    [503, { status: 200 }, 'answered 503, expected 200'],
    [503, { status: [200, 503] }, 'up'],
    [500, { status: [200, 204] }, 'answered 500, expected 200 or 204'],
  ])('a status of %d with the expectation %j: %s', async (status, expectation, words) => {
    const url = await servers.http(respond(status));
    expect(await verdict({ http: get(url, { expect: expectation }) })).toBe(words);
  });

  it('takes a redirect for an answer and does not follow it, least of all with credentials', async () => {
    let visited = 0;
    const elsewhere = await servers.http((_request, response) => {
      visited++;
      response.end();
    });
    const url = await servers.http(respond(302, '', { location: `${elsewhere}/login?code=hush` }));
    const headers = { Authorization: 'Bearer hush' };
    expect(await verdict({ http: get(url, { headers }) })).toBe('up');
    const strict = await verdict({ http: get(url, { headers, expect: { status: 200 } }) });
    expect(strict).toBe(`answered 302, expected 200 (it redirects to "${elsewhere}/login")`);
    expect(visited).toBe(0);
  });

  it.each([
    ['healthy', 'up'],
    ['Healthy', 'the body does not contain "Healthy"'],
  ])('looks for %s in the body: %s', async (text, words) => {
    const url = await servers.http(respond(200, '{"state":"healthy"}'));
    expect(await verdict({ http: get(url, { expect: { body: text } }) })).toBe(words);
  });

  it('looks into headers without regard to the case of their names', async () => {
    const url = await servers.http(respond(200, '', { 'X-Region': 'eu-west-1' }));
    expect(await verdict({ http: get(url, { expect: { header: { 'x-REGION': 'eu-' } } }) })).toBe('up');
    expect(await verdict({ http: get(url, { expect: { header: { 'x-region': 'us-' } } }) })).toBe('answered x-region: "eu-west-1", expected it to contain "us-"');
    expect(await verdict({ http: get(url, { expect: { header: { 'x-cell': 'a' } } }) })).toBe('answered without the header x-cell, expected it to contain "a"');
  });

  it('finds the text in a body that is compressed although nobody asked for it', async () => {
    const gzip = await servers.http((_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(zlib.gzipSync('all healthy')));
    expect(await verdict({ http: get(gzip, { expect: { body: 'healthy' } }) })).toBe('up');
    const lying = await servers.http(respond(200, 'all healthy', { 'content-encoding': 'gzip' }));
    expect(await verdict({ http: get(lying, { expect: { body: 'healthy' } }) })).toBe('the body is not compressed as its header says');
    // 200 MiB of zeros in 200 kB: as much is unpacked as is looked at.
    const bomb = zlib.gzipSync(Buffer.alloc(200 * 1_048_576));
    const bombing = await servers.http((_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    expect(await verdict({ http: get(bombing, { expect: { body: 'healthy' } }) })).toBe('the first 1 MiB of the body does not contain "healthy"');
  });

  it('sends the method, body and headers, with secrets put in at the last moment', async () => {
    let seen = '';
    const url = await servers.http((request, response) => {
      seen = `${request.method ?? ''} ${request.url ?? ''} ${String(request.headers['x-key'])} ${request.headers.host ?? ''} `;
      request.on('data', (chunk: Buffer) => (seen += chunk.toString())).on('end', () => response.end());
    });
    const http = get(`${url}/a?b=c`, { method: 'POST', body: '{"ping":1}', headers: { 'X-Key': '${secret:key}', Host: 'shop.acme.test' } });
    expect(await verdict({ http }, { resolveSecrets: async (text) => text.replace('${secret:key}', 'hush') })).toBe('up');
    expect(seen).toBe('POST /a?b=c hush shop.acme.test {"ping":1}');
  });

  it('uses what stands before "@" in the address for that origin, and shows it nowhere', async () => {
    let authorization: string | undefined;
    const url = await servers.http((request, response) => {
      authorization = request.headers.authorization;
      response.writeHead(500).end();
    });
    const source = createProbeSource(probeConfig(), plainDeps);
    const config = { http: get(`${url.replace('http://', 'http://noc:p%40ss@')}/?token=hush`) };
    const { outcome, inspection } = await pollOne(source, config);
    await source.close();
    expect(authorization).toBe(`Basic ${Buffer.from('noc:p@ss').toString('base64')}`);
    expect(JSON.stringify([outcome, inspection])).not.toMatch(/hush|p@ss|p%40ss|noc/);
  });

  it('is unknown, not down, when a secret cannot be read: the target was not asked', async () => {
    const url = await servers.http(respond(200));
    const http = get(url, { headers: { 'X-Key': '${env:KEY}' } });
    const unreadable = await probe({ http }, { resolveSecrets: () => Promise.reject(new Error('${env:KEY} is not set')) });
    expect(unreadable.outcome).toMatchObject({ ok: false, kind: 'source', message: 'the probe cannot run: ${env:KEY} is not set' });
    const broken = await probe({ http }, { resolveSecrets: async () => 'hush\r\nX-Evil: 1' });
    expect(broken.outcome).toMatchObject({ ok: false, kind: 'source', message: expect.stringContaining('the value of the header X-Key holds characters that cannot be sent') });
    expect(JSON.stringify(broken)).not.toContain('hush');
    expect(servers.accepted).toBe(0);
  });
});

describe('an HTTP target in trouble', () => {
  it('that refuses the connection is down, and the address is said', async () => {
    const port = await closedPort();
    expect(await verdict({ http: get(`http://127.0.0.1:${String(port)}/`) })).toBe(`connection refused by 127.0.0.1:${String(port)}`);
  });

  it('whose name does not resolve is down', async () => {
    const lookup = (code: string) => () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code }));
    const http = get('http://api.acme.test/');
    expect(await verdict({ http }, { lookup: lookup('ENOTFOUND') })).toBe('name api.acme.test does not resolve (the system’s resolver knows no address for it)');
    expect(await verdict({ http }, { lookup: lookup('EAI_AGAIN') })).toBe('name api.acme.test does not resolve now (the system’s name servers do not answer)');
  });

  it.each([
    ['as a name', 'http://api.acme.test/latest/meta-data/', 'Holdfast does not connect to 169.254.169.254, to which api.acme.test resolves: it is a link-local address (169.254.0.0/16)'],
    ['as an address', 'http://169.254.169.254/', 'Holdfast does not connect to 169.254.169.254: it is a link-local address (169.254.0.0/16)'],
    ['as a number', 'http://0xa9fea9fe/', 'Holdfast does not connect to 169.254.169.254: it is a link-local address (169.254.0.0/16)'],
    ['as mapped IPv6', 'http://[::ffff:a9fe:a9fe]/', 'Holdfast does not connect to ::ffff:a9fe:a9fe: it is a link-local address (169.254.0.0/16)'],
  ])('that is the metadata service %s is never connected to', async (_how, url, words) => {
    expect(await verdict({ http: get(url) }, { lookup: async () => [{ address: '169.254.169.254', family: 4 }] })).toBe(words);
  });

  it('that closes without an answer, talks something else or resets in the middle is down, in words', async () => {
    const silent = await servers.tcp((socket) => void socket.once('data', () => socket.end()));
    const garbage = await servers.tcp((socket) => void socket.once('data', () => socket.end('<html><body>502</body></html>')));
    const reset = await servers.tcp((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf', () => socket.resetAndDestroy()));
    });
    const short = await servers.tcp((socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf')));
    const headers = await servers.tcp((socket) => void socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`)));
    const words = (port: number): Promise<string> => verdict({ http: get(`http://127.0.0.1:${String(port)}/`) });
    expect(await words(silent)).toBe('the connection was closed without an answer');
    expect(await words(garbage)).toBe('answered with something that is not HTTP');
    expect(await words(reset)).toBe('the connection was closed while reading the body');
    expect(await words(short)).toBe('the connection was closed while reading the body');
    expect(await words(headers)).toBe('answered with more than 16 KiB of headers');
  });

  it('that never stops sending is read for 1 MiB and no further', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    const url = await servers.http((_request, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk));
        response.once('drain', pour);
      };
      pour();
    });
    const { outcome, inspection } = await probe({ http: get(url, { expect: { body: 'needle' } }) });
    expect(readingIn(outcome).value).toBe(0);
    expect(inspection?.failure).toBe('the first 1 MiB of the body does not contain "needle"');
    expect(await verdict({ http: get(url) })).toBe('up');
    await vi.waitFor(() => expect(servers.sockets.size).toBe(0));
  });

  it('shows text from the answer as text: one line, without control or direction marks', async () => {
    const url = await servers.tcp((socket) => void socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nx-note: <b>\u00e2\u0080\u00ae${'z'.repeat(500)}\r\n\r\n`, 'latin1')));
    const words = await verdict({ http: get(`http://127.0.0.1:${String(url)}/`, { expect: { header: { 'x-note': 'ok' } } }) });
    expect(words).toMatch(/^answered x-note: "<b>[^\n]*…", expected it to contain "ok"$/);
    expect(words.length).toBeLessThan(200);
  });
});

describe('a check that would never end', () => {
  const slow: readonly [string, string, (reached: () => void) => RequestListener][] = [
    ['no answer', 'while waiting for the first byte', (reached) => () => reached()],
    ['half a header', 'while reading the headers', (reached) => (request) => void request.socket.write('HTTP/1.1 200 OK\r\nx-half: ', reached)],
    ['half a body', 'while reading the body', (reached) => (_request, response) => void response.writeHead(200).write('half', () => reached())],
  ];

  it.each(slow)('(%s) is cut at its deadline, not before and not after, and its connection closed', async (_what, phase, handle) => {
    const clock = createManualClock();
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const url = await servers.http(handle(resolve));
    const clients: Socket[] = [];
    const watch = (message: unknown): void => void clients.push((message as { socket: Socket }).socket);
    diagnostics.subscribe('net.client.socket', watch);
    const source = createProbeSource(probeConfig(), { ...plainDeps, clock });
    const polled = pollOne(source, { http: get(url, { timeout: '2s' }) });
    let ended = false;
    void polled.finally(() => (ended = true));
    await reached;
    // Bytes that are on their way must arrive before time goes on.
    await vi.waitFor(() => expect(clients.at(-1)?.bytesRead).toBe([...servers.sockets][0]?.bytesWritten));
    await clock.advance(1_999);
    expect(ended).toBe(false);
    await clock.advance(1);
    const { outcome, inspection } = await polled;
    expect(readingIn(outcome).value).toBe(0);
    expect(inspection).toMatchObject({ failure: `timed out after 2 s ${phase}`, totalMs: 2_000 });
    await vi.waitFor(() => expect(servers.sockets.size).toBe(0));
    diagnostics.unsubscribe('net.client.socket', watch);
    await source.close();
  });

  it('is cut while the name is looked up, too', async () => {
    const clock = createManualClock();
    const polled = verdict({ http: get('http://api.acme.test/', { timeout: '2s' }) }, { clock, lookup: () => new Promise(() => {}) });
    await vi.waitFor(async () => {
      await clock.advance(1_000);
      expect(await Promise.race([polled, Promise.resolve('still going')])).toBe('timed out after 2 s while looking up the name');
    });
  });

  it('says nothing about the target when this process itself stood still past the deadline', async () => {
    const clock = createManualClock();
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const url = await servers.http(() => resolve());
    // A timer that fires 20 minutes late: what SIGSTOP, or a starved machine, looks like from inside.
    const stopped = { ...clock, after: (delay: Parameters<typeof clock.after>[0], run: () => void) => clock.after(((delay as number) + 1_200_000) as typeof delay, run) };
    const polled = probe({ http: get(url, { timeout: '2s' }) }, { clock: stopped });
    await reached;
    await clock.advance(1_202_000);
    expect((await polled).outcome).toMatchObject({ ok: false, kind: 'source', message: 'Holdfast itself stood still for 20 min during the check' });
  });

  it('says nothing about the target when the machine slept during the check', async () => {
    const clock = createManualClock();
    const port = await servers.tcp((socket) => {
      socket.once('data', () => {
        clock.step(3_600_000);
        socket.resetAndDestroy();
      });
    });
    const url = `http://127.0.0.1:${String(port)}/`;
    expect((await probe({ http: get(url) }, { clock })).outcome).toMatchObject({ ok: false, kind: 'source', message: 'this machine slept, or its clock was set, during the check' });
    // The control arm: the same failure on a machine that stayed awake is the target's.
    const awake = { ...clock, nowMs: () => createManualClock().nowMs() };
    expect(await verdict({ http: get(url) }, { clock: awake })).toBe('the connection was closed without an answer');
  });
});
