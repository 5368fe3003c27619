import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import { SourceFailure } from '../../sources/source.ts';
import { createHttpClient, type HttpAnswer, type HttpClient, type HttpDeps, type HttpRequest } from '../../sources/http/client.ts';
import type { HttpEndpoint } from '../../sources/http/endpoint.ts';
import type { Outcome } from '../outbox/channel.ts';
import { retryAfterMs } from '../outbox/retry-after.ts';

/** No vendor is waited for longer; what it has done by then is unknown. */
const VENDOR_TIMEOUT_MS = durationMs(20_000);

export type NoAnswer = Extract<Outcome, { kind: 'notReached' | 'ambiguous' }>;

/** Asks a vendor once. What got no whole answer is told apart by whether it may have arrived. */
export interface Vendor {
  ask(request: HttpRequest, abort: AbortSignal): Promise<HttpAnswer | NoAnswer>;
  /** Takes every secret out of a text that came from outside, and cuts it to a sentence. */
  clean(text: string): string;
  close(): void;
}

export function createVendor(endpoint: Omit<HttpEndpoint, 'timeoutMs'>, deps: HttpDeps, timeoutMs: DurationMs = VENDOR_TIMEOUT_MS): Vendor {
  const client: HttpClient = createHttpClient({ ...endpoint, timeoutMs }, deps);
  return {
    ask: async (request, abort) => {
      try {
        return await client.ask(request, abort);
      } catch (error) {
        if (!(error instanceof SourceFailure)) throw error;
        return { kind: error.notSent ? 'notReached' : 'ambiguous', reason: error.message };
      }
    },
    clean: (text) => client.clean(text),
    close: () => client.close(),
  };
}

export const isAnswer = (given: HttpAnswer | NoAnswer): given is HttpAnswer => 'status' in given;

/** What a status means to somebody who wants to send; null where the request was taken, or the vendor's own words decide. */
export interface Refusal {
  readonly answer: HttpAnswer;
  /** The vendor's own words, cleaned; null where it has none. */
  readonly words: string | null;
  /** What people can do about 401 and 403. */
  readonly unauthorised: string;
  readonly forbidden: string;
  readonly nowMs: number;
  /** What is waited where the vendor limits and does not say for how long. */
  readonly limitedMs?: DurationMs;
}

/**
 * An answer that is no success, as an outcome. 420 and 429: nothing was taken. Other 4xx: nothing was taken and asking again changes
 * nothing. 3xx are not followed; a 303 may come after the work. 5xx: nobody knows.
 */
export function refusalOf({ answer, words, unauthorised, forbidden, nowMs, limitedMs }: Refusal): Outcome {
  const { status, header } = answer;
  const said = words === null || words === '' ? '' : `: ${words}`;
  const asked = retryAfterMs(header('retry-after'), header('date'), nowMs);
  if (status === 429 || status === 420) return { kind: 'refused', reason: `too many requests (HTTP ${status})${said}`, again: true, limited: true, retryAfterMs: asked ?? limitedMs ?? null };
  if (status === 401) return { kind: 'refused', reason: `${unauthorised} (HTTP 401)${said}`, again: false };
  if (status === 403) return { kind: 'refused', reason: `${forbidden} (HTTP 403)${said}`, again: false };
  if (status === 408) return { kind: 'ambiguous', reason: `it did not get the request in time (HTTP 408)${said}` };
  if (status >= 400 && status < 500) return { kind: 'refused', reason: `HTTP ${status}${said}`, again: false };
  if (status === 307 || status === 308 || status === 301 || status === 302) return { kind: 'refused', reason: `it asks for another address (HTTP ${status}), which is not followed`, again: false };
  if (status >= 500) return { kind: 'ambiguous', reason: `HTTP ${status}${said}`, retryAfterMs: asked };
  return { kind: 'ambiguous', reason: `an answer that makes no sense (HTTP ${status})` };
}
