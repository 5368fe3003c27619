import type { HttpLook, HttpRequest } from '../../../../../shared/model/continuity/request-config.ts';
import type { DurationMs } from '../../../../../shared/model/units.ts';
import { isSensitiveHeader } from '../../../../config/secret-fields.ts';
import { hasReference } from '../../../../config/references.ts';
import { secretAddress } from '../../../messaging/channels/secret-address.ts';
import { createVendor, isAnswer, refusalOf, type Vendor } from '../../../messaging/channels/vendor.ts';
import type { Clock, ResolveSecrets } from '../../../ports.ts';
import type { HttpDeps } from '../../../sources/http/client.ts';
import { HELD, type DescribedAction, type Performed, type Stop, type ToldBack } from '../step.ts';

export interface HttpStepDeps extends HttpDeps {
  readonly clock: Clock;
  readonly resolveSecrets: ResolveSecrets;
}

const isGood = (status: number, expected: readonly number[] | undefined): boolean => (expected === undefined ? status >= 200 && status < 300 : expected.includes(status));

/** Sends one request, once. What got no whole answer is told apart by whether it may have arrived. */
export async function call(request: HttpRequest, key: string, timeoutMs: DurationMs, deps: HttpStepDeps, { abort, held }: Stop): Promise<Performed> {
  if (held.aborted) return HELD;
  const opened = await open(request, timeoutMs, deps, { 'Idempotency-Key': key });
  if ('missing' in opened) return { outcome: 'notReached', says: opened.missing };
  const { vendor, query, hide } = opened;
  try {
    const text = request.body === undefined ? undefined : await deps.resolveSecrets(request.body);
    const given = await vendor.ask({ method: request.method, path: '', query, ...(text === undefined ? {} : { raw: { type: typeOf(text), text } }), unlessSent: held }, abort);
    if (!isAnswer(given) && given.kind === 'notReached' && held.aborted) return HELD;
    if (!isAnswer(given)) return { outcome: given.kind === 'notReached' ? 'notReached' : 'unknown', says: given.reason };
    if (isGood(given.status, request.expect.status)) return { outcome: 'done', says: `HTTP ${given.status}` };
    if (given.status >= 200 && given.status < 300) return { outcome: 'unknown', says: `HTTP ${given.status}, which is not what is expected` };
    const wrong = refusalOf({ answer: given, words: vendor.clean(hide(given.text.trim())), unauthorised: 'its credentials are not accepted', forbidden: 'it is not allowed to do this', nowMs: deps.clock.nowMs() });
    return { outcome: wrong.kind === 'refused' ? 'refused' : 'unknown', says: 'reason' in wrong ? wrong.reason : `HTTP ${given.status}` };
  } finally {
    vendor.close();
  }
}

/** Asks a question that changes nothing. No answer is no answer, never a no. */
export async function ask(look: HttpLook, timeoutMs: DurationMs, deps: HttpStepDeps, abort: AbortSignal): Promise<ToldBack> {
  const opened = await open(look, timeoutMs, deps, {});
  if ('missing' in opened) return { happened: 'unknown', says: opened.missing };
  const { vendor, query } = opened;
  try {
    const given = await vendor.ask({ method: 'GET', path: '', query }, abort);
    if (!isAnswer(given)) return { happened: 'unknown', says: given.reason };
    const { status, contains } = look.expect;
    const fits = isGood(given.status, status) && (contains === undefined || given.text.includes(contains));
    // A server that is ill says nothing of what happened.
    if (!fits && (given.status >= 500 || given.status === 429 || given.status === 401 || given.status === 403)) return { happened: 'unknown', says: `HTTP ${given.status}` };
    return { happened: fits ? 'yes' : 'no', says: `HTTP ${given.status}${contains === undefined ? '' : given.text.includes(contains) ? ', as expected' : ', without what is expected'}` };
  } finally {
    vendor.close();
  }
}

/** What an address answers, as a sentence without secrets, and whole; null where it is not the answer that is expected. */
export async function read(look: HttpLook, timeoutMs: DurationMs, deps: HttpStepDeps, abort: AbortSignal): Promise<{ readonly text: string | null; readonly whole?: string; readonly says: string }> {
  const opened = await open(look, timeoutMs, deps, {});
  if ('missing' in opened) return { text: null, says: opened.missing };
  const { vendor, query } = opened;
  try {
    const given = await vendor.ask({ method: 'GET', path: '', query }, abort);
    if (!isAnswer(given)) return { text: null, says: given.reason };
    const { status, contains } = look.expect;
    if (!isGood(given.status, status)) return { text: null, says: `HTTP ${given.status}` };
    if (contains !== undefined && !given.text.includes(contains)) return { text: null, says: `HTTP ${given.status}, without what is expected` };
    return { text: vendor.clean(given.text), whole: given.text, says: `HTTP ${given.status}` };
  } finally {
    vendor.close();
  }
}

/** A type of content that is configured among the headers stands over this. */
function typeOf(text: string): string {
  try {
    JSON.parse(text);
    return 'application/json';
  } catch {
    return 'text/plain; charset=utf-8';
  }
}

type Opened = { readonly vendor: Vendor; readonly query: Readonly<Record<string, readonly string[]>>; readonly hide: (text: string) => string } | { readonly missing: string };

async function open(request: HttpRequest | HttpLook, timeoutMs: DurationMs, deps: HttpStepDeps, more: Readonly<Record<string, string>>): Promise<Opened> {
  try {
    const address = secretAddress(request.url);
    const headers: Record<string, string> = { ...more };
    for (const [name, text] of Object.entries(request.headers ?? {})) headers[name] = await deps.resolveSecrets(text);
    const tls: { ca?: string; cert?: string; key?: string; serverName?: string } = {};
    for (const part of ['ca', 'cert', 'key'] as const) if (request.tls?.[part] !== undefined) tls[part] = await deps.resolveSecrets(request.tls[part]);
    if (request.tls?.serverName !== undefined) tls.serverName = request.tls.serverName;
    return { vendor: createVendor({ url: address.base, auth: { kind: 'none' }, headers, tls }, deps, timeoutMs), query: address.query, hide: (text) => address.hide(text) };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : 'a secret cannot be read' };
  }
}

/** What is called like a secret is masked; nothing else in an address can be one. */
const maskedUrl = (url: string): string => url.replaceAll(/([?&])([^=&#]+)=[^&#]*/g, (written, mark: string, name: string) => (isSensitiveHeader(name) ? `${mark}${name}=•••` : written));

/** As it will be sent: secrets stand as references, and what is secret and written in plain is masked. */
export function describeRequest({ method, url, headers = {}, body }: HttpRequest): DescribedAction {
  const shown = Object.entries(headers).map(([name, text]) => `${name}: ${isSensitiveHeader(name) && !hasReference(text) ? '•••' : text}`);
  return { to: new URL(url).host, lines: [`${method} ${maskedUrl(url)}`, ...shown, ...(body === undefined ? [] : ['', ...body.split('\n')])] };
}
