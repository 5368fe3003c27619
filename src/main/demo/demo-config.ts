import { stringify } from 'yaml';
import type { z } from 'zod';
import type { HoldfastConfig } from '../../shared/model/config.ts';
import { RIGHTS } from '../../shared/model/rights.ts';
import { demoContinuity } from './demo-plans.ts';
import { demoSignals, regionsOf } from './demo-signals.ts';
import { DEMO_NAME } from './dns-zone.ts';
import type { RegionId } from './regions.ts';
import { DEMO_SERVICES, type DemoService } from './services.ts';
import type { WorldPorts } from './worker-messages.ts';

export type ConfigInput = z.input<typeof HoldfastConfig>;
export type SignalInput = NonNullable<ConfigInput['signals']>[number];
type RuleInput = NonNullable<ConfigInput['rules']>[number];

export interface DemoConfigOptions {
  readonly ports: WorldPorts;
  /** Null = probes alone watch the demo. */
  readonly prometheusUrl: string | null;
  readonly timeZone: string;
}

const NAMES: Readonly<Record<DemoService, string>> = { checkout: 'Checkout API', login: 'Login', payments: 'Payments', search: 'Search' };
const SLOW_ABOVE_SECONDS: Readonly<Record<DemoService, number>> = { checkout: 0.8, login: 0.5, payments: 0.8, search: 0.8 };
const REGION_NAMES: Readonly<Record<RegionId, string>> = { first: 'Region: first', second: 'Region: second' };
const severity = (service: DemoService): 'P1' | 'P2' => (service === 'search' ? 'P2' : 'P1');

/** Fifteen minutes at the pace of the demo, and what belongs to them. */
const WHEN = { amber: '10s', due: '15s', healthy: '5s' };

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
      ...regionsOf(options).map((id) => ({ id, name: REGION_NAMES[id], tier: 3 as const })),
      { id: 'queue', name: 'Job queue', tier: 3 },
    ],
    signals: demoSignals(options),
    slos: [{ id: 'checkout-works', name: 'Checkouts succeed', service: 'checkout', signal: 'checkout-errors', ...(prometheusUrl === null ? {} : { traffic: 'checkout-traffic' }), target: 99.5 }],
    rules: [...DEMO_SERVICES.flatMap((service) => serviceRules(service, prometheusUrl !== null)), BUDGET_RULE, ...edgeRules(prometheusUrl !== null), ...regionsOf(options).map((id) => below(`${id}-down`, `${id}-up`, 1, 'P1')), ...queueRules(prometheusUrl !== null)],
    incidents: { when: WHEN },
    dnsWatch: [{ name: DEMO_NAME, service: 'edge', types: ['A'], servers: [...options.ports.nameServers], every: '5s' }],
    ...demoContinuity(options),
    people: PEOPLE,
    roster: ROSTER,
  };
  return `# The demo writes this file anew at every start; what you change here is lost.\n${stringify(config, { lineWidth: 0, aliasDuplicateObjects: false })}`;
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
