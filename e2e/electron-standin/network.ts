import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const admitted = new Set<string>();

/** The app has let this address through; until then nothing behind the proxy is there. */
export const admit = (url: string): void => void admitted.add(new URL(url).host);

/**
 * All that Chromium can reach: a proxy that forwards to hosts which the app has let a page ask for, over plain HTTP, and to nobody
 * else. So a page that Chromium opens for a moment although the app denies it can reach nothing either.
 */
export async function startNetwork(): Promise<string> {
  const server: Server = createServer((incoming, outgoing) => {
    const target = URL.parse(incoming.url ?? '');
    if (target === null || !admitted.has(target.host)) {
      incoming.socket.destroy();
      return;
    }
    const forwarded = httpRequest(target, { method: incoming.method ?? 'GET', headers: incoming.headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    forwarded.on('error', () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  server.on('connect', (_request, socket) => void socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
