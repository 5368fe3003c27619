import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createFakeEngine, fakeToken, type FakeEngine } from './testing/fake-engine.ts';
import { browserHeaders, SESSION, startTestServer } from './testing/http-carrier.ts';
import { openStream, rawRequest } from './testing/http-client.ts';

const live = (port: number): string => `http://127.0.0.1:${port}/api/v1/live`;

/** A problem list of some 100 KB: what makes a screen that does not read fall behind quickly. */
const big = (engine: FakeEngine, n: number): void => engine.emit('problem', { items: Array.from({ length: 50 }, (_, i) => ({ id: `p${n}-${i}`, level: 'info' as const, message: 'x'.repeat(2_000), since: '2026-01-15T12:00:00.000Z' })) });

/** A screen whose network takes nothing: it asks for the stream and never reads. */
function neverReading(port: number): Promise<{ readonly gone: Promise<void> }> {
  return new Promise((resolve) => {
    const headers = Object.entries({ host: `127.0.0.1:${port}`, ...browserHeaders(port) }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.write(`GET /api/v1/live HTTP/1.1\r\n${headers}\r\n`);
      socket.once('readable', () => resolve({ gone }));
    });
    const gone = new Promise<void>((done) => {
      socket.on('error', () => done());
      socket.on('close', () => done());
    });
  });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
const metric = async (port: number, name: string): Promise<number> => Number(new RegExp(`^${name} (\\d+)`, 'm').exec((await rawRequest(port, { path: '/metrics', headers: browserHeaders(port) })).body)?.[1]);

describe('fifty walls', () => {
  const run = async (maxQueuedBytes: number) => {
    const engine = createFakeEngine();
    engine.grant(SESSION, ['view']);
    const server = await startTestServer(engine, { limits: { maxQueuedBytes, requests: { burst: 1e6, perSecond: 1e6 } } });
    const walls = await Promise.all(Array.from({ length: 49 }, () => openStream(live(server.port), browserHeaders(server.port))));
    await neverReading(server.port);
    await until(async () => (await metric(server.port, 'holdfast_live_clients')) === 50);
    const rounds = 90;
    for (let n = 1; n <= rounds; n += 1) {
      big(engine, n);
      // As fast as the walls that read can take it: what is measured is the one that does not.
      await Promise.all(walls.map((wall) => wall.until(n + 1)));
    }
    const cutOff = await metric(server.port, 'holdfast_live_cut_off_total');
    const complete = walls.filter(({ messages }) => messages.length === rounds + 1 && messages.every(({ id }, index) => id === `epoch1-${index}`)).length;
    const left = await metric(server.port, 'holdfast_live_clients');
    for (const wall of walls) wall.close();
    await server.close();
    return { cutOff, complete, left };
  };

  it('see every event in order while one that does not read is cut off', async () => {
    expect(await run(1024 * 1024)).toEqual({ cutOff: 1, complete: 49, left: 49 });
  }, 60_000);

  it('would keep the one that does not read for ever without the bound (control)', async () => {
    expect(await run(Number.POSITIVE_INFINITY)).toMatchObject({ cutOff: 0, left: 50 });
  }, 60_000);
});

describe('the stream over HTTP', () => {
  it('is served to as many as can be carried, and refused to the next', async () => {
    const engine = createFakeEngine();
    engine.grant(SESSION, ['view']);
    const server = await startTestServer(engine, { limits: { maxLiveClients: 2 } });
    const first = await openStream(live(server.port), browserHeaders(server.port));
    await openStream(live(server.port), browserHeaders(server.port));
    expect((await rawRequest(server.port, { path: '/api/v1/live', headers: browserHeaders(server.port) })).status).toBe(503);
    first.close();
    await until(async () => (await metric(server.port, 'holdfast_live_clients')) === 1);
    expect((await rawRequest(server.port, { path: '/api/v1/live', headers: browserHeaders(server.port) })).status).toBe(200);
    await server.close();
  });

  it('ends within a second when its seat is revoked, and is then refused', async () => {
    const engine = createFakeEngine();
    const token = fakeToken('leaving');
    engine.grant(token, ['view']);
    const server = await startTestServer(engine);
    const stream = await openStream(live(server.port), browserHeaders(server.port, token));
    await stream.until(1);
    engine.grant(token, null);
    await stream.ended;
    expect((await rawRequest(server.port, { path: '/api/v1/live', headers: browserHeaders(server.port, token) })).status).toBe(401);
    await server.close();
  });

  it('ends when the server closes', async () => {
    const engine = createFakeEngine();
    engine.grant(SESSION, ['view']);
    const server = await startTestServer(engine);
    const stream = await openStream(live(server.port), browserHeaders(server.port));
    await stream.until(1);
    await server.close();
    await stream.ended;
    expect(stream.messages).toHaveLength(1);
  });
});
