import { stringify } from 'yaml';
import type { SignalSpec } from '../../src/main/engine/sources/source.ts';
import { promSignal } from '../../src/main/engine/sources/testing/specs.ts';

/** What a team asks of each of its services. `$` stands for the service's name. Beyond `limit` no value of the fake Prometheus ever lies. */
const KINDS = [
  { id: 'p95', kind: 'latency', unit: 's', limit: { above: 2 }, query: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="$"}[1m])))', merged: 'histogram_quantile(0.95, sum by (le, service) (rate(http_request_duration_seconds_bucket{service=~"$"}[1m])))' },
  { id: 'p99', kind: 'latency', unit: 's', limit: { above: 2 }, query: 'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{service="$"}[1m])))', merged: 'histogram_quantile(0.99, sum by (le, service) (rate(http_request_duration_seconds_bucket{service=~"$"}[1m])))' },
  { id: 'errors', kind: 'errorRate', unit: 'ratio', limit: { above: 2 }, query: 'sum(rate(http_requests_total{service="$",code=~"5.."}[1m])) / sum(rate(http_requests_total{service="$"}[1m]))', merged: 'sum by (service) (rate(http_requests_total{service=~"$",code=~"5.."}[1m])) / sum by (service) (rate(http_requests_total{service=~"$"}[1m]))' },
  { id: 'traffic', kind: 'traffic', unit: 'perSecond', limit: { above: 2 }, query: 'sum(rate(http_requests_total{service="$"}[1m]))', merged: 'sum by (service) (rate(http_requests_total{service=~"$"}[1m]))' },
  { id: 'queue', kind: 'saturation', unit: 'count', limit: { above: 2 }, query: 'max(queue_depth{service="$"})', merged: 'max by (service) (queue_depth{service=~"$"})' },
] as const;
/** As many names as fit into a query of a length that every server accepts. */
const NAMES_PER_QUERY = 500;

/** Names of the services that carry so many signals, five each. */
export const serviceNames = (signals: number): readonly string[] => Array.from({ length: Math.ceil(signals / KINDS.length) }, (_, index) => `svc-${String(index).padStart(4, '0')}`);

const signalsOf = (count: number): { readonly id: string; readonly service: string; readonly of: (typeof KINDS)[number] }[] =>
  serviceNames(count).flatMap((service) => KINDS.map((of) => ({ id: `${service}-${of.id}`, service, of }))).slice(0, count);

/** The same values as merged queries written by hand: one for each kind and each so many services. */
export function handMerged(count: number): readonly string[] {
  const names = serviceNames(count);
  return KINDS.flatMap(({ merged }) =>
    Array.from({ length: Math.ceil(names.length / NAMES_PER_QUERY) }, (_, part) => merged.replaceAll('$', names.slice(part * NAMES_PER_QUERY, (part + 1) * NAMES_PER_QUERY).join('|'))),
  );
}

/** The signals as the Prometheus source sees them. */
export const specsOf = (count: number, everyMs: number): readonly SignalSpec[] => signalsOf(count).map(({ id, service, of }) => promSignal(id, of.query.replaceAll('$', service), undefined, everyMs));

export interface ConfigOptions {
  readonly signals: number;
  readonly everySeconds: number;
  readonly prometheusUrl: string;
  /** A limit for each signal, three samples in a row beyond it; none unless asked for. */
  readonly rules?: boolean;
}

/** holdfast.yaml that watches so many signals; the wall's port is given on the command line. */
export const configOf = ({ signals, everySeconds, prometheusUrl, rules = false }: ConfigOptions): string =>
  stringify({
    version: 1,
    workspace: { name: 'Bench', timeZone: 'UTC' },
    sources: [{ id: 'prom', type: 'prometheus', url: prometheusUrl }],
    services: serviceNames(signals).map((id, index) => ({ id, name: id, tier: index < 4 ? 1 : 3 })),
    signals: signalsOf(signals).map(({ id, service, of }) => ({ id, service, kind: of.kind, unit: of.unit, source: 'prom', every: `${everySeconds}s`, query: of.query.replaceAll('$', service) })),
    rules: rules ? signalsOf(signals).map(({ id, of }) => ({ id: `${id}-limit`, signal: id, when: { ...of.limit, consecutive: 3 }, severity: 'P2' })) : [],
  });
