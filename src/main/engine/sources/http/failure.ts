import { durationMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { EgressRefused } from '../../net/guarded-lookup.ts';
import { SourceFailure } from '../source.ts';

const MAX_FOREIGN_TEXT = 300;
const MAX_RETRY_AFTER_MS = 3_600_000;

/** Text that came from outside, short enough for a sentence. */
export const clip = (text: string, max = MAX_FOREIGN_TEXT): string => (text.length <= max ? text : `${text.slice(0, max)}…`);

const UNKNOWN_AUTHORITY = 'its certificate is signed by an authority that is not known here; give that authority’s certificate as the CA';
const TLS_REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; give that certificate as the CA to trust it',
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; check the clock of both machines',
  CERT_REVOKED: 'its certificate is revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name; use that name in the address, or give it as the server name',
};
/** What OpenSSL says when it reads plain text where a TLS record should be; the code is a bare EPROTO then. */
const PLAIN_TEXT = /wrong version number|packet length too long|http request/i;
const NETWORK: Readonly<Record<string, readonly ['refused' | 'unresolved' | 'unreachable' | 'timeout', string]>> = {
  ECONNREFUSED: ['refused', 'connection refused: nothing listens at {host}'],
  ENOTFOUND: ['unresolved', 'the name {host} cannot be resolved'],
  EAI_AGAIN: ['unresolved', 'the name {host} cannot be resolved now: no name server answers'],
  EHOSTUNREACH: ['unreachable', '{host} cannot be reached from here'],
  ENETUNREACH: ['unreachable', 'there is no network path to {host}'],
  EADDRNOTAVAIL: ['unreachable', '{host} cannot be reached from here'],
  ENETDOWN: ['unreachable', 'the network is down'],
  ECONNRESET: ['unreachable', '{host} closed the connection without an answer'],
  EPIPE: ['unreachable', '{host} closed the connection without an answer'],
  ETIMEDOUT: ['timeout', 'no connection to {host} in time'],
};

interface Described {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** An error, what caused it and, where several addresses were tried, what each said. */
function* chain(error: unknown): Generator<Described> {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
    const described: Described = current;
    yield described;
    if (Array.isArray(described.errors)) for (const inner of described.errors) if (typeof inner === 'object' && inner !== null) yield inner as Described;
    current = described.cause;
  }
}

/** Why no answer came, from the error of the socket, of TLS or of the library that asked. Never repeats what a library says: it may hold the request. */
export function transportFailure(error: unknown, host: string, gotHeaders: boolean): SourceFailure {
  for (const { code, message } of chain(error)) {
    if (typeof message === 'string' && message.startsWith('maxContentLength')) return new SourceFailure('too_large', 'the answer is larger than 16 MiB');
    if (typeof code !== 'string') continue;
    if (typeof message === 'string' && PLAIN_TEXT.test(message)) return new SourceFailure('tls', 'TLS: it does not speak TLS; is it an http:// address?');
    const failure = failureOfCode(code, host, gotHeaders);
    if (failure) return failure;
  }
  for (const cause of chain(error)) if (cause instanceof EgressRefused) return new SourceFailure('unreachable', cause.message);
  if (gotHeaders) return new SourceFailure('bad_answer', 'the answer broke off before its end');
  return new SourceFailure('unreachable', `no answer from ${host}`);
}

function failureOfCode(code: string, host: string, gotHeaders: boolean): SourceFailure | null {
  if (gotHeaders && (code === 'ECONNRESET' || code === 'EPIPE')) return new SourceFailure('bad_answer', 'the answer broke off before its end');
  const network = NETWORK[code];
  if (network) return new SourceFailure(network[0], network[1].replace('{host}', host));
  const reason = TLS_REASONS[code];
  if (reason !== undefined) return new SourceFailure('tls', `TLS: ${reason}`);
  if (code.includes('ALERT_CERTIFICATE_REQUIRED') || code.includes('ALERT_BAD_CERTIFICATE'))
    return new SourceFailure('tls', 'TLS: it demands a client certificate; give one, with its key');
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.startsWith('CERT_') || code.startsWith('ERR_OSSL'))
    return new SourceFailure('tls', `TLS: no secure connection (${code})`);
  if (code === 'HPE_HEADER_OVERFLOW') return new SourceFailure('too_large', 'the headers of the answer are too large');
  if (code.startsWith('HPE_')) return new SourceFailure('other_service', 'what answers there does not speak HTTP');
  if (code.startsWith('Z_') || code === 'ERR__ERROR_FORMAT_PADDING_1' || code.startsWith('ERR_BROTLI')) return new SourceFailure('bad_answer', 'the compressed answer is damaged');
  return null;
}

/** `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3); null when absent or nonsense, never more than an hour. */
export function retryAfterMs(header: unknown, now: EpochMs): DurationMs | null {
  if (typeof header !== 'string') return null;
  const text = header.trim();
  const waitMs = /^\d{1,10}$/.test(text) ? Number(text) * 1_000 : /[a-z]/i.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isFinite(waitMs) ? durationMs(Math.min(MAX_RETRY_AFTER_MS, Math.max(0, waitMs))) : null;
}
