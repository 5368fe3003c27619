import { Hono, type Context } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import { refusalFor } from '../api/dispatch.ts';
import type { Right } from '../../shared/model/rights.ts';
import type { Credential, EnginePort, Log } from '../api/engine-port.ts';
import { readJson } from './body.ts';
import { isDocumentPath, type Passed } from './gate.ts';
import type { HttpMetrics } from './http-metrics.ts';
import type { RateLimit } from './rate-limit.ts';
import { matchPath, problem, type CallRoute, type Route } from './routes.ts';
import { documentPolicy, SECURITY_HEADERS } from './security-headers.ts';
import type { StaticFiles } from './static-files.ts';

export interface AppBindings extends HttpBindings {
  readonly passed: Passed;
}
type AppContext = Context<{ Bindings: AppBindings }>;

export interface AppParts {
  readonly engine: EnginePort;
  readonly routes: readonly Route[];
  readonly ui: StaticFiles | null;
  readonly log: Log;
  readonly metrics: HttpMetrics;
  /** Failed sign-ins per address. */
  readonly guesses: RateLimit;
}

const addressOf = ({ env }: AppContext): string => env.incoming.socket.remoteAddress ?? 'unknown';

/** The routes, with what every one of them has in common: who asks, with what right, at most how much. */
export function createApp(parts: AppParts): Hono<{ Bindings: AppBindings }> {
  const { routes, log, metrics } = parts;
  const app = new Hono<{ Bindings: AppBindings }>();
  for (const route of routes) {
    if (route.right === 'hook') continue;
    app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
      const started = performance.now();
      const response = await serve(route, c, parts);
      metrics.answered(route.path, route.method, response.status, (performance.now() - started) / 1_000);
      return finish(response);
    });
  }
  app.notFound((c) => finish(fallback(c, parts)));
  app.onError((error) => {
    log.error('a request failed', { error: error.stack ?? error.message });
    return finish(problem({ code: 'internal', message: 'Holdfast failed at this. The log has the details.' }));
  });
  return app;
}

const finish = (response: Response): Response => {
  // What went out by itself has its headers already.
  if (response.headers.has('x-hono-already-sent')) return response;
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!response.headers.has(name)) response.headers.set(name, value);
  return response;
};

async function serve(route: CallRoute, c: AppContext, parts: AppParts): Promise<Response> {
  const { passed } = c.env;
  const params = matchPath(route.path, passed.path) ?? {};
  const refusal = route.right === 'public' ? null : await refuseBy(route, route.right, passed.credential, addressOf(c), parts);
  if (refusal !== null) return refusal;
  const body = route.maxBodyBytes === 0 ? ({ ok: true, value: {} } as const) : await readJson(c.req.raw, route.maxBodyBytes);
  if (!body.ok) return problem(body.error, 'status' in body ? body.status : undefined);
  return route.handle({
    params,
    search: passed.search,
    credential: passed.credential,
    body: body.value,
    header: (name) => c.req.header(name),
    bindings: c.env,
  });
}

const tooManyGuesses = (): Response => problem({ code: 'rate_limited', message: 'Too many requests without a valid session from this address.' });

const ENGINE_DOWN = { code: 'unavailable', message: 'The engine is not running. It is being restarted.' } as const;

/** Null = admitted: by the right of the matched route, and by nothing else. */
async function refuseBy({ byConsole }: Pick<CallRoute, 'byConsole'>, right: Right, credential: Credential, address: string, { engine, guesses }: AppParts): Promise<Response | null> {
  if (engine.state() !== 'running') return problem(ENGINE_DOWN);
  const actor = credential.kind === 'anonymous' ? null : await engine.identify(credential);
  if (actor === null) {
    // An engine that went down in between knows nobody; a screen must not take that for the end of its seat.
    if (engine.state() !== 'running') return problem(ENGINE_DOWN);
    if (!guesses.take(address)) return tooManyGuesses();
  }
  const refusal = refusalFor(actor, right, byConsole);
  return refusal === null ? null : problem(refusal);
}

/** Not a route: a file of the UI, a page of it, or nothing. */
function fallback(c: AppContext, { routes, ui }: AppParts): Response {
  const { path } = c.env.passed;
  const allowed = routes.filter((route) => matchPath(route.path, path) !== null).map(({ method }) => method);
  if (allowed.length > 0) return withAllow(problem({ code: 'invalid_input', message: 'This method is not used here.' }, 405), allowed);
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return problem({ code: 'not_found', message: 'There is nothing here.' });
  const file = ui?.find(path);
  if (file) return new Response(file.body, { headers: { 'content-type': file.type, 'cache-control': file.cache } });
  if (ui && isDocumentPath(path)) return page(ui);
  return problem({ code: 'not_found', message: 'There is nothing here.' });
}

function withAllow(response: Response, methods: readonly string[]): Response {
  response.headers.set('allow', methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', '));
  return response;
}

function page(ui: StaticFiles): Response {
  const { html, nonce } = ui.document();
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': documentPolicy(nonce) } });
}
