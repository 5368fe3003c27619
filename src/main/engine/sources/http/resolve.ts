import type { AuthConfig, TlsConfig } from '../../../../shared/model/sources/parts.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';
import type { ResolveSecrets } from '../../ports.ts';
import type { TlsTexts } from './agent.ts';
import type { HttpAuth, HttpEndpoint } from './endpoint.ts';

/** What the configurations of sources that speak HTTP have in common. */
interface HttpSourceConfig {
  readonly url: string;
  readonly auth?: AuthConfig | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly tls?: TlsConfig | undefined;
}

/** A configured source with its secrets resolved. Rejects as `resolve` does: with the name of the reference, never a value. */
export async function resolveEndpoint(config: HttpSourceConfig, timeoutMs: DurationMs, resolve: ResolveSecrets): Promise<HttpEndpoint> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(config.headers ?? {})) headers[name] = await resolve(value);
  return { url: await resolve(config.url), auth: await resolveAuth(config.auth, resolve), headers, tls: await resolveTls(config.tls, resolve), timeoutMs };
}

async function resolveAuth(auth: AuthConfig | undefined, resolve: ResolveSecrets): Promise<HttpAuth> {
  if (auth?.bearer !== undefined) return { kind: 'bearer', token: await resolve(auth.bearer) };
  return auth?.basic === undefined ? { kind: 'none' } : { kind: 'basic', username: auth.basic.username, password: await resolve(auth.basic.password) };
}

async function resolveTls(tls: TlsConfig | undefined, resolve: ResolveSecrets): Promise<TlsTexts> {
  const pem = (text: string | undefined): Promise<string | undefined> => (text === undefined ? Promise.resolve(undefined) : resolve(text));
  return { ca: await pem(tls?.ca), cert: await pem(tls?.cert), key: await pem(tls?.key), serverName: tls?.serverName };
}
