import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { buffer } from 'node:stream/consumers';
import { pipeline, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';
import { assertEgress, type Lookup } from '../../net/guarded-lookup.ts';
import type { Clock } from '../../ports.ts';
import { SourceFailure } from '../source.ts';
import { createAgent } from './agent.ts';
import { authorization, secretsOf, splitAddress, type HttpEndpoint } from './endpoint.ts';
import { clip, transportFailure } from './failure.ts';

/** Bytes of an answer after decompression, so that a gzip bomb is cut too. */
const MAX_BODY_BYTES = 16 * 1_024 * 1_024;

export interface HttpDeps {
  readonly clock: Clock;
  /** How names become addresses; the system's resolver unless given. */
  readonly lookup?: Lookup | undefined;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the endpoint's address, begins with a slash; no query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form instead. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly raw?: { readonly type: string; readonly text: string };
  /** Of this request alone, such as a signature of it. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives it up as long as not a byte of it has left. */
  readonly unlessSent?: AbortSignal;
}

/** An answer of any status, whole, with the instants (our clock) between which it was made. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; of a repeated header the first. */
  readonly header: (name: string) => string | null;
  readonly text: string;
  readonly sentAt: EpochMs;
  readonly receivedAt: EpochMs;
  /** `Date` of the answer minus the middle of the exchange, to the second at best; null where it sent none. */
  readonly clockOffsetMs: number | null;
}

/**
 * Asks a source over HTTP. Rejects with `SourceFailure` where no whole answer came: never reached, TLS, time, size, broken off.
 * What a status means is for the caller to say; a redirect is an answer like any other and is not followed, so that credentials
 * go nowhere else.
 */
export interface HttpClient {
  ask(request: HttpRequest, abort: AbortSignal): Promise<HttpAnswer>;
  /** Takes every secret of the endpoint out of a text that came from outside, and cuts it to a sentence. */
  clean(text: string): string;
  close(): void;
}

export function createHttpClient(endpoint: HttpEndpoint, { clock, lookup }: HttpDeps): HttpClient {
  const address = splitAddress(endpoint.url);
  const secrets = secretsOf(endpoint);
  let agent: http.Agent | null = null;

  const exchange = async (request: HttpRequest, signal: AbortSignal, isSecond: boolean, sent: { begun: boolean }): Promise<HttpAnswer> => {
    if (address === null) throw new SourceFailure('unreachable', 'the address is not an http:// or https:// address');
    const url = new URL(`${address.base}${request.path}${queryText(request.query)}`);
    const form = request.form === undefined ? null : new URLSearchParams(request.form).toString();
    const body = request.raw?.text ?? (request.body === undefined ? form : JSON.stringify(request.body));
    const type = request.raw?.type ?? (form === null ? 'application/json' : 'application/x-www-form-urlencoded');
    const auth = authorization(endpoint.auth.kind === 'none' ? address.auth : endpoint.auth);
    const headers = {
      Accept: 'application/json',
      'Accept-Encoding': 'gzip',
      'User-Agent': 'Holdfast',
      ...(body === null ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
      ...(auth === null ? {} : { Authorization: auth }),
      ...endpoint.headers,
      ...request.headers,
    };
    let got: IncomingMessage | null = null;
    let reused = false;
    sent.begun = false;
    try {
      assertEgress(url.hostname);
      agent ??= createAgent(url.protocol === 'https:', endpoint.tls, lookup);
      const sentAt = clock.nowMs();
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const made = (url.protocol === 'https:' ? https : http).request(url, { method: request.method, headers, signal, ...(agent === null ? {} : { agent }) }, resolve);
        made.on('error', (error) => {
          reused = made.reusedSocket;
          reject(error);
        });
        made.on('socket', (socket) => {
          if (!socket.connecting) sent.begun = true;
          else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (sent.begun = true));
        });
        made.end(body ?? undefined);
      });
      got = answer;
      const text = (await buffer(bounded(answer))).toString('utf8');
      const receivedAt = clock.nowMs();
      const header = (name: string): string | null => {
        const value = answer.headers[name];
        return (Array.isArray(value) ? value[0] : value) ?? null;
      };
      return { status: answer.statusCode ?? 0, header, text, sentAt, receivedAt, clockOffsetMs: offsetOf(header('date'), sentAt, receivedAt) };
    } catch (error) {
      /** A kept connection that the other side closed at the very moment of our request is no failure: ask once more. Nothing was taken. */
      if (!isSecond && got === null && reused && !signal.aborted && request.method === 'GET') return exchange(request, signal, true, sent);
      throw error instanceof SourceFailure ? error : transportFailure(error, url.host, got !== null);
    }
  };

  return {
    ask: async (request, abort) => {
      const control = new AbortController();
      let expired = false;
      const sent = { begun: false };
      const stop = (): void => control.abort();
      if (abort.aborted) stop();
      abort.addEventListener('abort', stop, { once: true });
      const { unlessSent } = request;
      const stopUnlessSent = (): void => {
        if (!sent.begun) stop();
      };
      unlessSent?.addEventListener('abort', stopUnlessSent, { once: true });
      const cancel = clock.after(endpoint.timeoutMs, () => {
        expired = true;
        stop();
      });
      try {
        return await exchange(request, control.signal, false, sent);
      } catch (error) {
        if (abort.aborted || (unlessSent?.aborted === true && !sent.begun && control.signal.aborted)) throw new SourceFailure('aborted', 'the request was given up', null, !sent.begun);
        if (expired) throw new SourceFailure('timeout', `no full answer within ${seconds(endpoint.timeoutMs)} s`, null, !sent.begun);
        throw error instanceof SourceFailure && !sent.begun ? new SourceFailure(error.code, error.message, error.retryAfterMs, true) : error;
      } finally {
        cancel();
        abort.removeEventListener('abort', stop);
        unlessSent?.removeEventListener('abort', stopUnlessSent);
      }
    },
    clean: (text) => clip(secrets.reduce((rest, secret) => rest.replaceAll(secret, '•••'), text)),
    close: () => agent?.destroy(),
  };
}

const seconds = (ms: DurationMs): string => String(ms / 1_000);

function queryText(query: HttpRequest['query']): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    for (const each of Array.isArray(value) ? (value as readonly string[]) : [value as string | number | undefined]) if (each !== undefined) params.append(name, String(each));
  return params.size === 0 ? '' : `?${params.toString()}`;
}

/** The body, decompressed, no larger than allowed. */
function bounded(answer: IncomingMessage): Transform {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) done(new SourceFailure('too_large', 'the answer is larger than 16 MiB'));
      else done(null, chunk);
    },
  });
  /* An error of any part reaches whoever reads the last one; `buffer` rejects with it. */
  if (answer.headers['content-encoding'] === 'gzip') pipeline(answer, createGunzip(), limit, () => {});
  else pipeline(answer, limit, () => {});
  return limit;
}

/** An HTTP date has whole seconds, so the middle of that second is taken (RFC 9110, 5.6.7). */
function offsetOf(date: string | null, sentAt: EpochMs, receivedAt: EpochMs): number | null {
  const told = date === null ? Number.NaN : Date.parse(date);
  return Number.isFinite(told) ? told + 500 - (sentAt + receivedAt) / 2 : null;
}
