import { stringify } from 'yaml';
import type { z } from 'zod';
import type { HoldfastConfig } from '../../shared/model/config.ts';
import { RIGHTS } from '../../shared/model/rights.ts';
import { DEMO_NAME } from './dns-zone.ts';
import { LOOPBACK } from './loopback-port.ts';
import { DEMO_SERVICES, type DemoService } from './services.ts';

type ConfigInput = z.input<typeof HoldfastConfig>;
type SignalInput = NonNullable<ConfigInput['signals']>[number];
type RuleInput = NonNullable<ConfigInput['rules']>[number];

interface DemoConfigOptions {
  readonly apiPort: number;
  readonly dnsPort: number;
  /** Null = probes alone watch the demo. */
  readonly prometheusUrl: string | null;
  readonly timeZone: string;
}

const EVERY = '1s';
/** As short as a rate over 1 s scrapes can be without shaking, so that a fault shows within seconds. */
const RATE = '[15s]';
const PROBE_WINDOW = '1m';
const STATS = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
type QuantileStat = keyof typeof STATS;
const QUANTILE_STATS = Object.keys(STATS) as QuantileStat[];

const NAMES: Readonly<Record<DemoService, string>> = { checkout: 'Checkout API', login: 'Login', payments: 'Payments', search: 'Search' };
/** What a probe asks for where it stands in for metrics: the real work, not the health page. */
const PROBED_PATHS: Readonly<Record<DemoService, string>> = {
  checkout: '/checkout/cart',
  login: '/login/session',
  payments: '/payments/methods',
  search: '/search?q=holdfast',
};
const SLOW_ABOVE_SECONDS: Readonly<Record<DemoService, number>> = { checkout: 0.8, login: 0.5, payments: 0.8, search: 0.8 };
const severity = (service: DemoService): 'P1' | 'P2' => (service === 'search' ? 'P2' : 'P1');

/** A team of three, so that roles can be given to somebody: all may do everything, each is on duty for one role. */
const PEOPLE = [
  { id: 'mara', name: 'Mara Voss', rights: [...RIGHTS], roles: ['incident commander'] },
  { id: 'jonas', name: 'Jonas Feld', rights: [...RIGHTS], roles: ['communications lead'] },
  { id: 'aiko', name: 'Aiko Tanaka', rights: [...RIGHTS], roles: ['engineer'] },
] satisfies ConfigInput['people'];
const ROSTER = [
  { role: 'incidentCommander', person: 'mara' },
  { role: 'communicationsLead', person: 'jonas' },
  { role: 'engineer', person: 'aiko' },
] satisfies ConfigInput['roster'];

/** The demo's `holdfast.yaml`: the same file a person would write for the same API. */
export function demoConfig(options: DemoConfigOptions): string {
  const { prometheusUrl, timeZone } = options;
  const config: ConfigInput = {
    version: 1,
    workspace: { name: 'Demo', timeZone },
    sources: [
      ...(prometheusUrl === null ? [] : [{ id: 'prometheus', type: 'prometheus' as const, name: 'Demo Prometheus', url: prometheusUrl, timeout: '2s' }]),
      { id: 'probes', type: 'probe', name: 'Probes', timeout: '2s' },
    ],
    services: [
      { id: 'checkout', name: NAMES.checkout, tier: 1 },
      { id: 'login', name: NAMES.login, tier: 1 },
      { id: 'payments', name: NAMES.payments, tier: 1 },
      { id: 'edge', name: 'Front door (DNS)', tier: 1 },
      { id: 'search', name: NAMES.search, tier: 2 },
      { id: 'queue', name: 'Job queue', tier: 3 },
    ],
    signals: [...DEMO_SERVICES.flatMap((service) => serviceSignals(service, options)), ...edgeSignals(options), ...queueSignals(options)],
    slos: [{ id: 'checkout-works', name: 'Checkouts succeed', service: 'checkout', signal: 'checkout-errors', ...(prometheusUrl === null ? {} : { traffic: 'checkout-traffic' }), target: 99.5 }],
    rules: [...DEMO_SERVICES.flatMap((service) => serviceRules(service, prometheusUrl !== null)), BUDGET_RULE, ...edgeRules(prometheusUrl !== null), ...queueRules(prometheusUrl !== null)],
    people: PEOPLE,
    roster: ROSTER,
  };
  return `# The demo writes this file anew at every start; what you change here is lost.\n${stringify(config, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

const query = (id: string, service: string, kind: SignalInput['kind'], text: string, more: Partial<SignalInput> = {}): SignalInput => ({
  id,
  service,
  kind,
  source: 'prometheus',
  every: EVERY,
  query: text,
  ...more,
});

const httpProbe = (id: string, service: string, kind: SignalInput['kind'], url: string, more: Partial<SignalInput> = {}): SignalInput => ({
  id,
  service,
  kind,
  source: 'probes',
  every: EVERY,
  http: { url, expect: { status: 200 } },
  ...more,
});

const address = (apiPort: number, path: string): string => `http://${LOOPBACK}:${apiPort}${path}`;

function serviceSignals(service: DemoService, { apiPort, prometheusUrl }: DemoConfigOptions): SignalInput[] {
  const measured = prometheusUrl === null ? probedSignals(service, address(apiPort, PROBED_PATHS[service])) : queriedSignals(service);
  return [...measured, httpProbe(`${service}-up`, service, 'availability', address(apiPort, `/${service}/health`))];
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

function probedSignals(service: DemoService, url: string): SignalInput[] {
  return [
    ...QUANTILE_STATS.map((stat) => httpProbe(`${service}-${stat}`, service, 'latency', url, { stat, unit: 's', window: PROBE_WINDOW })),
    httpProbe(`${service}-errors`, service, 'errorRate', url, { unit: 'ratio', window: PROBE_WINDOW }),
  ];
}

function edgeSignals({ dnsPort, prometheusUrl }: DemoConfigOptions): SignalInput[] {
  const dns = { name: DEMO_NAME, type: 'A' as const, server: `${LOOPBACK}:${dnsPort}`, expect: [LOOPBACK] };
  const probe = { service: 'edge', source: 'probes', every: EVERY, dns };
  return [
    { id: 'edge-name', name: 'API name', kind: 'availability', ...probe },
    { id: 'edge-p95', name: 'p95 name lookup', kind: 'latency', stat: 'p95', unit: 's', window: PROBE_WINDOW, ...probe },
    ...(prometheusUrl === null
      ? []
      : [
          query('edge-errors', 'edge', 'errorRate', `sum(rate(client_requests_total{outcome!="ok"}${RATE})) / (sum(rate(client_requests_total${RATE})) > 0)`, { name: 'failed client requests', unit: 'ratio' }),
          query('edge-traffic', 'edge', 'traffic', `sum(rate(client_requests_total${RATE}))`, { name: 'client requests', unit: 'perSecond' }),
        ]),
  ];
}

function queueSignals({ apiPort, prometheusUrl }: DemoConfigOptions): SignalInput[] {
  return [
    ...(prometheusUrl === null
      ? []
      : [
          query('queue-depth', 'queue', 'saturation', 'sum(queue_depth)', { name: 'jobs waiting', unit: 'count' }),
          query('queue-oldest', 'queue', 'saturation', 'max(queue_oldest_age_seconds)', { name: 'oldest job', unit: 's' }),
          query('queue-traffic', 'queue', 'traffic', `sum(rate(jobs_processed_total${RATE}))`, { name: 'jobs done', unit: 'perSecond' }),
        ]),
    httpProbe('queue-up', 'queue', 'availability', address(apiPort, '/queue/health')),
  ];
}

const above = (id: string, signal: string, limit: number, level: 'P0' | 'P1' | 'P2'): RuleInput => ({ id, signal, when: { above: limit, consecutive: 3 }, severity: level });
const below = (id: string, signal: string, limit: number, level: 'P0' | 'P1' | 'P2'): RuleInput => ({ id, signal, when: { below: limit, consecutive: 3 }, severity: level });

/** The one pair of the usual three that an hour of demo can fill. */
const BUDGET_RULE: RuleInput = { id: 'checkout-budget', slo: 'checkout-works', burn: { pairs: [{ factor: 14.4, long: '1h', short: '5m' }] } };

function serviceRules(service: DemoService, metrics: boolean): RuleInput[] {
  return [
    above(`${service}-slow`, `${service}-p95`, SLOW_ABOVE_SECONDS[service], severity(service)),
    above(`${service}-failing`, `${service}-errors`, 0.05, severity(service)),
    ...(metrics ? [below(`${service}-no-traffic`, `${service}-traffic`, 0.2, severity(service))] : []),
    below(`${service}-down`, `${service}-up`, 1, service === 'search' ? 'P1' : 'P0'),
  ];
}

const edgeRules = (metrics: boolean): RuleInput[] => [
  below('edge-name-wrong', 'edge-name', 1, 'P0'),
  ...(metrics ? [above('edge-clients-fail', 'edge-errors', 0.5, 'P0')] : []),
];

const queueRules = (metrics: boolean): RuleInput[] => [
  ...(metrics ? [above('queue-deep', 'queue-depth', 30, 'P2'), above('queue-old', 'queue-oldest', 5, 'P2')] : []),
  below('queue-stuck', 'queue-up', 1, 'P2'),
];
