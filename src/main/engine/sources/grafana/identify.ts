import type { GrafanaSourceConfig } from '../../../../shared/model/sources/grafana.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { SourceFailure, type Source, type SourceIdentity } from '../source.ts';
import type { DataSource, GrafanaClient } from './client.ts';
import { isPrometheusLike } from './data-source.ts';

const MOST_NAMED = 10;

/** What is used of it, the permission that this needs there, and what for. */
const neededBy = ({ datasource, alerts, annotations }: GrafanaSourceConfig): readonly (readonly [permission: string, what: string])[] => [
  ...(datasource === undefined ? [] : ([['datasources:query', 'query the data source']] as const)),
  ...(alerts ? ([['alert.instances:read', 'read its alerts']] as const) : []),
  ...(annotations.read ? ([['annotations:read', 'read annotations as changes']] as const) : []),
  ...(annotations.write ? ([...(annotations.read ? [] : ([['annotations:read', 'find annotations of incidents again']] as const)), ['annotations:create', 'write them'], ['annotations:write', 'write when an incident ends']] as const) : []),
];

/** Who answers, whether the token works, and what it may not do of that which is configured. Throws `SourceFailure`. */
export async function identifyGrafana(config: GrafanaSourceConfig, client: GrafanaClient, open: (abort: AbortSignal) => Promise<Required<Pick<Source, 'identify'>>>, abort: AbortSignal): Promise<SourceIdentity> {
  const { told: version, clockOffsetMs } = await client.version(abort);
  const may = await orNull(client.permissions(abort));
  const there = await orNull(client.dataSources(abort));
  const behind = config.datasource === undefined ? null : await (await open(abort)).identify(abort);
  const missing = may === null ? [] : neededBy(config).filter(([permission]) => !may.has(permission));
  return {
    product: 'Grafana',
    version,
    account: null,
    notes: [
      ...(behind === null ? [] : [`Behind the data source "${config.datasource ?? ''}" answers ${[behind.product ?? 'Prometheus’ API', behind.version].filter((part) => part !== null).join(' ')}.`]),
      ...missing.map(([permission, what]) => `The token lacks the permission ${permission}, which is needed to ${what}.`),
      ...(may === null ? ['What the token may do could not be asked.'] : []),
      listed(config, there),
    ].filter((note) => note !== ''),
    clockOffsetMs: behind?.clockOffsetMs ?? clockOffsetMs,
  };
}

/** What a token may not ask is not known; a token that is not accepted at all fails. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SourceFailure && (error.code === 'forbidden' || error.code === 'other_service' || error.code === 'bad_answer')) return null;
    throw error;
  }
}

function listed({ datasource }: GrafanaSourceConfig, there: readonly DataSource[] | null): string {
  if (there === null) return datasource === undefined ? 'Its data sources could not be listed: the token lacks the permission datasources:read.' : '';
  const fitting = there.filter(isPrometheusLike);
  if (fitting.length === 0) return 'It has no data source that speaks Prometheus’ API.';
  const names = fitting.slice(0, MOST_NAMED).map(({ name, uid }) => `${plain(name, 60)} (${plain(uid, 60)})`);
  return `Its data sources that can be asked: ${names.join(', ')}${fitting.length > MOST_NAMED ? ` and ${String(fitting.length - MOST_NAMED)} more` : ''}.`;
}
