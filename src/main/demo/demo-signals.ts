import { DEMO_NAME } from './dns-zone.ts';
import { LOOPBACK } from './loopback-port.ts';
import type { DemoConfigOptions, SignalInput } from './demo-config.ts';
import { REGION_IDS, type RegionId, REGIONS } from './regions.ts';
import { DEMO_SERVICES, type DemoService } from './services.ts';

const EVERY = '1s';
/** As short as a rate over 1 s scrapes can be without shaking, so that a fault shows within seconds. */
const RATE = '[15s]';
const PROBE_WINDOW = '1m';
const STATS = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
type QuantileStat = keyof typeof STATS;
const QUANTILE_STATS = Object.keys(STATS) as QuantileStat[];

/** What a probe asks for where it stands in for metrics: the real work, not the health page. */
const PROBED_PATHS: Readonly<Record<DemoService, string>> = {
  checkout: '/checkout/cart',
  login: '/login/session',
  payments: '/payments/methods',
  search: '/search?q=holdfast',
};

export const demoSignals = (options: DemoConfigOptions): SignalInput[] => [
  ...DEMO_SERVICES.flatMap((service) => serviceSignals(service, options)),
  ...edgeSignals(options),
  ...regionsOf(options).flatMap((region) => regionSignals(region, options)),
  ...queueSignals(options),
];

export const regionsOf = ({ ports }: DemoConfigOptions): readonly RegionId[] => REGION_IDS.filter((id) => id === 'first' || ports.hasSecondRegion);

const query = (id: string, service: string, kind: SignalInput['kind'], text: string, more: Partial<SignalInput> = {}): SignalInput => ({
  id,
  service,
  kind,
  source: 'prometheus',
  every: EVERY,
  query: text,
  ...more,
});

const httpProbe = (id: string, service: string, kind: SignalInput['kind'], http: NonNullable<SignalInput['http']>, more: Partial<SignalInput> = {}): SignalInput => ({
  id,
  service,
  kind,
  source: 'probes',
  every: EVERY,
  http,
  ...more,
});

/** By the name, as everybody who uses it: it is the name that may lead astray, or to the other region. */
const byName = ({ ports }: DemoConfigOptions, path: string, expect = {}): NonNullable<SignalInput['http']> => ({ url: `http://${DEMO_NAME}:${ports.apiPort}${path}`, resolver: `${LOOPBACK}:${ports.resolverPort}`, expect: { status: 200, ...expect } });
const byAddress = (url: string): NonNullable<SignalInput['http']> => ({ url, expect: { status: 200 } });

function serviceSignals(service: DemoService, options: DemoConfigOptions): SignalInput[] {
  const measured = options.prometheusUrl === null ? probedSignals(service, byName(options, PROBED_PATHS[service])) : queriedSignals(service);
  return [...measured, httpProbe(`${service}-up`, service, 'availability', byName(options, `/${service}/health`))];
}

function queriedSignals(service: DemoService): SignalInput[] {
  const requests = `http_requests_total{service="${service}"}`;
  const failures = `http_requests_total{service="${service}",status=~"5.."}`;
  return [
    ...QUANTILE_STATS.map((stat) =>
      query(`${service}-${stat}`, service, 'latency', `histogram_quantile(${STATS[stat]}, sum by (le) (rate(http_request_duration_seconds_bucket{service="${service}"}${RATE})))`, { stat, unit: 's' }),
    ),
    query(`${service}-errors`, service, 'errorRate', `sum(rate(${failures}${RATE})) / (sum(rate(${requests}${RATE})) > 0)`, { unit: 'ratio' }),
    query(`${service}-traffic`, service, 'traffic', `sum(rate(${requests}${RATE}))`, { unit: 'perSecond' }),
  ];
}

function probedSignals(service: DemoService, http: NonNullable<SignalInput['http']>): SignalInput[] {
  return [
    ...QUANTILE_STATS.map((stat) => httpProbe(`${service}-${stat}`, service, 'latency', http, { stat, unit: 's', window: PROBE_WINDOW })),
    httpProbe(`${service}-errors`, service, 'errorRate', http, { unit: 'ratio', window: PROBE_WINDOW }),
  ];
}

function edgeSignals({ ports, prometheusUrl }: DemoConfigOptions): SignalInput[] {
  const probe = { service: 'edge', source: 'probes', every: EVERY };
  return [
    { id: 'edge-name', name: 'API name', kind: 'availability', ...probe, authority: { name: DEMO_NAME, servers: [...ports.nameServers], addresses: Object.values(REGIONS).map(({ address }) => address) } },
    { id: 'edge-p95', name: 'p95 name lookup', kind: 'latency', stat: 'p95', unit: 's', window: PROBE_WINDOW, ...probe, dns: { name: DEMO_NAME, type: 'A', server: ports.nameServers[0] ?? '' } },
    ...(prometheusUrl === null
      ? []
      : [
          query('edge-errors', 'edge', 'errorRate', `sum(rate(client_requests_total{outcome!="ok"}${RATE})) / (sum(rate(client_requests_total${RATE})) > 0)`, { name: 'failed client requests', unit: 'ratio' }),
          query('edge-traffic', 'edge', 'traffic', `sum(rate(client_requests_total${RATE}))`, { name: 'client requests', unit: 'perSecond' }),
        ]),
  ];
}

/** Each region by its own address, wherever the name leads: from here, and as Prometheus sees it. */
function regionSignals(region: RegionId, { ports, prometheusUrl }: DemoConfigOptions): SignalInput[] {
  const health = byAddress(`http://${REGIONS[region].address}:${ports.apiPort}/health`);
  const of = `{instance="${region}"}`;
  return [
    httpProbe(`${region}-up`, region, 'availability', health),
    httpProbe(`${region}-p95`, region, 'latency', health, { stat: 'p95', unit: 's', window: PROBE_WINDOW }),
    httpProbe(`${region}-errors`, region, 'errorRate', health, { unit: 'ratio', window: PROBE_WINDOW }),
    ...(prometheusUrl === null
      ? []
      : [
          query(`${region}-scraped`, region, 'availability', `up${of}`, { name: 'seen by Prometheus' }),
          query(`${region}-traffic`, region, 'traffic', `sum(rate(http_requests_total${of}${RATE}))`, { unit: 'perSecond' }),
          ...(region === 'second' ? [query('replication-lag', region, 'custom', 'replication_lag_seconds', { name: 'replication lag', unit: 's' })] : []),
          query(`${region}-load`, region, 'saturation', `sum(rate(api_worked_seconds_total${of}${RATE})) / sum(api_capacity_slots${of})`, { name: 'capacity used', unit: 'ratio' }),
        ]),
  ];
}

function queueSignals({ ports, prometheusUrl }: DemoConfigOptions): SignalInput[] {
  return [
    ...(prometheusUrl === null
      ? []
      : [
          query('queue-depth', 'queue', 'saturation', 'sum(queue_depth)', { name: 'jobs waiting', unit: 'count' }),
          query('queue-oldest', 'queue', 'saturation', 'max(queue_oldest_age_seconds)', { name: 'oldest job', unit: 's' }),
          query('queue-traffic', 'queue', 'traffic', `sum(rate(jobs_processed_total${RATE}))`, { name: 'jobs done', unit: 'perSecond' }),
          query('queue-rate', 'queue', 'custom', 'queue_rate_percent', { name: 'rate of the workers', unit: 'percent' }),
          query('emergency-depth', 'queue', 'custom', 'emergency_queue_depth', { name: 'jobs in the emergency queue', unit: 'count' }),
          query('emergency-oldest', 'queue', 'custom', 'emergency_queue_oldest_age_seconds', { name: 'oldest job of the emergency queue', unit: 's' }),
        ]),
    httpProbe('queue-up', 'queue', 'availability', byAddress(`http://${LOOPBACK}:${ports.controlPort}/queue/health`)),
  ];
}
