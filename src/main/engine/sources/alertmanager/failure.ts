import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import type { HttpAnswer, HttpClient } from '../http/client.ts';
import { retryAfterMs } from '../http/failure.ts';
import { SourceFailure } from '../source.ts';
import { readError } from './answer.ts';

/** What the API says where this version of it does not exist. */
const NO_V2 = 'there is no API version 2 at this address';

/** Why an answer is no success. What it says itself is repeated, without secrets. */
export function statusFailure({ status, text, header }: HttpAnswer, http: Pick<HttpClient, 'clean'>, now: EpochMs): SourceFailure {
  const retryAfter = retryAfterMs(header('retry-after'), epochMs(now));
  const said = plain(http.clean(readError(text) ?? ''), 200);
  const words = said === '' ? '' : `: ${said}`;
  if (status >= 300 && status < 400) return new SourceFailure('redirected', 'it answers with a redirect, which is not followed so that no credentials go elsewhere; use the final address');
  if (status === 401) return new SourceFailure('unauthorized', 'it asks for credentials, or those given are wrong (401)');
  if (status === 403) return new SourceFailure('forbidden', 'the credentials given may not read it (403)');
  if (status === 404) return new SourceFailure('other_service', `${NO_V2} (404); check the path, and that it is Alertmanager 0.16 or newer`);
  if (status === 407) return new SourceFailure('forbidden', 'a proxy on the way asks for credentials (407)');
  if (status === 410) return new SourceFailure('other_service', `${NO_V2} (410), only what is left of version 1; write the address without /api/v1`);
  if (status === 429) return new SourceFailure('rate_limited', 'it asks us to slow down (429)', retryAfter);
  if (status >= 500) return new SourceFailure('server_error', `it answers with an error of its own (${String(status)}${words})`, retryAfter);
  return new SourceFailure('bad_answer', `it refuses the question (${String(status)}${words})`);
}
