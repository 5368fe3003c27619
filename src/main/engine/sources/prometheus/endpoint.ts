import type { DurationMs } from '../../../../shared/model/units.ts';

export type PrometheusAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** PEM texts. `ca` is trusted in addition to the system's own authorities. */
export interface PrometheusTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly serverName?: string | undefined;
}

/** Where a Prometheus is and how it lets us in; every secret reference is already resolved to its text. */
export interface PrometheusEndpoint {
  readonly url: string;
  readonly auth: PrometheusAuth;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: PrometheusTls;
  /** For one answer as a whole, from the first byte sent to the last byte read. */
  readonly timeoutMs: DurationMs;
}

/** Paths that people copy from a browser or a curl line along with the address. */
const COPIED_PATH = /\/(?:graph|query|targets|alerts|classic\/.*|api\/v1(?:\/.*)?)$/;

/** The address that `/api/v1/` is appended to, and credentials that stood in it. Null when it is no http(s) address. */
export function parseBaseUrl(text: string): { readonly base: string; readonly auth: PrometheusAuth } | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.hostname === '') return null;
  const path = url.pathname.replace(/\/+$/, '').replace(COPIED_PATH, '').replace(/\/+$/, '');
  const auth: PrometheusAuth =
    url.username === '' && url.password === '' ? { kind: 'none' } : { kind: 'basic', username: decode(url.username), password: decode(url.password) };
  return { base: `${url.origin}${path}`, auth };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Every text that must never be repeated, longest first; shorter than four characters would blank out ordinary words. */
export function secretsOf(endpoint: PrometheusEndpoint): readonly string[] {
  const { auth, headers, tls } = endpoint;
  const fromUrl = parseBaseUrl(endpoint.url)?.auth ?? { kind: 'none' };
  const found = [...[auth, fromUrl].flatMap(authSecrets), ...Object.values(headers), tls.key ?? ''];
  return [...new Set(found)].filter((text) => text.length >= 4).sort((a, b) => b.length - a.length);
}

function authSecrets(auth: PrometheusAuth): readonly string[] {
  if (auth.kind === 'bearer') return [auth.token];
  return auth.kind === 'basic' ? [auth.password, basicToken(auth)] : [];
}

const basicToken = (auth: { readonly username: string; readonly password: string }): string =>
  Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64');

/** The value of the Authorization header; null where none is sent. */
export function authorization(auth: PrometheusAuth): string | null {
  if (auth.kind === 'bearer') return `Bearer ${auth.token}`;
  return auth.kind === 'basic' ? `Basic ${basicToken(auth)}` : null;
}
