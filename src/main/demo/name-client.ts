import { Resolver } from 'node:dns/promises';
import { Agent, request } from 'node:http';
import { DEMO_NAME } from './dns-zone.ts';
import { LOOPBACK } from './loopback-port.ts';
import type { ClientOutcome } from './metrics.ts';
import type { DemoRoute } from './services.ts';

const PATIENCE_MS = 5_000;

/**
 * A client of the API that knows it by name only: it asks the demo's name server, keeps the address for the record's TTL,
 * and connects there. So a corrupted record reaches it as it reaches the world, when the old answer runs out.
 */
export class NameClient {
  readonly #resolver = new Resolver({ timeout: 1_000, tries: 2 });
  readonly #agent = new Agent({ keepAlive: true });
  readonly #port: number;
  #address: { readonly value: string; readonly until: number } | null = null;
  #asking: Promise<string> | null = null;

  constructor(dnsPort: number, apiPort: number) {
    this.#resolver.setServers([`${LOOPBACK}:${dnsPort}`]);
    this.#port = apiPort;
  }

  /** Sends one request and says how it ended; never rejects. */
  async send(route: DemoRoute): Promise<ClientOutcome> {
    let address: string;
    try {
      address = await this.#resolve();
    } catch {
      return 'unresolved';
    }
    return this.#request(address, route);
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

  #request(host: string, { method, path }: DemoRoute): Promise<ClientOutcome> {
    return new Promise((resolve) => {
      const headers = { host: `${DEMO_NAME}:${this.#port}` };
      const outgoing = request({ host, port: this.#port, method, path, agent: this.#agent, headers, signal: AbortSignal.timeout(PATIENCE_MS) }, (response) => {
        const outcome = (response.statusCode ?? 0) >= 500 ? 'server_error' : 'ok';
        response.on('error', () => resolve('unreachable')).on('end', () => resolve(outcome)).resume();
      });
      outgoing.on('error', (error) => resolve(error.name === 'TimeoutError' || error.name === 'AbortError' ? 'timeout' : 'unreachable'));
      outgoing.end();
    });
  }
}
