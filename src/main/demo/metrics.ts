import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { JobQueue } from './job-queue.ts';
import { DEMO_QUEUES, DEMO_ROUTES, DEMO_SERVICES, type DemoQueue, type DemoRoute, type DemoService } from './services.ts';

/** How a client fared: `unresolved` = the name gave no address, `unreachable` = no connection, `server_error` = 5xx. */
const CLIENT_OUTCOMES = ['ok', 'server_error', 'unreachable', 'timeout', 'unresolved'] as const;
export type ClientOutcome = (typeof CLIENT_OUTCOMES)[number];

const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10];
const STATUSES = ['200', '500', '502', '503'];

interface DemoMetrics {
  request(route: DemoRoute, status: number, seconds: number): void;
  client(service: DemoService, outcome: ClientOutcome): void;
  job(queue: DemoQueue, done: boolean): void;
  text(): Promise<string>;
  readonly contentType: string;
}

/** What the demo API shows at `/metrics`. Every series exists from the start: a counter that appears at 1 hides its first increase. */
export function createMetrics(queues: () => ReadonlyMap<DemoQueue, JobQueue>): DemoMetrics {
  const registry = new Registry();
  const registers = [registry];
  const duration = new Histogram({ name: 'http_request_duration_seconds', help: 'Time to answer a request.', labelNames: ['service', 'route', 'method'], buckets: SECONDS_BUCKETS, registers });
  const requests = new Counter({ name: 'http_requests_total', help: 'Requests answered.', labelNames: ['service', 'status'], registers });
  const errors = new Counter({ name: 'api_http_5xx_errors_total', help: 'Requests answered with a 5xx status.', labelNames: ['service'], registers });
  const clients = new Counter({ name: 'client_requests_total', help: 'Requests as the clients saw them end.', labelNames: ['service', 'outcome'], registers });
  const processed = new Counter({ name: 'jobs_processed_total', help: 'Jobs finished.', labelNames: ['queue'], registers });
  const failed = new Counter({ name: 'jobs_failed_total', help: 'Jobs given up.', labelNames: ['queue'], registers });
  const gauge = (name: string, help: string, read: (queue: JobQueue) => number): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['queue'],
      registers,
      collect() {
        for (const [queue, of] of queues()) this.set({ queue }, read(of));
      },
    });
  gauge('queue_depth', 'Jobs that wait.', (queue) => queue.depth());
  gauge('queue_oldest_age_seconds', 'How long the oldest waiting job has waited.', (queue) => queue.oldestAgeMs() / 1_000);

  for (const { service, path, method } of DEMO_ROUTES) duration.zero({ service, route: path, method });
  for (const service of DEMO_SERVICES) {
    errors.inc({ service }, 0);
    for (const status of STATUSES) requests.inc({ service, status }, 0);
    for (const outcome of CLIENT_OUTCOMES) clients.inc({ service, outcome }, 0);
  }
  for (const queue of DEMO_QUEUES) {
    processed.inc({ queue }, 0);
    failed.inc({ queue }, 0);
  }

  return {
    request({ service, path, method }, status, seconds) {
      duration.observe({ service, route: path, method }, seconds);
      requests.inc({ service, status: String(status) });
      if (status >= 500) errors.inc({ service });
    },
    client: (service, outcome) => clients.inc({ service, outcome }),
    job: (queue, done) => (done ? processed : failed).inc({ queue }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
