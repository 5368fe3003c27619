import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EventFrame } from '../api/engine-port.ts';
import { startDeadMan } from './dead-man.ts';

let server: Server;
let stop: () => void;
afterEach(() => {
  stop();
  server.close();
});

/** A watcher on loopback that counts its pings, and an engine whose ticks the test sends. */
async function scenario(status = 200) {
  let pings = 0;
  server = createServer((_request, response) => {
    pings += 1;
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listeners = new Set<(frame: EventFrame) => void>();
  const problems: (string | null)[] = [];
  stop = startDeadMan({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping`, everyMs: 20, fetch,
    engine: { onFrame: (listener) => (listeners.add(listener), () => listeners.delete(listener)) },
    onProblem: (message) => problems.push(message),
  });
  const tick = (): void => [...listeners].forEach((listener) => listener({ id: 'a-1', event: 'tick', json: '{}' }));
  return { pings: () => pings, problems, tick };
}

describe('the dead-man switch', () => {
  it('pings at once when the engine ticks, and goes on', async () => {
    const { pings, problems, tick } = await scenario();
    tick();
    await vi.waitFor(() => expect(pings()).toBeGreaterThanOrEqual(3));
    expect(problems[0]).toBeNull();
  });
  it('is silent while no engine has ticked: control', async () => {
    const { pings, tick } = await scenario();
    const before = pings();
    tick();
    await vi.waitFor(() => expect(pings()).toBeGreaterThan(before));
    expect(before).toBe(0);
  });
  it('says when the watcher refuses', async () => {
    const { problems, tick } = await scenario(500);
    tick();
    await vi.waitFor(() => expect(problems[0]).toMatch(/answered 500/));
  });
});
