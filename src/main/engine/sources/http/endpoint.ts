import type { DurationMs } from '../../../../shared/model/units.ts';
import type { TlsTexts } from './agent.ts';

export type HttpAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** Where a source that speaks HTTP is, and how it lets us in; every secret reference is already resolved to its text. */
export interface HttpEndpoint {
  readonly url: string;
  readonly auth: HttpAuth;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsTexts;
  /** For one answer as a whole, from the first byte sent to the last byte read. */
  readonly timeoutMs: DurationMs;
}

/** An address without the credentials that stood in it, and those; no slash at the end. Null when it is no http(s) address. */
export function splitAddress(text: string): { readonly base: string; readonly auth: HttpAuth } | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.hostname === '') return null;
  const auth: HttpAuth =
    url.username === '' && url.password === '' ? { kind: 'none' } : { kind: 'basic', username: decode(url.username), password: decode(url.password) };
  return { base: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, auth };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Every text that must never be repeated, longest first; shorter than four characters would blank out ordinary words. */
export function secretsOf(endpoint: HttpEndpoint): readonly string[] {
  const { auth, headers, tls } = endpoint;
  const fromUrl = splitAddress(endpoint.url)?.auth ?? { kind: 'none' };
  const found = [...[auth, fromUrl].flatMap(authSecrets), ...Object.values(headers), tls.key ?? ''];
  return [...new Set(found)].filter((text) => text.length >= 4).sort((a, b) => b.length - a.length);
}

function authSecrets(auth: HttpAuth): readonly string[] {
  if (auth.kind === 'bearer') return [auth.token];
  return auth.kind === 'basic' ? [auth.password, basicToken(auth)] : [];
}

const basicToken = (auth: { readonly username: string; readonly password: string }): string =>
  Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64');

/** The value of the Authorization header; null where none is sent. */
export function authorization(auth: HttpAuth): string | null {
  if (auth.kind === 'bearer') return `Bearer ${auth.token}`;
  return auth.kind === 'basic' ? `Basic ${basicToken(auth)}` : null;
}
