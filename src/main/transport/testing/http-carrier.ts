import { contract, type CallName } from '../../../shared/contract/contract.ts';
import { RIGHTS, type Right } from '../../../shared/model/rights.ts';
import { requestFor, send } from '../../../shared/client/http-client.ts';
import { startHttpServer, type HttpLimits, type HttpServer, type HttpServerOptions } from '../http.ts';
import type { Carrier } from './conformance.ts';
import { createFakeEngine, fakeToken, type FakeEngine, type sampleHandlers } from './fake-engine.ts';
import { openStream } from './http-client.ts';

export const SESSION = fakeToken('session');
/** Limits that a test which asks thousands of times does not meet. */
export const WIDE: Partial<HttpLimits> = { requests: { burst: 1e6, perSecond: 1e6 }, guesses: { burst: 1e6, perSecond: 1e6 } };

/** A real server on a free port of this machine, in front of a fake engine. */
export async function startTestServer(engine: FakeEngine, options: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const started = await startHttpServer({ engine, log, ui: null, host: '127.0.0.1', port: 0, hosts: [], tls: null, insecureLan: false, limits: WIDE, ...options });
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

/** The headers that a browser on our own page sends with a paired session. */
export const browserHeaders = (port: number, token = SESSION): Record<string, string> => ({
  cookie: `holdfast-${port}=${token}`,
  origin: `http://127.0.0.1:${port}`,
  'sec-fetch-site': 'same-origin',
});

/** The page's own client, talking to the real server. */
export async function openHttpCarrier(overrides: Parameters<typeof sampleHandlers>[0]): Promise<{ engine: FakeEngine; carrier: Carrier; server: HttpServer }> {
  const engine = createFakeEngine(overrides);
  engine.grant(SESSION, RIGHTS);
  const server = await startTestServer(engine);
  const base = server.url.slice(0, -1);
  const fetchFn: typeof fetch = (path, init) => fetch(`${base}${path as string}`, { ...init, headers: { ...(init?.headers as Record<string, string>), ...browserHeaders(server.port) } });
  const carrier: Carrier = {
    call: (name, input) => send(fetchFn, Object.hasOwn(contract, name) ? requestFor(name as CallName, input as never) : { method: 'GET', path: `/api/v1/${name}`, body: null }),
    live: (lastId) => openStream(`${base}/api/v1/live`, { ...browserHeaders(server.port), ...(lastId === null ? {} : { 'last-event-id': lastId }) }),
    setRights: (rights: readonly Right[] | null, pinned) => engine.grant(SESSION, rights, pinned),
    close: () => server.close(),
  };
  return { engine, carrier, server };
}
