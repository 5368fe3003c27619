import type { Agent } from 'node:http';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { PrometheusDriver } from 'prometheus-query';
import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';
import { createAgent } from '../http/agent.ts';
import { assertEgress, type Lookup } from '../../net/guarded-lookup.ts';
import type { Clock } from '../../ports.ts';
import { SourceFailure, type TimeRange } from '../source.ts';
import { openEnvelope, readBuildInfo, readLabelValues, readQueryData, type BuildInfo, type QueryData } from './answer.ts';
import { authorization, secretsOf, type HttpEndpoint } from '../http/endpoint.ts';
import { parseBaseUrl } from './endpoint.ts';
import { QueryRefused, serverFailure, statusFailure } from './failure.ts';
import { clip, retryAfterMs, transportFailure } from '../http/failure.ts';

/** Decoded bytes: axios counts what comes out of the decompressor, so a gzip bomb is cut too. */
const MAX_BODY_BYTES = 16 * 1_024 * 1_024;

export interface PrometheusDeps {
  readonly clock: Clock;
  /** How names become addresses; the system's resolver unless given. */
  readonly lookup?: Lookup | undefined;
  /** Why something that stands between us and Prometheus answers in its place; null where Prometheus itself did. */
  readonly failureOf?: (answer: { readonly status: number; readonly text: string; readonly retryAfterMs: DurationMs | null }) => SourceFailure | null;
}

/** One answer, with the instants (our clock) between which it was made. */
export interface Answer<T> {
  readonly data: T;
  readonly warnings: readonly string[];
  readonly sentAt: EpochMs;
  readonly receivedAt: EpochMs;
}

/**
 * The part of the HTTP API that we use. Every call throws `SourceFailure` when the source failed and `QueryRefused` when
 * it answered that this query cannot be evaluated; nothing else.
 */
export interface PrometheusClient {
  /** Evaluated for the source's own present, so that the answer tells its clock; or for `at`, on the source's clock. */
  instant(query: string, abort: AbortSignal, at?: EpochMs): Promise<Answer<QueryData>>;
  range(query: string, range: TimeRange, stepMs: DurationMs, abort: AbortSignal): Promise<Answer<QueryData>>;
  labelValues(label: string, match: string, range: TimeRange, abort: AbortSignal): Promise<readonly string[]>;
  buildInfo(abort: AbortSignal): Promise<BuildInfo>;
  close(): void;
}

interface RawAnswer {
  readonly status: number;
  readonly retryAfter: unknown;
  readonly text: string;
}

/** What the library is given to read in place of the answer, which we read ourselves: its parser loses ±Inf and checks nothing. */
const NOTHING = { status: 'success', data: { resultType: 'vector', result: [] } };

export function createPrometheusClient(endpoint: HttpEndpoint, deps: PrometheusDeps): PrometheusClient {
  const { clock } = deps;
  const parsed = parseBaseUrl(endpoint.url);
  const secrets = secretsOf(endpoint);
  let agent: Agent | null = null;

  const redact = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret, '•••'), text);

  const prepare = (config: InternalAxiosRequestConfig, signal: AbortSignal, base: string, auth: string | null, at: EpochMs | null): InternalAxiosRequestConfig => {
    agent ??= createAgent(base.startsWith('https:'), endpoint.tls, deps.lookup);
    /** Where none is asked for, the library sends our clock as the evaluation time; without it Prometheus uses its own. */
    if (config.url === 'query' && config.data instanceof URLSearchParams && at === null) config.data.delete('time');
    config.headers.set({ ...endpoint.headers, 'User-Agent': 'Holdfast', 'Accept-Encoding': 'gzip' });
    if (auth !== null) config.headers.set('Authorization', auth);
    return Object.assign(config, {
      httpAgent: agent,
      httpsAgent: agent,
      adapter: 'http',
      proxy: false,
      signal,
      timeout: 0,
      maxRedirects: 0,
      maxContentLength: MAX_BODY_BYTES,
      responseType: 'text',
      transformResponse: (body: unknown) => body,
      validateStatus: () => true,
    });
  };

  /** Runs one call of the library and brings back the raw answer; throws `SourceFailure`. */
  const exchange = async (call: (driver: PrometheusDriver) => Promise<unknown>, abort: AbortSignal, at: EpochMs | null, isSecond = false): Promise<RawAnswer> => {
    if (parsed === null) throw new SourceFailure('unreachable', 'the address is not an http:// or https:// address');
    const host = new URL(parsed.base).host;
    const auth = authorization(endpoint.auth.kind === 'none' ? parsed.auth : endpoint.auth);
    const control = new AbortController();
    let expired = false;
    let raw: RawAnswer | null = null;
    let thrown: unknown = null;
    const stop = (): void => control.abort();
    if (abort.aborted) stop();
    abort.addEventListener('abort', stop, { once: true });
    const cancel = clock.after(endpoint.timeoutMs, () => {
      expired = true;
      stop();
    });
    const keep = (error: unknown): never => {
      thrown ??= error;
      throw error;
    };
    const driver = new PrometheusDriver({
      endpoint: parsed.base,
      preferPost: true,
      requestInterceptor: {
        onFulfilled: (config) => {
          try {
            assertEgress(new URL(parsed.base).hostname);
            return prepare(config, control.signal, parsed.base, auth, at);
          } catch (error) {
            return keep(error);
          }
        },
      },
      responseInterceptor: {
        onFulfilled: (response: AxiosResponse<unknown>) => {
          raw = { status: response.status, retryAfter: response.headers['retry-after'], text: typeof response.data === 'string' ? response.data : '' };
          return { ...response, data: NOTHING };
        },
        onRejected: keep,
      },
    });
    try {
      await call(driver).catch((error: unknown) => {
        if (raw === null) thrown ??= error;
      });
    } finally {
      cancel();
      abort.removeEventListener('abort', stop);
    }
    if (raw !== null) return raw;
    if (abort.aborted) throw new SourceFailure('aborted', 'the request was given up');
    if (expired) throw new SourceFailure('timeout', `no full answer within ${String(endpoint.timeoutMs / 1_000)} s`);
    /** A kept connection that the other side closed at the very moment of our request is no failure: ask once more. */
    if (!isSecond && wasReused(thrown)) return exchange(call, abort, at, true);
    throw thrown instanceof SourceFailure ? thrown : transportFailure(thrown, host, gotHeaders(thrown));
  };

  const ask = async <T>(call: (driver: PrometheusDriver) => Promise<unknown>, read: (data: unknown) => T, abort: AbortSignal, at: EpochMs | null = null): Promise<Answer<T>> => {
    const sentAt = clock.nowMs();
    const raw = await exchange(call, abort, at);
    const receivedAt = clock.nowMs();
    const { data, warnings } = openAnswer(raw, receivedAt, redact, deps.failureOf);
    return { data: read(data), warnings: warnings.map(redact), sentAt, receivedAt };
  };

  const evaluationLimit = `${String(endpoint.timeoutMs)}ms`;
  return {
    instant: (query, abort, at) => ask((driver) => driver.instantQuery(query, at, evaluationLimit), readQueryData, abort, at ?? null),
    range: (query, { from, to }, stepMs, abort) => ask((driver) => driver.rangeQuery(query, from, to, stepMs / 1_000, evaluationLimit), readQueryData, abort),
    labelValues: async (label, match, { from, to }, abort) => (await ask((driver) => driver.labelValues(label, [match], from, to), readLabelValues, abort)).data,
    buildInfo: async (abort) => (await ask((driver) => driver.statusBuildinfo(), readBuildInfo, abort)).data,
    close: () => agent?.destroy(),
  };
}

const gotHeaders = (error: unknown): boolean => typeof error === 'object' && error !== null && 'response' in error && error.response !== undefined;

function wasReused(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('request' in error) || gotHeaders(error)) return false;
  const { request } = error;
  return typeof request === 'object' && request !== null && 'reusedSocket' in request && request.reusedSocket === true;
}

/** Reads status and envelope. Throws `QueryRefused` for what Prometheus says of a query, `SourceFailure` for the rest. */
function openAnswer(raw: RawAnswer, now: EpochMs, redact: (text: string) => string, failureOf: PrometheusDeps['failureOf']): { readonly data: unknown; readonly warnings: readonly string[] } {
  const retryAfter = retryAfterMs(raw.retryAfter, now);
  const between = failureOf?.({ status: raw.status, text: raw.text, retryAfterMs: retryAfter }) ?? null;
  if (between) throw between;
  const byStatus = statusFailure(raw.status, retryAfter);
  if (byStatus) throw byStatus;
  if (raw.status === 400 && raw.text.includes('HTTP request to an HTTPS server')) throw new SourceFailure('tls', 'TLS: it speaks https; use an https:// address');
  const succeeded = raw.status >= 200 && raw.status < 300;
  if (!succeeded && !raw.text.trimStart().startsWith('{')) throw serverFailure(raw.status, retryAfter);
  const { data, refusal, warnings } = openEnvelope(raw.text);
  if (refusal === null) {
    if (succeeded) return { data, warnings };
    throw serverFailure(raw.status, retryAfter);
  }
  const reason = clip(redact(refusal.error));
  if (refusal.errorType === 'timeout' || refusal.errorType === 'canceled') throw new QueryRefused(`the query took too long: ${reason}`, true);
  if (raw.status >= 500) throw new SourceFailure('server_error', `it answers with an error of its own (${String(raw.status)}): ${reason}`, retryAfter);
  throw new QueryRefused(reason);
}
