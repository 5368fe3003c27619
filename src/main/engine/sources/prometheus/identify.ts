import { SourceFailure, type SourceIdentity } from '../source.ts';
import type { BuildInfo } from './answer.ts';
import type { PrometheusClient } from './client.ts';
import { clockOffsetMs } from './clock-offset.ts';
import { QueryRefused } from './failure.ts';

/** Asks the simplest query, which everything that speaks this API answers, and then who it is. Throws `SourceFailure`. */
export async function identifyPrometheus(client: PrometheusClient, abort: AbortSignal): Promise<SourceIdentity> {
  const { data, sentAt, receivedAt } = await simplest(client, abort);
  const evaluatedAt = data.type === 'vector' ? (data.samples[0]?.time ?? null) : null;
  if (evaluatedAt === null) throw new SourceFailure('other_service', 'it answers, but not as Prometheus does: the simplest query gave no value');
  return { ...(await productAndVersion(client, abort)), account: null, notes: [], clockOffsetMs: clockOffsetMs(evaluatedAt, sentAt, receivedAt) };
}

async function simplest(client: PrometheusClient, abort: AbortSignal): ReturnType<PrometheusClient['instant']> {
  try {
    return await client.instant('vector(time())', abort);
  } catch (error) {
    if (error instanceof QueryRefused) throw new SourceFailure('other_service', `it refuses the simplest query: ${error.message}`);
    throw error;
  }
}

/** Product and version where the server tells; not every one that speaks the API does. */
async function productAndVersion(client: PrometheusClient, abort: AbortSignal): Promise<Pick<SourceIdentity, 'product' | 'version'>> {
  try {
    const info = await client.buildInfo(abort);
    return { product: productOf(info), version: info.version ?? null };
  } catch (error) {
    if (error instanceof SourceFailure || error instanceof QueryRefused) return { product: null, version: null };
    throw error;
  }
}

/**
 * Mimir and Cortex name themselves in `application`. VictoriaMetrics answers with a version alone (of the Prometheus it
 * mimics); Prometheus and Thanos answer alike, and Thanos has not left version 0.
 */
function productOf({ application, version, goVersion }: BuildInfo): string | null {
  if (application !== undefined) return application;
  if (version === undefined) return null;
  if (goVersion === undefined) return 'VictoriaMetrics';
  return version.startsWith('0.') ? 'Thanos' : 'Prometheus';
}
