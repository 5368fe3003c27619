import type { HttpBindings } from '@hono/node-server';
import type { Right } from '../../shared/model/rights.ts';
import { fail, type CallError, type Result } from '../../shared/model/result.ts';
import type { Credential } from '../api/engine-port.ts';
import { problemBody, problemHeaders, STATUS_OF_CODE } from './problem.ts';

/** `public` needs nobody; `hook` takes a token of its own source, valid for that route only. */
export type RouteRight = Right | 'public' | 'hook';

export interface RouteRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly search: URLSearchParams;
  readonly credential: Credential;
  /** The JSON object that was sent; empty where none was. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly header: (name: string) => string | undefined;
  readonly bindings: HttpBindings;
}

interface Place {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for one segment. */
  readonly path: string;
}

/** What comes with its own proof: served by the intake of webhooks (`hook-intake.ts`), which hands the engine the bytes that were signed. */
export interface HookRoute extends Place {
  readonly right: 'hook';
}

/** One route. Nothing is served that is not in the table, and every row says which right it needs. */
export type Route = CallRoute | HookRoute;

export interface CallRoute extends Place {
  readonly right: Exclude<RouteRight, 'hook'>;
  /** Another console asks, with no person there who could give a PIN. */
  readonly byConsole?: true | undefined;
  /** The most that is read of a body; 0 = none is read. */
  readonly maxBodyBytes: number;
  handle(request: RouteRequest): Promise<Response> | Response;
}

export const json = (value: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(value), { status: 200, headers: { 'content-type': 'application/json', ...headers } });

export const problem = (error: CallError, status = STATUS_OF_CODE[error.code]): Response => new Response(problemBody(status, error), { status, headers: problemHeaders(status) });

export const answer = (result: Result<unknown>): Response => (result.ok ? json(result.value) : problem(result.error));

/** Matches a path against `/a/{b}/c`: the values of its names, or null. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== value : value === '') return null;
    if (name !== undefined) params[name] = value;
  }
  return params;
}

/** The query as an object; a name given twice would mean two things, so it is refused. */
export function queryOf(search: URLSearchParams): Result<Record<string, string>> {
  const values = new Map<string, string>();
  for (const [name, value] of search) {
    if (values.has(name)) return fail('invalid_input', `${name.slice(0, 40)}: given twice; expected once`);
    values.set(name, value);
  }
  return { ok: true, value: Object.fromEntries(values) };
}
