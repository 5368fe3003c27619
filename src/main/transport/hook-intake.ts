import type { IncomingMessage, ServerResponse } from 'node:http';
import { HoldfastError, type CallError } from '../../shared/model/result.ts';
import type { Credential, EnginePort, Log } from '../api/engine-port.ts';
import type { HttpMetrics } from './http-metrics.ts';
import { problemBody, problemHeaders, STATUS_OF_CODE } from './problem.ts';
import type { RateLimit } from './rate-limit.ts';
import type { HookRoute } from './routes.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export const HOOK_ROUTE: HookRoute = { method: 'POST', path: '/api/v1/hooks/{hook}', right: 'hook' };

const PREFIX = '/api/v1/hooks/';
const MIB = 1_048_576;
/** The most that any kind of webhook takes; the engine knows what its own kind may have. */
const MOST_BYTES = 8 * MIB;
/** Of messages that are being read or wait for their answer, whoever sends them. */
const MOST_READING = 64 * MIB;
/** Headers with which senders prove who they are or say what they send; nothing else is handed on. */
const HANDED_ON = /^(?:authorization|content-type|x-.{1,60})$/;
const IS_JSON = /^application\/json *(?:; *charset=utf-8)?$/i;

/** The webhook that a request is for; null where it is for none. */
export function hookOf({ method, url }: IncomingMessage): string | null {
  if (method !== 'POST' || url === undefined || !url.startsWith(PREFIX)) return null;
  const hook = url.slice(PREFIX.length).split('?', 1)[0] ?? '';
  return hook === '' || hook.includes('/') ? null : hook;
}

export interface HookIntakeDeps {
  readonly engine: EnginePort;
  readonly log: Log;
  readonly metrics: HttpMetrics;
  /** Failed sign-ins per address: a wrong secret is a guess like a wrong session. */
  readonly guesses: RateLimit;
}

export interface HookRequest {
  readonly hook: string;
  readonly address: string;
  readonly credential: Credential;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const refusal = (error: CallError, status = STATUS_OF_CODE[error.code]): Answer => ({ status, body: problemBody(status, error), headers: { ...problemHeaders(status), ...retryAfter(error.details) } });

function retryAfter(details: unknown): Record<string, string> {
  const seconds = typeof details === 'object' && details !== null && 'retryAfterSeconds' in details ? details.retryAfterSeconds : null;
  return typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {};
}

const tooLong = (): HoldfastError => new HoldfastError('too_large', `This is more than the ${Math.floor(MOST_BYTES / 1024)} KiB that are read here.`);

/** All of the body; throws `too_large` as soon as it is, whatever was announced, and `null` where its sender has gone. */
function readAll(incoming: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    incoming.on('data', (part: Buffer) => {
      length += part.length;
      if (length > MOST_BYTES) {
        incoming.removeAllListeners('data').resume();
        reject(tooLong());
      } else parts.push(part);
    });
    incoming.once('end', () => resolve(parts.length === 1 ? (parts[0] ?? null) : Buffer.concat(parts, length)));
    incoming.once('close', () => resolve(null));
    incoming.once('error', () => resolve(null));
  });
}

/**
 * Takes in what other systems send, beside the routes of everybody else: a message of one alert comes a thousand times a second, and
 * most of what a request costs there is not needed here. Resolves with the status that was answered; 0 where nobody waits for one.
 */
export function createHookIntake({ engine, log, metrics, guesses }: HookIntakeDeps): (request: HookRequest) => Promise<number> {
  let reading = 0;

  const answerTo = async ({ hook, address, credential, incoming }: HookRequest): Promise<Answer | null> => {
    const announced = Number(incoming.headers['content-length'] ?? MOST_BYTES);
    if (announced > MOST_BYTES) return refusal(tooLong());
    if (reading + announced > MOST_READING) return refusal({ code: 'unavailable', message: 'Too much is being sent at once. Try again.', details: { retryAfterSeconds: 1 } });
    reading += announced;
    try {
      const raw = await readAll(incoming);
      if (raw === null) return null;
      if (raw.length > 0 && !IS_JSON.test(incoming.headers['content-type'] ?? '')) return refusal({ code: 'invalid_input', message: 'Expected a body of Content-Type: application/json.' }, 415);
      const headers = Object.fromEntries(Object.entries(incoming.headers).flatMap(([name, value]) => (typeof value === 'string' && HANDED_ON.test(name) ? [[name, value]] : [])));
      const result = await engine.hook({ hook, headers, raw }, credential);
      if (result.ok) return { status: 202, body: JSON.stringify(result.value), headers: { 'content-type': 'application/json' } };
      if (result.error.code === 'unauthenticated' && !guesses.take(address)) return refusal({ code: 'rate_limited', message: 'Too many requests without a valid session from this address.' });
      return refusal(result.error);
    } catch (error) {
      if (error instanceof HoldfastError) return refusal({ code: error.code, message: error.message });
      log.error('a webhook could not be answered', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      return refusal({ code: 'internal', message: 'Holdfast failed at this. The log has the details.' });
    } finally {
      reading -= announced;
    }
  };

  return async (request) => {
    const started = performance.now();
    const answer = await answerTo(request);
    const { incoming, outgoing } = request;
    if (answer === null || outgoing.destroyed) return 0;
    // What may still come of a body is not read, so this connection cannot go on.
    const closing = incoming.complete ? {} : { connection: 'close' };
    outgoing.writeHead(answer.status, { ...SECURITY_HEADERS, ...answer.headers, ...closing, 'content-length': Buffer.byteLength(answer.body) });
    outgoing.end(answer.body);
    metrics.answered(HOOK_ROUTE.path, HOOK_ROUTE.method, answer.status, (performance.now() - started) / 1_000);
    return answer.status;
  };
}
