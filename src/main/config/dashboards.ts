import type { HoldfastConfig, ServiceConfig } from '../../shared/model/config.ts';
import { dashboardUrl, shownDashboard, type Dashboard, type DashboardConfig } from '../../shared/model/dashboards.ts';
import type { GrafanaSourceConfig } from '../../shared/model/sources/grafana.ts';
import { clip, type ConfigPath } from './config-path.ts';
import { unknownId } from './cross-finding.ts';
import type { Finding } from './explain.ts';

type Sources = HoldfastConfig['sources'];
const isGrafana = (source: Sources[number]): source is GrafanaSourceConfig => source.type === 'grafana';

const grafanaOf = ({ source }: DashboardConfig, sources: Sources): GrafanaSourceConfig | null => sources.filter(isGrafana).find(({ id }) => id === source) ?? null;

/** Dashboards of a service: its own, then those of each Grafana that one of its signals is asked of. */
export function dashboardsOf(service: ServiceConfig, { sources, signals }: Pick<HoldfastConfig, 'sources' | 'signals'>): Dashboard[] {
  const own = (service.dashboards ?? []).flatMap((dashboard): Dashboard[] => {
    const address = dashboard.url ?? addressOf(dashboard, grafanaOf(dashboard, sources));
    return address === null ? [] : [shownDashboard(address, dashboard, service.id)];
  });
  const asked = new Set(signals.flatMap((signal) => (signal.service === service.id ? [signal.source] : [])));
  const general = sources.filter(isGrafana).flatMap((source) => (asked.has(source.id) ? (source.dashboards ?? []).map((dashboard) => shownDashboard(dashboardUrl(source.url, dashboard.uid), dashboard, service.id)) : []));
  return [...new Map([...own, ...general].map((dashboard) => [dashboard.url, dashboard])).values()];
}

const addressOf = ({ uid }: DashboardConfig, source: GrafanaSourceConfig | null): string | null => (uid === undefined || source === null ? null : dashboardUrl(source.url, uid));

/** Each dashboard of a service that has a uid is of a Grafana that is known. */
export function checkDashboards({ services, sources }: Pick<HoldfastConfig, 'services' | 'sources'>): Finding[] {
  return services.flatMap(({ dashboards = [] }, index) =>
    dashboards.flatMap((dashboard, which): Finding[] => {
      const path: ConfigPath = ['services', index, 'dashboards', which, 'source'];
      const { source } = dashboard;
      if (source === undefined || grafanaOf(dashboard, sources) !== null) return [];
      const other = sources.find(({ id }) => id === source);
      return other === undefined ? unknownId('source', source, sources, path) : [{ path, message: `expected the id of a grafana source, found "${clip(source)}", which is a ${other.type}` }];
    }),
  );
}
