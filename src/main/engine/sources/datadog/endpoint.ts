import { datadogAddress, type DatadogSourceConfig } from '../../../../shared/model/sources/datadog.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';
import { readDuration } from '../../../config/duration.ts';
import type { ResolveSecrets } from '../../ports.ts';
import { resolveEndpoint } from '../http/resolve.ts';
import type { DatadogSetup } from './source.ts';

/** A configured Datadog with its keys resolved. Rejects as `resolve` does: with the name of the reference, never a value. */
export async function resolveDatadog(config: DatadogSourceConfig, timeoutMs: DurationMs, resolve: ResolveSecrets): Promise<DatadogSetup> {
  const { api, app, name } = datadogAddress(config);
  const keys = { 'DD-API-KEY': config.apiKey, 'DD-APPLICATION-KEY': config.applicationKey };
  return { http: await resolveEndpoint({ url: api, headers: keys, tls: config.tls }, timeoutMs, resolve), site: name, app, monitors: config.alerts ? { source: config.id, everyMs: readDuration(config.every), tags: config.monitorTags ?? [] } : null };
}
