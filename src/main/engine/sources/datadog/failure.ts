import type { DurationMs } from '../../../../shared/model/units.ts';
import { SourceFailure } from '../source.ts';

/** Datadog understood us and refused this query; the source itself is well. */
export class QueryRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QueryRefused';
  }
}

/** Without a word of when to come back. */
export const UNTOLD_WAIT_MS = 60_000;

/** What a status means wherever it comes from; null where it depends on what was asked. */
export function statusFailure(status: number, text: string, site: string, retryAfter: DurationMs | null): SourceFailure | null {
  if (status >= 300 && status < 400) return new SourceFailure('redirected', 'it answers with a redirect, which is not followed so that no keys go elsewhere; use the address of the API, such as https://api.datadoghq.com');
  if (status === 404 || status === 405) return new SourceFailure('other_service', `there is no API of Datadog at ${site} (${String(status)}); the API of a site is at https://api.<site>, not where its pages are`);
  if (status === 407) return new SourceFailure('forbidden', 'a proxy on the way asks for credentials (407)');
  if (status >= 500) return new SourceFailure('server_error', `Datadog answers with an error of its own (${String(status)})`, retryAfter);
  if (status >= 200 && status < 300) return /^\s*[[{]/.test(text) ? null : new SourceFailure('other_service', `what answers at ${site} is not the API of Datadog: expected JSON`);
  return null;
}
