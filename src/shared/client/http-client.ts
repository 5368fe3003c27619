import { z } from 'zod';
import { contract, type CallInput, type CallName } from '../contract/contract.ts';
import { CallError, ErrorCode, fail, ok, type Result } from '../model/result.ts';
import { NOT_UNDERSTOOD } from './check-output.ts';

const PREFIX = '/api/v1';
/** Of a request that got no answer at all. */
export const UNREACHABLE = 'Holdfast cannot be reached from this screen.';

const Problem = z.object({ code: ErrorCode.optional(), detail: z.string().optional(), title: z.string().optional(), details: z.unknown().optional() });

/** What a status means where the body does not say it (a proxy answered, or the server died on the way). */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  422: 'invalid_input',
  429: 'rate_limited',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

export interface HttpRequest {
  readonly path: string;
  readonly method: string;
  readonly body: string | null;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Address and body of a call (RFC 3986 escapes): names in the path are taken from the input, the rest is query or JSON body. */
export function requestFor<N extends CallName>(name: N, input: CallInput<N>): HttpRequest {
  const { method, path } = contract[name];
  const rest = new Map<string, unknown>(Object.entries(input));
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = rest.get(key);
    rest.delete(key);
    return encodeURIComponent(asText(value));
  });
  if (method !== 'GET' && method !== 'DELETE') return { method, path: `${PREFIX}${filled}`, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams();
  for (const [key, value] of rest) if (value !== undefined) query.append(key, asText(value));
  const search = query.size > 0 ? `?${query.toString()}` : '';
  return { method, path: `${PREFIX}${filled}${search}`, body: null };
}

async function failureOf(response: Response): Promise<{ ok: false; error: CallError }> {
  const body: unknown = await response.json().catch(() => null);
  const problem = Problem.safeParse(body);
  const code = (problem.success ? problem.data.code : undefined) ?? CODE_OF_STATUS[response.status] ?? 'internal';
  const message = (problem.success ? (problem.data.detail ?? problem.data.title) : undefined) ?? `The server answered with status ${response.status}.`;
  return fail(code, message, problem.success ? problem.data.details : undefined);
}

/** Sends JSON and reads the answer; a network failure is `unavailable`, never a rejection. */
export async function send(fetchFn: typeof fetch, { path, method, body }: HttpRequest): Promise<Result<unknown>> {
  let response: Response;
  try {
    response = await fetchFn(path, {
      method,
      body,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      headers: { accept: 'application/json, application/problem+json', ...(body === null ? {} : { 'content-type': 'application/json' }) },
    });
  } catch {
    return fail('unavailable', UNREACHABLE);
  }
  if (!response.ok) return failureOf(response);
  if (response.status === 204) return ok({});
  try {
    return ok(await response.json());
  } catch {
    return fail('unavailable', NOT_UNDERSTOOD);
  }
}
