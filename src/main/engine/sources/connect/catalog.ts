/** Well-known metric families: what they are called, which label names the service, which one holds the outcome. */
export interface KnownFamily {
  /** Matches whole metric names; the first group is what bucket and count have in common. */
  readonly metrics: RegExp;
  readonly shape: 'histogram' | 'counter' | 'availability' | 'duration' | 'queue';
  /** Labels that name the service better than the common ones, best first. */
  readonly services: readonly string[];
  /** Labels that may hold the outcome of a request. */
  readonly outcomes: readonly string[];
  readonly unit: 's' | 'ms';
  /** A matcher without which requests would be counted twice. */
  readonly only?: string;
}

/** Labels that name a service, best first; `job` is there always, but often names a cluster rather than a service. */
export const COMMON_SERVICE_LABELS = ['service', 'service_name', 'app', 'application', 'app_kubernetes_io_name', 'exported_service', 'exported_job', 'job'] as const;

const HTTP_OUTCOMES = ['status', 'code', 'status_code', 'http_response_status_code', 'http_status_code', 'response_code'] as const;
const GRPC_OUTCOMES = ['grpc_code'] as const;

export const CATALOG: readonly KnownFamily[] = [
  { metrics: /^(http_request_duration_seconds)_bucket$/, shape: 'histogram', services: [], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(http_server_request_duration_seconds)_bucket$/, shape: 'histogram', services: [], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(http_server_requests_seconds)_bucket$/, shape: 'histogram', services: [], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(api_http_\w*seconds)_bucket$/, shape: 'histogram', services: [], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(nginx_ingress_controller_request_duration_seconds)_bucket$/, shape: 'histogram', services: ['exported_service', 'service', 'ingress'], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(istio_request_duration_milliseconds)_bucket$/, shape: 'histogram', services: ['destination_service_name', 'destination_app'], outcomes: HTTP_OUTCOMES, unit: 'ms', only: 'reporter="destination"' },
  { metrics: /^(traefik_service_request_duration_seconds)_bucket$/, shape: 'histogram', services: ['exported_service', 'service'], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(envoy_cluster_upstream_rq_time)_bucket$/, shape: 'histogram', services: ['envoy_cluster_name'], outcomes: [], unit: 'ms' },
  { metrics: /^(grpc_server_handling_seconds)_bucket$/, shape: 'histogram', services: [...COMMON_SERVICE_LABELS.slice(0, -1), 'grpc_service'], outcomes: GRPC_OUTCOMES, unit: 's' },
  { metrics: /^(http_requests_total)$/, shape: 'counter', services: [], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(http_server_requests_seconds_count)$/, shape: 'counter', services: [], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(api_http_\w*requests?_total)$/, shape: 'counter', services: [], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(nginx_ingress_controller_requests)$/, shape: 'counter', services: ['exported_service', 'service', 'ingress'], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(istio_requests_total)$/, shape: 'counter', services: ['destination_service_name', 'destination_app'], outcomes: HTTP_OUTCOMES, unit: 's', only: 'reporter="destination"' },
  { metrics: /^(traefik_service_requests_total)$/, shape: 'counter', services: ['exported_service', 'service'], outcomes: HTTP_OUTCOMES, unit: 's' },
  { metrics: /^(envoy_cluster_upstream_rq_xx)$/, shape: 'counter', services: ['envoy_cluster_name'], outcomes: ['envoy_response_code_class'], unit: 's' },
  { metrics: /^(grpc_server_handled_total)$/, shape: 'counter', services: [...COMMON_SERVICE_LABELS.slice(0, -1), 'grpc_service'], outcomes: GRPC_OUTCOMES, unit: 's' },
  { metrics: /^(probe_success)$/, shape: 'availability', services: ['exported_instance', 'instance'], outcomes: [], unit: 's' },
  { metrics: /^(probe_duration_seconds)$/, shape: 'duration', services: ['exported_instance', 'instance'], outcomes: [], unit: 's' },
  { metrics: /^(up)$/, shape: 'availability', services: ['job'], outcomes: [], unit: 's' },
  { metrics: /^(\w*queue\w*_(?:depth|length|size|messages|messages_ready|backlog|waiting)|\w+_backlog|queue_(?:depth|length|size|backlog))$/, shape: 'queue', services: [], outcomes: [], unit: 's' },
];

/** PromQL matcher (fully anchored, RE2) for every name of the catalog, so that one question finds them among any number of metrics. */
export const CATALOG_MATCH = `{__name__=~"${CATALOG.map(({ metrics }) => metrics.source.replace(/^\^/, '').replace(/\$$/, '').replaceAll('\\', String.raw`\\`)).join('|')}"}`;

/** gRPC codes that are the server's fault (the others are the caller's, or no fault at all). */
const GRPC_FAULTS = ['Unknown', 'DeadlineExceeded', 'Unimplemented', 'Internal', 'Unavailable', 'DataLoss'];

/** The matcher that picks failed requests out of the values a label has; null when they do not look like outcomes. */
export function faultMatcher(label: string, values: readonly string[]): string | null {
  const known = values.filter((value) => value !== '');
  if (known.length === 0) return null;
  if (label === 'grpc_code') return `${label}=~"${GRPC_FAULTS.join('|')}"`;
  if (known.every((value) => /^[1-5]$/.test(value))) return `${label}="5"`;
  if (known.every((value) => /^[1-5]xx$/i.test(value))) return `${label}=~"5[xX][xX]"`;
  return known.some((value) => /^[1-5]\d\d$/.test(value)) ? `${label}=~"5.."` : null;
}
