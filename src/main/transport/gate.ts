import type { Credential } from '../api/engine-port.ts';
import type { CallError } from '../../shared/model/result.ts';
import { isLoopback } from './addresses.ts';

/** What a request says of itself, before anything is believed. */
export interface RequestFacts {
  readonly method: string;
  /** The request target as it came, not decoded. */
  readonly target: string;
  /** Name, value, name, value …, as they came. */
  readonly rawHeaders: readonly string[];
}

export interface GateRules {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  readonly tls: boolean;
  readonly cookieName: string;
}

export interface Passed {
  readonly ok: true;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly credential: Credential;
}
export interface Refused {
  readonly ok: false;
  readonly status: number;
  readonly error: CallError;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Headers that decide something here; two of one kind would let two readers believe two things. */
const SINGLE = ['host', 'origin', 'authorization', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'content-type', 'content-length'];
const LONGEST_TARGET = 8_192;
/** Letters, digits, "-", "_", "~" and inner dots: a path in which nothing can be decoded, folded, cut or taken for a folder. */
const SEGMENT = /^[A-Za-z0-9_~-](?:[A-Za-z0-9._~-]*[A-Za-z0-9_~-])?$/;
const SESSION_TOKEN = /^[A-Za-z0-9_-]{43}$/;
const RESERVED: ReadonlySet<string> = new Set(['api', 'healthz', 'metrics', 'pair', 'pin', 'unpair']);

const refuse = (status: number, code: CallError['code'], message: string): Refused => ({ ok: false, status, error: { code, message } });

function headersOf(rawHeaders: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = String(rawHeaders[i]).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), String(rawHeaders[i + 1])]);
  }
  return headers;
}

/** A path that any reader could take for another one is no path of ours. */
function pathOf(target: string): string | null {
  if (target.length > LONGEST_TARGET || target.includes('#')) return null;
  const path = target.split('?', 1)[0] ?? '';
  if (path === '/') return path;
  const [first, ...segments] = path.split('/');
  return first === '' && segments.length > 0 && segments.every((segment) => SEGMENT.test(segment) && !segment.includes('..')) ? path : null;
}

/** A page of the UI rather than a file or a call: what a person may come to by a link from elsewhere. */
export function isDocumentPath(path: string): boolean {
  const [, first = ''] = path.split('/');
  /** Ids of services may hold a dot, as in `/service/api.v1`; elsewhere a dot is the name of a file. */
  return !RESERVED.has(first.toLowerCase()) && (first === 'service' || !path.includes('.'));
}

function credentialOf(headers: ReadonlyMap<string, readonly string[]>, cookieName: string): Credential {
  const authorization = headers.get('authorization')?.[0];
  if (authorization !== undefined) {
    const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization)?.[1];
    return token === undefined ? { kind: 'anonymous' } : { kind: 'bearer', token };
  }
  const ours = (headers.get('cookie') ?? []).flatMap((line) => line.split(/; */)).filter((pair) => pair.startsWith(`${cookieName}=`));
  const token = ours[0]?.slice(cookieName.length + 1) ?? '';
  // Two cookies of our name: one of them was put there by somebody else.
  return ours.length === 1 && SESSION_TOKEN.test(token) ? { kind: 'session', token } : { kind: 'anonymous' };
}

const isTopNavigation = (method: string, path: string | null, fetchHeader: (name: string) => string | undefined): boolean =>
  (method === 'GET' || method === 'HEAD') && fetchHeader('sec-fetch-mode') === 'navigate' && fetchHeader('sec-fetch-dest') === 'document' && path !== null && isDocumentPath(path);

/**
 * Decides on every request before any route sees it: an exact `Host`, an exact `Origin`, where the browser says it comes from, one
 * spelling of the path. A name that an attacker points at this machine fails the first (DNS rebinding), another page in the same
 * browser the second and third (CSRF); W3C Fetch Metadata, RFC 9110 section 7.4.
 */
export function judgeRequest({ method, target, rawHeaders }: RequestFacts, rules: GateRules): Passed | Refused {
  const headers = headersOf(rawHeaders);
  const one = (name: string): string | undefined => headers.get(name)?.[0];
  const host = one('host')?.toLowerCase();
  if (host === undefined || headers.get('host')?.length !== 1 || !rules.hosts.has(host)) return refuse(421, 'forbidden', 'This server does not answer to this name. Names it shall answer to stand under server.hosts.');
  const origin = one('origin');
  if (headers.get('origin')?.some((value) => !rules.origins.has(value))) return refuse(403, 'forbidden', 'Requests from other sites are refused.');
  if (SINGLE.some((name) => (headers.get(name)?.length ?? 0) > 1)) return refuse(400, 'invalid_input', 'A header that may come once came twice.');

  const path = pathOf(target);
  const site = one('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isTopNavigation(method, path, one)) return refuse(403, 'forbidden', 'Requests from other sites are refused.');
  if (path === null) return refuse(400, 'invalid_input', 'This path is not spelled as any path of ours is.');
  if (!METHODS.has(method)) return refuse(405, 'invalid_input', 'This method is not used here.');

  const credential = credentialOf(headers, rules.cookieName);
  if (credential.kind === 'session' && method !== 'GET' && method !== 'HEAD') {
    // Browsers send fetch metadata only to addresses that they trust: encrypted ones and this machine's own.
    const metadataDue = rules.tls || isLoopback(host.replace(/:\d+$/, ''));
    if (origin === undefined || (site !== 'same-origin' && (site !== undefined || metadataDue))) return refuse(403, 'forbidden', 'A change with a session cookie must come from our own page.');
  }
  return { ok: true, path, search: new URLSearchParams(target.slice(path.length)), credential };
}
