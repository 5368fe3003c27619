import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openMessaging, type OpenMessaging } from './testing/open-messaging.ts';

const servers: http.Server[] = [];
let desk: OpenMessaging | null = null;
afterEach(async () => {
  await desk?.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const listen = async (server: http.Server, port = 0): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
/** A port at which nothing listens yet. */
const freePort = async (): Promise<number> => {
  const server = http.createServer();
  const port = await listen(server);
  await new Promise((resolve) => void server.close(resolve));
  return port;
};
const prometheus = (): http.Server => http.createServer((_, response) => void response.setHeader('Content-Type', 'application/json').end('{"status":"success","data":{"resultType":"vector","result":[]}}'));

describe('a network that was away', () => {
  /** Offline a channel is tried every 15 s by now, a source that fails at least every 8 s. */
  const BEFORE_ITS_TURN_MS = 12_000;

  test.each([
    ['comes back: the first source that answers again has what waits tried at once', true],
    ['control: with no source to tell it, the same update still waits', false],
  ])('%s', async (_, tells) => {
    const [channelPort, sourcePort] = [await freePort(), await freePort()];
    const opened = (desk = await openMessaging({
      channels: () => `  - { id: far, type: webhook, audience: internal, url: "http://127.0.0.1:${channelPort}/far", honoursKey: true }\n`,
      more: `sources: [{ id: prom, type: prometheus, url: "http://127.0.0.1:${sourcePort}" }]\nsignals: [{ id: rps, service: checkout-api, kind: traffic, source: prom, every: 5s, query: up }]\n`,
    }));
    const { clock } = desk;
    const call: OpenMessaging['call'] = (name, input, person) => opened.call(name, input, person);
    const { id, hash } = await desk.draft(await desk.incident(), ['far']);
    await call('updates.publish', { id, hash });
    const row = async () => (await call('updates.get', { id })).deliveries[0];
    /** Until it is tried at its slowest, the source fails too, and a try has just failed. */
    const tried = async (): Promise<number> => vi.waitFor(async () => {
      await clock.advance(500);
      const { state, attempts } = (await row()) ?? {};
      if (state !== 'queued' || attempts === undefined) throw new Error(`still ${state}`);
      return attempts;
    }, { timeout: 10_000, interval: 1 });
    let attempts = await tried();
    for (let before = attempts; attempts < 8 || attempts === before || (await call('sources.list', {})).items[0]?.state !== 'failing'; ) {
      before = attempts;
      attempts = await tried();
    }

    const far = await listen(http.createServer((_, response) => void response.end()), channelPort);
    if (tells) await listen(prometheus(), sourcePort);
    for (let passedMs = 0; passedMs < BEFORE_ITS_TURN_MS; passedMs += 500) {
      await clock.advance(500);
      /* The time is ours, the network is not: what was asked at this moment is answered before the next. */
      for (let turns = 0; turns < 3; turns += 1) await (await fetch(`http://127.0.0.1:${far}/`)).text();
    }
    if (tells) await vi.waitFor(async () => expect(await row()).toMatchObject({ state: 'sent', attempts: attempts + 1 }), { timeout: 10_000 });
    else expect(await row()).toMatchObject({ state: 'queued', attempts });
  });
});
