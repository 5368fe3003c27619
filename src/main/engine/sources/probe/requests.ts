import { createHash } from 'node:crypto';
import tls from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { ResolveSecrets } from '../../ports.ts';
import { trustedAuthorities } from '../../net/authorities.ts';
import type { HttpRequest } from './check-http.ts';
import { bareHost } from './target.ts';
import type { HttpCheckTarget } from './target.ts';

/** Puts the secrets into a request. Rejects with a message that names a reference or a field, never a value. */
export type MakeRequest = (target: HttpCheckTarget) => Promise<HttpRequest>;

/** Certificates that were replaced leave their context behind; more than this many sets are not in use at once. */
const KEPT_CONTEXTS = 16;

/**
 * One per source. It keeps TLS contexts by what they were made of, for reading the authorities costs tens of milliseconds and
 * megabytes. Sessions are not kept, so every check makes a full handshake.
 */
export function createMakeRequest(resolve: ResolveSecrets): MakeRequest {
  const contexts = new Map<string, SecureContext>();
  const contextOf = (material: TlsMaterial): SecureContext => {
    const digest = createHash('sha256').update(JSON.stringify(material)).digest('hex');
    const context = contexts.get(digest) ?? secureContext(material);
    contexts.delete(digest);
    contexts.set(digest, context);
    const [oldest] = contexts.keys();
    if (contexts.size > KEPT_CONTEXTS && oldest !== undefined) contexts.delete(oldest);
    return context;
  };
  return async (target) => {
    const headers = await resolveHeaders(target, resolve);
    if (target.url.protocol === 'http:') return { target, headers, tls: null };
    const material: TlsMaterial = {};
    for (const field of ['ca', 'cert', 'key'] as const) {
      const text = target.config.tls?.[field];
      if (text !== undefined) material[field] = await resolve(text);
    }
    return { target, headers, tls: { context: contextOf(material), serverName: target.config.tls?.serverName ?? bareHost(target.url.hostname) } };
  };
}

/** PEM texts; `ca` comes on top of what is trusted anyway. */
interface TlsMaterial {
  ca?: string;
  cert?: string;
  key?: string;
}

function secureContext({ ca, ...own }: TlsMaterial): SecureContext {
  const authorities = [...trustedAuthorities(), ...(ca === undefined ? [] : [ca])];
  try {
    // OpenSSL passes over an authority that is none without a word.
    if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no certificate');
    return tls.createSecureContext({ ca: authorities, ...own });
  } catch {
    // OpenSSL's own words may quote what it was given.
    throw new Error('the configured TLS texts cannot be used: expected "ca", "cert" and "key" in PEM form, and "key" to belong to "cert"');
  }
}

async function resolveHeaders({ url, config }: HttpCheckTarget, resolve: ResolveSecrets): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(config.headers ?? {})) {
    const value = await resolve(text);
    // What a header may hold: RFC 9110 section 5.5; Node's own error would come in the middle of the check.
    if (!/^[\t\x20-\x7E\x80-\xFF]*$/.test(value)) throw new Error(`the value of the header ${name} holds characters that cannot be sent, such as a line break`);
    headers[name.toLowerCase()] = value;
  }
  if (url.username !== '' && headers['authorization'] === undefined) {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers['authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }
  return headers;
}
