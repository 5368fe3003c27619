import { Resolver } from 'node:dns/promises';
import { Agent, request } from 'node:http';
import { DEMO_NAME } from './dns-zone.ts';
import { LOOPBACK } from './loopback-port.ts';
import type { DemoRoute } from './services.ts';

/** How a client fared: `unresolved` = the name gave no address, `unreachable` = no connection, `server_error` = 5xx. */
export const CLIENT_OUTCOMES = ['ok', 'server_error', 'unreachable', 'timeout', 'unresolved'] as const;
export type ClientOutcome = (typeof CLIENT_OUTCOMES)[number];

interface SendOptions {
  /** Without the question mark. */
  readonly query?: string;
  readonly patienceMs?: number;
}

const PATIENCE_MS = 5_000;

/**
 * A client of the API that knows it by name only: it asks the demo's resolver, keeps the address for the record's TTL,
 * and connects there. So a corrupted record reaches it as it reaches the world, when the old answer runs out.
 */
export class NameClient {
  readonly #resolver = new Resolver({ timeout: 1_000, tries: 2 });
  readonly #agent = new Agent({ keepAlive: true });
  readonly #port: number;
  #address: { readonly value: string; readonly until: number } | null = null;
  #asking: Promise<string> | null = null;

  constructor(resolverPort: number, apiPort: number) {
    this.#resolver.setServers([`${LOOPBACK}:${resolverPort}`]);
    this.#port = apiPort;
  }

  /** Sends one request and says how it ended; never rejects. */
  async send(route: DemoRoute, options: SendOptions = {}): Promise<ClientOutcome> {
    let address: string;
    try {
      address = await this.#resolve();
    } catch {
      return 'unresolved';
    }
    return this.#request(address, route, options);
  }

  close(): void {
    this.#resolver.cancel();
    this.#agent.destroy();
  }

  async #resolve(): Promise<string> {
    if (this.#address && performance.now() < this.#address.until) return this.#address.value;
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #ask(): Promise<string> {
    const [record] = await this.#resolver.resolve4(DEMO_NAME, { ttl: true });
    if (!record) throw new Error(`${DEMO_NAME} has no address`);
    this.#address = { value: record.address, until: performance.now() + record.ttl * 1_000 };
    return record.address;
  }

  #request(host: string, { method, path }: DemoRoute, { query = '', patienceMs = PATIENCE_MS }: SendOptions): Promise<ClientOutcome> {
    return new Promise((resolve) => {
      const headers = { host: `${DEMO_NAME}:${this.#port}` };
      const outgoing = request({ host, port: this.#port, method, path: query === '' ? path : `${path}?${query}`, agent: this.#agent, headers, signal: AbortSignal.timeout(patienceMs) }, (response) => {
        const outcome = (response.statusCode ?? 0) >= 500 ? 'server_error' : 'ok';
        response.on('error', () => resolve('unreachable')).on('end', () => resolve(outcome)).resume();
      });
      outgoing.on('error', (error) => resolve(error.name === 'TimeoutError' || error.name === 'AbortError' ? 'timeout' : 'unreachable'));
      outgoing.end();
    });
  }
}
