import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Arrived {
  readonly path: string;
  readonly atMs: number;
}
export interface Sink {
  readonly url: string;
  /** Requests that change something, from this moment on. */
  since(ms: number): readonly Arrived[];
  clear(): void;
  close(): Promise<void>;
}

const SLOWEST_MS = 25;

/** What plans call: notes when each request arrived, and answers a moment later. Questions are answered at once and not noted. */
export async function startSink(random: () => number): Promise<Sink> {
  let arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end('ok');
      return;
    }
    arrived.push({ path: request.url ?? '', atMs: performance.now() });
    request.resume();
    setTimeout(() => response.end('ok'), random() * SLOWEST_MS);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    since: (ms) => arrived.filter(({ atMs }) => atMs >= ms),
    clear: () => void (arrived = []),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
