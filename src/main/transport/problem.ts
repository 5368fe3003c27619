import { STATUS_CODES } from 'node:http';
import type { CallError, ErrorCode } from '../../shared/model/result.ts';

/** One status per code; a refusal of the carrier itself (421, 405, 415 …) names its own. */
export const STATUS_OF_CODE: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  read_only: 503,
  unavailable: 503,
  internal: 500,
};

/** An RFC 9457 problem document; `code` and `details` are its extension members. */
export function problemBody(status: number, { code, message, details }: CallError): string {
  return JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message, code, ...(details === undefined ? {} : { details }) });
}

/** Headers that a refusal of this status carries besides those of every answer. */
export function problemHeaders(status: number): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (status === 429 || status === 503) headers['retry-after'] = '1';
  // The rest of a body that is not wanted would be read as the next request.
  if (status === 408 || status === 413) headers['connection'] = 'close';
  return headers;
}
