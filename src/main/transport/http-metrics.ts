import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface HttpMetrics {
  answered(route: string, method: string, status: number, seconds: number): void;
  refused(status: number): void;
  cutOff(): void;
  text(): Promise<string>;
}

/** What the carrier itself does, in Prometheus format. Labels come from the route table, never from the address that was asked for. */
export function createHttpMetrics({ liveClients }: { readonly liveClients: () => number }): HttpMetrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({ name: 'holdfast_http_requests_total', help: 'Requests answered, by route.', labelNames: ['route', 'method', 'status'], registers });
  const duration = new Histogram({ name: 'holdfast_http_request_duration_seconds', help: 'Time from a request to its answer.', buckets: [0.005, 0.02, 0.1, 0.5, 2, 10], registers });
  const refused = new Counter({ name: 'holdfast_http_refused_total', help: 'Requests refused before any route saw them.', labelNames: ['status'], registers });
  const cut = new Counter({ name: 'holdfast_live_cut_off_total', help: 'Live streams ended because their screen did not keep up.', registers });
  const clients = new Gauge({ name: 'holdfast_live_clients', help: 'Screens that follow the live stream over HTTP.', registers });
  return {
    answered: (route, method, status, seconds) => {
      requests.inc({ route, method, status: String(status) });
      duration.observe(seconds);
    },
    refused: (status) => refused.inc({ status: String(status) }),
    cutOff: () => cut.inc(),
    text: () => {
      clients.set(liveClients());
      return registry.metrics();
    },
  };
}
