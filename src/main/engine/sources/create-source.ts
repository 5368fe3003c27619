import { assertNever } from '../../../shared/model/result.ts';
import type { ResolvedSource } from '../../config/resolved.ts';
import type { Clock, ResolveSecrets } from '../ports.ts';
import { createProbeSource } from './probe/probe-source.ts';
import { resolveEndpoint } from './prometheus/resolve.ts';
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
      return createPrometheusSource(await resolveEndpoint(config, timeoutMs, deps.resolveSecrets), deps);
    case 'probe':
      return createProbeSource(config, deps);
    default:
      return assertNever(config, 'source type');
  }
}
