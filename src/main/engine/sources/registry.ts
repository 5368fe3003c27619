import type { Service } from '../../../shared/model/entities.ts';
import type { SourceConfig, SourceType } from '../../../shared/model/sources/index.ts';
import type { ResolvedSource } from '../../config/resolved.ts';
import type { Watchdogs } from '../alerts/watchdogs.ts';
import type { Clock, ResolveSecrets } from '../ports.ts';
import { createAlertmanagerSource } from './alertmanager/source.ts';
import { resolveDatadog } from './datadog/endpoint.ts';
import { createDatadogSource } from './datadog/source.ts';
import { createGrafanaSource } from './grafana/source.ts';
import { resolveEndpoint } from './http/resolve.ts';
import { createPostmanSource, type CollectionHost } from './postman/source.ts';
import { createProbeSource } from './probe/probe-source.ts';
import { createPrometheusSource } from './prometheus/source.ts';
import type { Source } from './source.ts';

export interface SourceDeps {
  readonly clock: Clock;
  readonly resolveSecrets: ResolveSecrets;
  /** What an alert may speak of. */
  readonly services: () => readonly Pick<Service, 'id' | 'name'>[];
  /** When alerts that always fire have arrived. */
  readonly watchdogs?: Watchdogs;
  /** What runs collections; null where none may be run. */
  readonly collections: CollectionHost | null;
}

type Create<C extends SourceConfig> = (source: ResolvedSource & { readonly config: C }, deps: SourceDeps) => Source | Promise<Source>;

/** The adapter of each type of source. */
const ADAPTERS: { readonly [T in SourceType]: Create<Extract<SourceConfig, { type: T }>> } = {
  prometheus: async ({ config, timeoutMs }, deps) => createPrometheusSource(await resolveEndpoint(config, timeoutMs, deps.resolveSecrets), deps),
  grafana: async ({ config, timeoutMs }, deps) => createGrafanaSource(config, await resolveEndpoint({ ...config, auth: { bearer: config.token } }, timeoutMs, deps.resolveSecrets), deps),
  datadog: async ({ config, timeoutMs }, deps) => createDatadogSource(await resolveDatadog(config, timeoutMs, deps.resolveSecrets), deps),
  probe: ({ config }, deps) => createProbeSource(config, deps),
  alertmanager: async ({ config, timeoutMs }, deps) => createAlertmanagerSource(config, await resolveEndpoint(config, timeoutMs, deps.resolveSecrets), deps),
  postman: ({ config }, deps) => createPostmanSource(config, deps),
};

/** The adapter of a configured source. Rejects, naming the reference, when a secret of it cannot be read. */
export async function createSource(resolved: ResolvedSource, deps: SourceDeps): Promise<Source> {
  /* The table is keyed by the type that the source itself names. */
  const create = ADAPTERS[resolved.config.type] as Create<SourceConfig>;
  return create(resolved, deps);
}
