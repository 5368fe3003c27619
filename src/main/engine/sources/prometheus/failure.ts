import type { DurationMs } from '../../../../shared/model/units.ts';
import { SourceFailure } from '../source.ts';

/** Prometheus understood us and refused this query; the source itself is well. */
export class QueryRefused extends Error {
  /** True when the evaluation ran out of time rather than being wrong. */
  readonly slow: boolean;
  constructor(message: string, slow = false) {
    super(message);
    this.name = 'QueryRefused';
    this.slow = slow;
  }
}

/** A status that says "not now" or "not here", whatever the body is; null where the body decides. */
export function statusFailure(status: number, retryAfter: DurationMs | null): SourceFailure | null {
  if (status >= 300 && status < 400)
    return new SourceFailure('redirected', 'it answers with a redirect, which is not followed so that no credentials go elsewhere; use the final address');
  if (status === 401) return new SourceFailure('unauthorized', 'it asks for credentials, or those given are wrong (401)');
  if (status === 403) return new SourceFailure('forbidden', 'the credentials given may not read it (403)');
  if (status === 404) return new SourceFailure('other_service', 'there is no Prometheus API at this address (404); check the path');
  if (status === 405) return new SourceFailure('other_service', 'it does not take queries as POST (405)');
  if (status === 407) return new SourceFailure('forbidden', 'a proxy on the way asks for credentials (407)');
  if (status === 429) return new SourceFailure('rate_limited', 'it asks us to slow down (429)', retryAfter);
  return null;
}

/** A failed answer that no rule above explains. */
export function serverFailure(status: number, retryAfter: DurationMs | null): SourceFailure {
  if (status >= 500) return new SourceFailure('server_error', `it answers with an error of its own (${String(status)})`, retryAfter);
  return new SourceFailure('bad_answer', `it answers with the unexpected status ${String(status)}`);
}
