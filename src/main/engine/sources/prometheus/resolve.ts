import type { PrometheusSourceConfig } from '../../../../shared/model/config.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';
import type { ResolveSecrets } from '../../ports.ts';
import type { PrometheusAuth, PrometheusEndpoint, PrometheusTls } from './endpoint.ts';

/** A configured source with its secrets resolved. Rejects as `resolve` does: with the name of the reference, never a value. */
export async function resolveEndpoint(config: PrometheusSourceConfig, timeoutMs: DurationMs, resolve: ResolveSecrets): Promise<PrometheusEndpoint> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(config.headers ?? {})) headers[name] = await resolve(value);
  return { url: await resolve(config.url), auth: await resolveAuth(config.auth, resolve), headers, tls: await resolveTls(config.tls, resolve), timeoutMs };
}

async function resolveAuth(auth: PrometheusSourceConfig['auth'], resolve: ResolveSecrets): Promise<PrometheusAuth> {
  if (auth?.bearer !== undefined) return { kind: 'bearer', token: await resolve(auth.bearer) };
  return auth?.basic === undefined ? { kind: 'none' } : { kind: 'basic', username: auth.basic.username, password: await resolve(auth.basic.password) };
}

async function resolveTls(tls: PrometheusSourceConfig['tls'], resolve: ResolveSecrets): Promise<PrometheusTls> {
  const pem = (text: string | undefined): Promise<string | undefined> => (text === undefined ? Promise.resolve(undefined) : resolve(text));
  return { ca: await pem(tls?.ca), cert: await pem(tls?.cert), key: await pem(tls?.key), serverName: tls?.serverName };
}
