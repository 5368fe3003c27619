import { plain } from '../../../../shared/text/plain.ts';
import { SourceFailure } from '../source.ts';
import type { DataSource, GrafanaClient } from './client.ts';
import { noDataSource } from './failure.ts';

/** Plugin ids of data sources that answer as Prometheus does: its own, those of the clouds, VictoriaMetrics. */
const PROMETHEUS_LIKE = /prometheus|victoriametrics-metrics|^mimir|^thanos|^cortex/i;

export const isPrometheusLike = ({ type }: DataSource): boolean => PROMETHEUS_LIKE.test(type);

/** The one of this uid, else of this name. */
const named = (there: readonly DataSource[], wanted: string): DataSource | undefined => there.find(({ uid }) => uid === wanted) ?? there.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());

/** The uid of the data source that is wanted by uid or name. Throws `SourceFailure` where there is none, or one that answers no PromQL. */
export function pickDataSource(there: readonly DataSource[], wanted: string): string {
  const found = named(there, wanted);
  if (found === undefined) throw noDataSource(wanted, there.filter(isPrometheusLike).map(({ name }) => name));
  if (!isPrometheusLike(found)) throw new SourceFailure('other_service', `the data source "${wanted}" is of type ${plain(found.type, 60)}, which answers no PromQL; expected one of type prometheus`);
  return found.uid;
}

/** A token that may query need not be allowed to list: then what is configured is taken for the uid. */
export async function locate(client: Pick<GrafanaClient, 'dataSources'>, wanted: string, abort: AbortSignal): Promise<string> {
  try {
    return pickDataSource(await client.dataSources(abort), wanted);
  } catch (error) {
    if (error instanceof SourceFailure && error.code === 'forbidden') return wanted;
    throw error;
  }
}
