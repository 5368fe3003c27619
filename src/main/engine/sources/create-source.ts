import { assertNever } from '../../../shared/model/result.ts';
import type { PrometheusSourceConfig } from '../../../shared/model/config.ts';
import type { ResolvedSource } from '../../config/resolved.ts';
import type { Clock, ResolveSecrets } from '../ports.ts';
import { createProbeSource } from './probe/probe-source.ts';
import type { PrometheusAuth, PrometheusEndpoint } from './prometheus/endpoint.ts';
import { createPrometheusSource } from './prometheus/source.ts';
import type { Source } from './source.ts';

export interface SourceDeps {
  readonly clock: Clock;
  readonly resolveSecrets: ResolveSecrets;
}

/** The adapter of a configured source. Rejects, naming the reference, when a secret of it cannot be read. */
export async function createSource({ config, timeoutMs }: ResolvedSource, deps: SourceDeps): Promise<Source> {
  switch (config.type) {
    case 'prometheus':
      return createPrometheusSource({ ...(await resolveEndpoint(config, deps.resolveSecrets)), timeoutMs }, deps);
    case 'probe':
      return createProbeSource(config, deps);
    default:
      return assertNever(config, 'source type');
  }
}

async function resolveEndpoint(config: PrometheusSourceConfig, resolve: ResolveSecrets): Promise<Omit<PrometheusEndpoint, 'timeoutMs'>> {
  const { ca, cert, key, serverName } = config.tls ?? {};
  const maybe = (text: string | undefined): Promise<string | undefined> => (text === undefined ? Promise.resolve(undefined) : resolve(text));
  const headers = await Promise.all(Object.entries(config.headers ?? {}).map(async ([name, value]) => [name, await resolve(value)] as const));
  return {
    url: config.url,
    auth: await resolveAuth(config.auth, resolve),
    headers: Object.fromEntries(headers),
    tls: { ca: await maybe(ca), cert: await maybe(cert), key: await maybe(key), serverName },
  };
}

async function resolveAuth(auth: PrometheusSourceConfig['auth'], resolve: ResolveSecrets): Promise<PrometheusAuth> {
  if (auth?.basic !== undefined) return { kind: 'basic', username: auth.basic.username, password: await resolve(auth.basic.password) };
  return auth?.bearer === undefined ? { kind: 'none' } : { kind: 'bearer', token: await resolve(auth.bearer) };
}
