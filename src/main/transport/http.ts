import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { createServer as createHttp, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fail, ok, type CallError, type Result } from '../../shared/model/result.ts';
import type { EnginePort, Log } from '../api/engine-port.ts';
import { allowLists, displayUrl, isLoopback, machineAddresses, refuseBind, type Served } from './addresses.ts';
import { createRoutes } from './api-routes.ts';
import { limitConnections } from './connections.ts';
import { sessionCookie } from './cookie.ts';
import { judgeRequest, type GateRules } from './gate.ts';
import { createApp } from './http-app.ts';
import { createHookIntake, hookOf } from './hook-intake.ts';
import { createHookLimits, type HookLimitOptions } from './hook-limits.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { createLiveHub } from './live-hub.ts';
import { problemBody, problemHeaders } from './problem.ts';
import { createRateLimit, type Bucket } from './rate-limit.ts';
import type { Route } from './routes.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { readStaticFiles } from './static-files.ts';

export interface HttpLimits {
  /** Requests of any kind, per address. */
  readonly requests: Bucket;
  /** Requests without a valid session, per address, before they are not even looked up. */
  readonly guesses: Bucket;
  /** Messages to webhooks, which are no requests of a screen. */
  readonly hooks: HookLimitOptions;
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  /** Of an address from which a webhook took messages of late. */
  readonly maxConnectionsPerSender: number;
  readonly maxLiveClients: number;
  readonly maxQueuedBytes: number;
  /** How long headers, and a whole request, may take to arrive. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

const DEFAULT_LIMITS: HttpLimits = {
  requests: { burst: 2_000, perSecond: 500 },
  guesses: { burst: 120, perSecond: 2 },
  hooks: { known: { burst: 6_000, perSecond: 2_000 }, strangers: { burst: 500, perSecond: 50 } },
  maxConnections: 2_000,
  maxConnectionsPerAddress: 400,
  maxConnectionsPerSender: 1_000,
  maxLiveClients: 200,
  maxQueuedBytes: 1024 * 1024,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 30_000,
};

export interface HttpServerOptions {
  readonly engine: EnginePort;
  readonly log: Log;
  /** Folder of the built renderer; null serves the API alone. */
  readonly ui: string | null;
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Further names that this server answers to: `name`, `name:port` or an origin. */
  readonly hosts: readonly string[];
  /** PEM texts. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** The person accepts that this network can read everything. */
  readonly insecureLan: boolean;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpServer {
  /** The address to show and to open, with a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Every route with the right that it needs, for whoever wants to check them all. */
  readonly routes: readonly Pick<Route, 'method' | 'path' | 'right'>[];
  /** Ends the live streams, lets running answers finish for two seconds, and closes. */
  close(): Promise<void>;
}

const MAX_HEADER_BYTES = 16 * 1024;
const CLOSE_AFTER_MS = 2_000;

/** Opens the wall server. What cannot be opened is a failed result whose message is a sentence for whoever started it. */
export async function startHttpServer(options: HttpServerOptions): Promise<Result<HttpServer>> {
  const refusal = refuseBind({ host: options.host, tls: options.tls !== null, insecureLan: options.insecureLan });
  if (refusal !== null) return fail('invalid_input', refusal);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { engine, log } = options;
  const ui = options.ui === null ? null : readStaticFiles(options.ui);
  const hub = createLiveHub(engine);
  const metrics = createHttpMetrics({ liveClients: () => hub.size() });
  let cookie = sessionCookie({ tls: options.tls !== null, port: options.port });
  const routes = createRoutes({ engine, hub, metrics, cookie: () => cookie, maxLiveClients: limits.maxLiveClients, maxQueuedBytes: limits.maxQueuedBytes });
  const guesses = createRateLimit(limits.guesses);
  const app = createApp({ engine, routes, ui, log, metrics, guesses });
  const flood = createRateLimit(limits.requests);
  const hookLimits = createHookLimits(limits.hooks, flood);
  const takeHook = createHookIntake({ engine, log, metrics, guesses });
  let rules: GateRules | null = null;

  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const turnAway = (status: number, error: CallError): void => {
      metrics.refused(status);
      refuse(outgoing, status, error);
    };
    if (rules === null) return turnAway(503, { code: 'unavailable', message: 'Holdfast is starting.' });
    const address = incoming.socket.remoteAddress ?? 'unknown';
    const hook = hookOf(incoming);
    const sender = hook === null ? null : hookLimits.sender(address, hook, incoming.headers.authorization);
    if (sender === null && !flood.take(address)) return turnAway(429, { code: 'rate_limited', message: 'Too many requests from this address.' });
    // Several senders try again only after a 5xx.
    if (sender !== null && !hookLimits.admits(sender)) return turnAway(503, { code: 'unavailable', message: 'Too many messages at once from this address. Try again.' });
    const passed = judgeRequest({ method: incoming.method ?? '', target: incoming.url ?? '', rawHeaders: incoming.rawHeaders }, rules);
    if (!passed.ok) return turnAway(passed.status, passed.error);
    if (hook !== null && sender !== null) {
      void takeHook({ hook, address, credential: passed.credential, incoming, outgoing }).then((status) => hookLimits.answered(sender, status));
      return;
    }
    const listener = getRequestListener((request, bindings) => app.fetch(request, { ...(bindings as HttpBindings), passed }), { overrideGlobalObjects: false });
    void listener(incoming, outgoing);
  };

  const server = makeServer(options.tls, limits, onRequest);
  limitConnections(server, { total: limits.maxConnections, of: (address) => (hookLimits.knows(address) ? limits.maxConnectionsPerSender : limits.maxConnectionsPerAddress) });
  const listening = await listen(server, options.host, options.port);
  if (!listening.ok) {
    hub.close();
    return listening;
  }
  const { port } = listening.value;
  const served: Served = { scheme: options.tls === null ? 'http' : 'https', bindHost: options.host, port, hosts: options.hosts, interfaces: machineAddresses() };
  cookie = sessionCookie({ tls: options.tls !== null, port });
  rules = { ...allowLists(served), tls: options.tls !== null, cookieName: cookie.name };
  server.on('error', (error) => log.error('the wall server failed', { error: error.message }));
  if (options.tls === null && !isLoopback(options.host)) log.warn('the wall server is open without encryption', { host: options.host, port });
  return ok({
    url: displayUrl(served),
    port,
    routes: routes.map(({ method, path, right }) => ({ method, path, right })),
    close: () => {
      hub.close();
      return close(server);
    },
  });
}

function makeServer(tls: HttpServerOptions['tls'], limits: HttpLimits, onRequest: (incoming: IncomingMessage, outgoing: ServerResponse) => void): Server {
  const common: ServerOptions = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: 10_000,
    connectionsCheckingInterval: Math.min(2_000, limits.headersTimeoutMs),
    insecureHTTPParser: false,
    requireHostHeader: false,
  };
  return tls === null ? createHttp(common, onRequest) : createHttps({ ...common, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' }, onRequest);
}

function refuse(outgoing: ServerResponse, status: number, error: CallError): void {
  // What may still come of a body is not read, so this connection cannot go on.
  outgoing.writeHead(status, { ...SECURITY_HEADERS, ...problemHeaders(status), connection: 'close' });
  outgoing.end(problemBody(status, error));
}

function listen(server: Server, host: string, port: number): Promise<Result<AddressInfo>> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(fail(error.code === 'EADDRINUSE' ? 'conflict' : 'unavailable', sentenceFor(error, host, port))));
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port }, () => resolve(ok(server.address() as AddressInfo)));
  });
}

function sentenceFor({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is in use by another program. Choose another with --port, or --port 0 for any free one.`;
  if (code === 'EACCES') return `Port ${port} may not be opened by this user. Ports below 1024 usually need more rights; choose another with --port.`;
  if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine.`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${host} is not a name that leads to this machine.`;
  return `Port ${port} on ${host} cannot be opened (${code ?? message}).`;
}

/** A stream that was just ended leaves its connection idle only a moment later, so idle ones are looked for more than once. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_AFTER_MS);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(timer);
      resolve();
    });
  });
}
