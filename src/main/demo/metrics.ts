import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Capacity, SLOTS } from './capacity.ts';
import type { JobQueue, QueueStatus } from './job-queue.ts';
import { CLIENT_OUTCOMES, type ClientOutcome } from './name-client.ts';
import { DEMO_ROUTES, DEMO_SERVICES, type DemoRoute, type DemoService, JOB_KINDS, type JobKind } from './services.ts';

const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10];
const STATUSES = ['200', '500', '502', '503'];

interface Exposed {
  text(): Promise<string>;
  readonly contentType: string;
}
interface RegionMetrics extends Exposed {
  request(route: DemoRoute, status: number, seconds: number): void;
}
interface OutsideMetrics extends Exposed {
  client(service: DemoService, outcome: ClientOutcome): void;
  job(kind: JobKind, done: boolean): void;
}

/** What a region shows at `/metrics`. Every series exists from the start: a counter that appears at 1 hides its first increase. */
export function createRegionMetrics(capacity: Capacity): RegionMetrics {
  const registry = new Registry();
  const registers = [registry];
  const duration = new Histogram({ name: 'http_request_duration_seconds', help: 'Time to answer a request.', labelNames: ['service', 'route', 'method'], buckets: SECONDS_BUCKETS, registers });
  const requests = new Counter({ name: 'http_requests_total', help: 'Requests answered.', labelNames: ['service', 'status'], registers });
  const errors = new Counter({ name: 'api_http_5xx_errors_total', help: 'Requests answered with a 5xx status.', labelNames: ['service'], registers });
  gauge(registers, 'api_capacity_slots', 'Requests that are worked on at the same time, at most.', () => SLOTS);
  gauge(registers, 'api_requests_waiting', 'Requests that wait for their turn.', () => capacity.waiting());
  const worked = new Counter({
    name: 'api_worked_seconds_total',
    help: 'Seconds of work done, over all slots.',
    registers,
    collect() {
      this.reset();
      this.inc(capacity.workedSeconds());
    },
  });
  worked.inc(0);

  for (const { service, path, method } of DEMO_ROUTES) duration.zero({ service, route: path, method });
  for (const service of DEMO_SERVICES) {
    errors.inc({ service }, 0);
    for (const status of STATUSES) requests.inc({ service, status }, 0);
  }
  return {
    request({ service, path, method }, status, seconds) {
      duration.observe({ service, route: path, method }, seconds);
      requests.inc({ service, status: String(status) });
      if (status >= 500) errors.inc({ service });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** What is seen from outside the regions, and survives them: how clients fare, and the job queue. */
export function createOutsideMetrics(queue: () => JobQueue, lagSeconds: () => number): OutsideMetrics {
  const registry = new Registry();
  const registers = [registry];
  const clients = new Counter({ name: 'client_requests_total', help: 'Requests as the clients saw them end.', labelNames: ['service', 'outcome'], registers });
  const processed = new Counter({ name: 'jobs_processed_total', help: 'Jobs finished.', labelNames: ['kind'], registers });
  const failed = new Counter({ name: 'jobs_failed_total', help: 'Jobs that went back to the end of the line, or to the emergency queue.', labelNames: ['kind'], registers });
  const perKind = (name: string, help: string, read: (of: QueueStatus['kinds'][number]) => number): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['kind'],
      registers,
      collect() {
        for (const of of queue().status().kinds) this.set({ kind: of.kind }, read(of));
      },
    });
  perKind('queue_depth', 'Jobs that wait.', ({ waiting }) => waiting);
  perKind('queue_oldest_age_seconds', 'How long the oldest waiting job has waited.', ({ oldestSeconds }) => oldestSeconds);
  gauge(registers, 'replication_lag_seconds', 'How far the region that takes no writes is behind the other.', lagSeconds);
  gauge(registers, 'queue_rate_percent', 'How much of their full rate the workers may take.', () => queue().status().rate);
  gauge(registers, 'emergency_queue_depth', 'Jobs that wait in the emergency queue.', () => queue().status().emergency.waiting);
  gauge(registers, 'emergency_queue_oldest_age_seconds', 'How long the oldest of them has waited.', () => queue().status().emergency.oldestSeconds);

  for (const service of DEMO_SERVICES) for (const outcome of CLIENT_OUTCOMES) clients.inc({ service, outcome }, 0);
  for (const kind of JOB_KINDS) {
    processed.inc({ kind }, 0);
    failed.inc({ kind }, 0);
  }
  return {
    client: (service, outcome) => clients.inc({ service, outcome }),
    job: (kind, done) => (done ? processed : failed).inc({ kind }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

const gauge = (registers: Registry[], name: string, help: string, read: () => number): Gauge =>
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
