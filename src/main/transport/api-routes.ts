import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { CALL_NAMES, contract, type CallName } from '../../shared/contract/contract.ts';
import type { CallDefinition } from '../../shared/contract/define.ts';
import { openApiDocument } from '../api/openapi.ts';
import type { EnginePort } from '../api/engine-port.ts';
import type { SessionCookie } from './cookie.ts';
import type { HttpMetrics } from './http-metrics.ts';
import type { LiveHub } from './live-hub.ts';
import { HOOK_ROUTE } from './hook-intake.ts';
import { answer, json, problem, queryOf, type Route } from './routes.ts';
import { openSse } from './sse.ts';

export interface RouteParts {
  readonly engine: EnginePort;
  readonly hub: LiveHub;
  readonly metrics: HttpMetrics;
  readonly cookie: () => SessionCookie;
  readonly maxLiveClients: number;
  readonly maxQueuedBytes: number;
}

const API = '/api/v1';
const KIB = 1024;
/** A configuration file may be longer than what is otherwise sent. */
const BODY_BYTES: Partial<Record<CallName, number>> = { 'config.write': 2 * KIB * KIB + 64 * KIB, 'config.check': 2 * KIB * KIB + 64 * KIB, 'plans.sketch': 2 * KIB * KIB + 64 * KIB, 'incidents.import': 21 * KIB * KIB, 'reports.import': 61 * KIB * KIB };

/** `If-Match: "7"`, or 7 without quotes; anything else leaves the version out, which the schema then asks for. */
const versionOf = (value: string | undefined): { version?: string } => {
  const version = /^\s*"?(\d{1,9})"?\s*$/.exec(value ?? '')?.[1];
  return version === undefined ? {} : { version };
};

/** A call of the contract: names of the path, then query or body, become its input. */
function callRoute(name: CallName, engine: EnginePort): Route {
  const { method, path, right, ifMatch, byConsole }: CallDefinition = contract[name];
  const hasBody = method !== 'GET' && method !== 'DELETE';
  return {
    method,
    path: `${API}${path}`,
    right,
    byConsole,
    maxBodyBytes: hasBody ? (BODY_BYTES[name] ?? KIB * KIB) : 0,
    handle: async ({ params, search, body, credential, header }) => {
      const query = hasBody ? ({ ok: true, value: {} } as const) : queryOf(search);
      if (!query.ok) return answer(query);
      const version = ifMatch === true ? versionOf(header('if-match')) : {};
      return answer(await engine.call(name, { ...query.value, ...body, ...params, ...version }, credential));
    },
  };
}

/** The live stream: a snapshot, then what happens; with `Last-Event-ID` what was missed. */
const liveRoute = ({ hub, metrics, maxLiveClients, maxQueuedBytes }: RouteParts): Route => ({
  method: 'GET',
  path: `${API}/live`,
  right: 'view',
  maxBodyBytes: 0,
  handle: ({ credential, header, bindings: { incoming, outgoing } }) => {
    if (incoming.method === 'HEAD') return new Response(null, { headers: { 'content-type': 'text/event-stream' } });
    if (hub.size() >= maxLiveClients) return problem({ code: 'unavailable', message: `${maxLiveClients} screens follow already, which is as many as are served.` });
    const sink = openSse(outgoing, { credential, maxQueuedBytes, onCutOff: () => metrics.cutOff() });
    const leave = hub.attach(sink, header('last-event-id') ?? null);
    outgoing.on('close', leave);
    return RESPONSE_ALREADY_SENT;
  },
});

const openApiRoute = (): Route => {
  let text: string | null = null;
  return {
    method: 'GET',
    path: `${API}/openapi.json`,
    right: 'public',
    maxBodyBytes: 0,
    handle: () => new Response((text ??= JSON.stringify(openApiDocument())), { headers: { 'content-type': 'application/json' } }),
  };
};

/**
 * The whole workspace as one file (`engine/keeping/container.ts`), for the console of a seat: what it goes on from when it takes over.
 * `X-Holdfast-Console` says where that console can be reached; with `If-None-Match: *` it says no more than that.
 */
const copyRoute = (engine: EnginePort): Route => ({
  method: 'GET',
  path: `${API}/copy`,
  right: 'operate',
  byConsole: true,
  maxBodyBytes: 0,
  handle: async ({ header }) => {
    const known = /^(?:"([0-9a-z]{1,64})"|(\*))$/.exec(header('if-none-match') ?? '')?.slice(1).find((each) => each !== undefined) ?? null;
    const made = await engine.copy(known, header('x-holdfast-console')?.slice(0, 300) ?? null);
    if (!made.ok) return problem(made.error);
    const { head, file } = made.value;
    const etag = `"${head}"`;
    if (file === null) return new Response(null, { status: 304, headers: { etag } });
    const opened = await openFile(file);
    if (opened === null) return problem({ code: 'unavailable', message: 'The copy was exchanged for a newer one at this moment. Ask again.' });
    return new Response(opened.stream, { headers: { 'content-type': 'application/x-tar', 'content-length': String(opened.bytes), 'cache-control': 'no-store', etag } });
  },
});

/** Null where it is gone. Its name may go while it is read. */
async function openFile(file: string): Promise<{ readonly stream: ReadableStream<Uint8Array>; readonly bytes: number } | null> {
  try {
    const handle = await open(file, 'r');
    const { size } = await handle.stat();
    return { stream: Readable.toWeb(handle.createReadStream()) as ReadableStream<Uint8Array>, bytes: size };
  } catch {
    return null;
  }
}

const healthRoute = (engine: EnginePort): Route => ({
  method: 'GET',
  path: '/healthz',
  right: 'public',
  maxBodyBytes: 0,
  handle: async () => {
    const state = engine.state();
    // Another console asks for it before it acts, and has no session here.
    const term = await engine.term();
    return new Response(JSON.stringify({ status: state === 'running' ? 'ok' : 'degraded', engine: state, ...(term === null ? {} : { term }) }), { status: state === 'running' ? 200 : 503, headers: { 'content-type': 'application/json' } });
  },
});

const metricsRoute = ({ engine, metrics }: RouteParts): Route => ({
  method: 'GET',
  path: '/metrics',
  right: 'view',
  maxBodyBytes: 0,
  handle: async () => new Response(`${await engine.metrics()}${await metrics.text()}`, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } }),
});

const text = (value: unknown, longest: number): string | null => (typeof value === 'string' && value !== '' && value.length <= longest ? value : null);

/** Trades a pairing code for the session cookie. The token itself stands in no body that a script could read. */
const pairRoute = ({ engine, cookie }: RouteParts): Route => ({
  method: 'POST',
  path: '/pair',
  right: 'public',
  maxBodyBytes: 4 * KIB,
  handle: async ({ body, header }) => {
    const code = text(body['code'], 40);
    if (code === null) return problem({ code: 'invalid_input', message: 'code: expected the pairing code, such as "ABCD-2345"' });
    const result = await engine.pair(code, header('user-agent') ?? '');
    return result.ok ? json({ seat: result.value.seat }, { 'set-cookie': cookie().set(result.value.token) }) : problem(result.error);
  },
});

const pinRoute = ({ engine }: RouteParts): Route => ({
  method: 'POST',
  path: '/pin',
  right: 'view',
  maxBodyBytes: 4 * KIB,
  handle: async ({ body, credential }) => {
    const pin = text(body['pin'], 12);
    return pin === null ? problem({ code: 'invalid_input', message: 'pin: expected 4 to 12 digits' }) : answer(await engine.enterPin(credential, pin));
  },
});

/** Public, so that a browser whose seat has ended already can still be rid of its cookie. */
const unpairRoute = ({ engine, cookie }: RouteParts): Route => ({
  method: 'POST',
  path: '/unpair',
  right: 'public',
  maxBodyBytes: 4 * KIB,
  handle: async ({ credential }) => {
    if (credential.kind === 'session') await engine.unpair(credential);
    return json({}, { 'set-cookie': cookie().clear() });
  },
});

/** Everything that this server answers to, but for the files of the UI. */
export const createRoutes = (parts: RouteParts): readonly Route[] => [
  ...CALL_NAMES.map((name) => callRoute(name, parts.engine)),
  HOOK_ROUTE,
  liveRoute(parts),
  copyRoute(parts.engine),
  openApiRoute(),
  healthRoute(parts.engine),
  metricsRoute(parts),
  pairRoute(parts),
  pinRoute(parts),
  unpairRoute(parts),
];
