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

/**
 * One per target: it keeps the target's TLS context as long as the certificates behind it stay the same, for reading the
 * authorities costs tens of milliseconds. Sessions are not kept, so every check makes a full handshake.
 */
export function createMakeRequest(resolve: ResolveSecrets): MakeRequest {
  let kept: { readonly digest: string; readonly context: SecureContext } | null = null;
  return async (target) => {
    const headers = await resolveHeaders(target, resolve);
    if (target.url.protocol === 'http:') return { target, headers, tls: null };
    const { ca, cert, key, serverName } = target.config.tls ?? {};
    const [caText, certText, keyText] = await Promise.all([ca, cert, key].map(async (text) => (text === undefined ? undefined : resolve(text))));
    const digest = createHash('sha256').update(JSON.stringify([caText, certText, keyText])).digest('hex');
    if (kept?.digest !== digest) kept = { digest, context: secureContext(caText, certText, keyText) };
    return { target, headers, tls: { context: kept.context, serverName: serverName ?? bareHost(target.url.hostname) } };
  };
}

let systemContext: SecureContext | null = null;

function secureContext(ca: string | undefined, cert: string | undefined, key: string | undefined): SecureContext {
  if (ca === undefined && cert === undefined && key === undefined) return (systemContext ??= tls.createSecureContext({ ca: [...trustedAuthorities()] }));
  try {
    return tls.createSecureContext({
      ca: [...trustedAuthorities(), ...(ca === undefined ? [] : [ca])],
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    });
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
