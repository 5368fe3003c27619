import { dashboardUrl } from '../../../../shared/model/dashboards.ts';
import type { GrafanaSourceConfig } from '../../../../shared/model/sources/grafana.ts';
import { readDuration } from '../../../config/duration.ts';
import { splitAddress, type HttpEndpoint } from '../http/endpoint.ts';
import type { HttpDeps } from '../http/client.ts';
import { planGroups } from '../prometheus/plan.ts';
import type { PrometheusSource } from '../prometheus/source.ts';
import type { SourceDeps } from '../registry.ts';
import { SourceFailure, type Source } from '../source.ts';
import { readAlerts } from './alerts.ts';
import { createAnnotationReader } from './annotation-reader.ts';
import { createGrafanaClient } from './client.ts';
import { identifyGrafana } from './identify.ts';
import { exploreUrl } from './links.ts';
import { createProxied } from './proxied.ts';

/** Reads a Grafana: a data source that speaks Prometheus' API, through its proxy, the alerts of Grafana Alerting, and annotations as changes. `endpoint` is Grafana's own. */
export function createGrafanaSource(config: GrafanaSourceConfig, endpoint: HttpEndpoint, deps: HttpDeps & Pick<SourceDeps, 'services'>): Source {
  const client = createGrafanaClient(endpoint, deps, config.annotations.dashboard);
  const base = splitAddress(endpoint.url)?.base ?? endpoint.url;
  const { datasource } = config;
  const everyMs = readDuration(config.every);
  const proxied = datasource === undefined ? null : createProxied(base, datasource, endpoint, client, deps);
  const open = (abort: AbortSignal): Promise<PrometheusSource> => {
    if (proxied === null) return Promise.reject(new SourceFailure('bad_answer', 'no data source is configured (`datasource`)'));
    return proxied.open(abort);
  };

  return {
    plan: planGroups,
    poll: async (group, abort) => (await open(abort)).poll(group, abort),
    history: async (signal, range, stepMs, abort) => (await open(abort)).history(signal, range, stepMs, abort),
    openUrl: ({ config: { query } }) => (datasource === undefined || query === undefined ? null : exploreUrl(base, datasource, query)),
    expressions: {
      vector: async (expr, at, abort) => (await open(abort)).expressions.vector(expr, at, abort),
      matrix: async (expr, range, stepMs, abort) => (await open(abort)).expressions.matrix(expr, range, stepMs, abort),
    },
    metrics: {
      instant: async (query, abort, at) => (await open(abort)).metrics.instant(query, abort, at),
      labelValues: async (label, match, range, abort) => (await open(abort)).metrics.labelValues(label, match, range, abort),
    },
    feeds: [
      ...(config.alerts ? [{ name: 'alerts', everyMs, poll: async (abort: AbortSignal) => readAlerts(await client.alerts(abort), config.id, deps.services()) }] : []),
      ...(config.annotations.read ? [{ name: 'annotations', everyMs, poll: createAnnotationReader({ client, source: config.id, tags: config.annotations.tags, dashboard: (uid) => dashboardUrl(base, uid), nowMs: () => deps.clock.nowMs() }) }] : []),
    ],
    ...(config.annotations.write ? { marker: { ...client.marker, drills: config.annotations.drill } } : {}),
    identify: (abort) => identifyGrafana(config, client, open, abort),
    close: async () => {
      client.close();
      await proxied?.close();
    },
  };
}
