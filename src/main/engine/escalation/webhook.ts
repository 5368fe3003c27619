import { durationMs, type DurationMs } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import type { Lookup } from '../net/guarded-lookup.ts';
import type { Clock, ResolveSecrets } from '../ports.ts';
import { createMakeRequest } from '../sources/probe/requests.ts';
import { runCheck, type CheckOutcome } from '../sources/probe/run-check.ts';
import { httpTarget } from '../sources/probe/target.ts';

const TIMEOUT_MS = durationMs(10_000);
/** Before the second and the third try; there is no fourth. */
const PAUSES_MS = [durationMs(2_000), durationMs(8_000)] as const;

export interface WebhookCall {
  readonly url: string;
  /** Values may hold references to secrets. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The same for every try of one call, also after a restart, so that a receiver can tell a repeat. */
  readonly idempotencyKey: string;
}

export interface WebhookResult {
  readonly ok: boolean;
  /** What came of it, without a final stop. Names the host and nothing else of the address, for a path may hold a key. */
  readonly detail: string;
}

export interface WebhookDeps {
  readonly clock: Clock;
  readonly lookup: Lookup;
  readonly resolveSecrets: ResolveSecrets;
}

/**
 * Posts JSON, at most three times: again where nobody answered, or with a fault of the receiver's own (5xx, 429). The request is a
 * probe's: guarded addresses, a certificate that is judged before anything is sent, limits of time and bytes, no redirects.
 * Rejects only when `abort` fires.
 */
export function createWebhook({ clock, lookup, resolveSecrets }: WebhookDeps): (call: WebhookCall, abort: AbortSignal) => Promise<WebhookResult> {
  const makeRequest = createMakeRequest(resolveSecrets);
  const post = async (call: WebhookCall, abort: AbortSignal): Promise<Try> => {
    const headers = { 'content-type': 'application/json', 'user-agent': 'Holdfast', ...call.headers, 'idempotency-key': call.idempotencyKey };
    const target = httpTarget({ url: call.url, method: 'POST', headers, body: JSON.stringify(call.body) }, TIMEOUT_MS);
    if (typeof target === 'string') return { ok: false, again: false, words: target };
    try {
      const request = await makeRequest(target);
      return judge(await runCheck({ kind: 'request', ...request }, { clock, lookup }, [abort]));
    } catch (error) {
      abort.throwIfAborted();
      return { ok: false, again: false, words: error instanceof Error ? error.message : 'the request could not be made' };
    }
  };
  return async (call, abort) => {
    let last = await post(call, abort);
    let tries = 1;
    for (const pauseMs of PAUSES_MS) {
      if (!last.again) break;
      await pause(clock, pauseMs, abort);
      last = await post(call, abort);
      tries += 1;
    }
    const detail = `${plain(hostOf(call.url), 100)}: ${last.words}${tries === 1 ? '' : ` (${tries} tries)`}`;
    return { ok: last.ok, detail };
  };
}

interface Try {
  readonly ok: boolean;
  /** Whether another try can end otherwise. */
  readonly again: boolean;
  readonly words: string;
}

function judge({ facts: { status }, failure }: CheckOutcome): Try {
  if (status === null) return { ok: false, again: true, words: failure?.message ?? 'no answer' };
  if (status >= 300 && status < 400) return { ok: false, again: false, words: `answered ${status}, a redirect, which is not followed` };
  if (status >= 300) return { ok: false, again: status >= 500 || status === 429, words: `answered ${status}` };
  return { ok: true, again: false, words: `answered ${status}` };
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'webhook');

function pause(clock: Clock, spanMs: DurationMs, abort: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => (cancel(), reject(abort.reason as Error));
    const cancel = clock.after(spanMs, () => (abort.removeEventListener('abort', stop), resolve()));
    if (abort.aborted) stop();
    else abort.addEventListener('abort', stop, { once: true });
  });
}
