import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small API that a probe watches, and that can be broken. */
export interface Target {
  readonly url: string;
  readonly host: string;
  break(): void;
  mend(): void;
  stop(): Promise<void>;
}

export async function startTarget(): Promise<Target> {
  let status = 200;
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'text/plain' });
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/health`,
    host: `127.0.0.1:${port}`,
    break: () => (status = 500),
    mend: () => (status = 200),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A workspace whose one service is in P0 as soon as two checks in a row have failed. */
export const configFor = ({ url }: Pick<Target, 'url'>, more: object = {}): string =>
  /** JSON is YAML. */
  JSON.stringify({
    version: 1,
    workspace: { name: 'Acme Payments', timeZone: 'Europe/Berlin' },
    sources: [{ id: 'edge', type: 'probe', timeout: '900ms' }],
    services: [{ id: 'checkout', name: 'Checkout API', tier: 1 }],
    signals: [
      { id: 'checkout-up', service: 'checkout', kind: 'availability', source: 'edge', every: '1s', http: { url } },
      { id: 'checkout-p95', service: 'checkout', kind: 'latency', unit: 's', source: 'edge', every: '1s', http: { url } },
    ],
    rules: [{ id: 'checkout-down', signal: 'checkout-up', when: { below: 1, consecutive: 2 }, severity: 'P0' }],
    ...more,
  });
