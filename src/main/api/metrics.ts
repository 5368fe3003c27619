import { Counter, Gauge, Registry } from 'prom-client';
import type { Freshness } from '../../shared/model/entities.ts';
import type { AlertCounts } from '../../shared/model/incident.ts';
import type { Severity } from '../../shared/model/severity.ts';
import type { SourceMeasures } from '../engine/health/book.ts';
import { createSourceMetrics } from './source-metrics.ts';

/** What the engine tells of itself to whoever scrapes it. */
export interface EngineFacts {
  readonly polls: { readonly inFlight: number; readonly finished: number; readonly failed: number };
  readonly freshness: Readonly<Record<Freshness, number>>;
  readonly sourcesFailing: number;
  readonly lagSeconds: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly storeBytes: number;
  readonly heapBytes: number;
}

/** What is wrong, in numbers: nothing of it names what a private incident is about. */
export interface TroubleFacts {
  readonly alerts: AlertCounts;
  /** Open and declared. */
  readonly incidents: Readonly<Record<Severity, number>>;
  readonly proposed: number;
  /** Rules that cannot judge now. */
  readonly rulesUnknown: number;
}

/** Holdfast's own metrics in Prometheus' text format, read anew for each scrape. */
export function createMetrics(facts: () => EngineFacts & TroubleFacts & { readonly sources: readonly SourceMeasures[] }): () => Promise<string> {
  const registry = new Registry();
  const sources = createSourceMetrics(registry);
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge => new Gauge({ name, help, labelNames, registers: [registry] });
  const inFlight = gauge('holdfast_polls_in_flight', 'Polls that wait for their answer');
  const polls = new Counter({ name: 'holdfast_polls_total', help: 'Polls that ended, by outcome', labelNames: ['outcome'], registers: [registry] });
  const freshness = gauge('holdfast_signals', 'Signals by freshness', ['freshness']);
  const failing = gauge('holdfast_sources_failing', 'Sources that do not answer');
  const lag = gauge('holdfast_event_loop_lag_seconds', 'Lag of the engine thread over the last minute', ['stat']);
  const store = gauge('holdfast_store_bytes', 'Size of the database with its write-ahead log');
  const heap = gauge('holdfast_heap_bytes', 'JavaScript heap in use by the engine thread');
  const alerts = gauge('holdfast_alerts', 'Active alerts by state', ['state']);
  const incidents = gauge('holdfast_incidents_open', 'Declared incidents that are not resolved, by severity', ['severity']);
  const proposed = gauge('holdfast_incidents_proposed', 'Proposed incidents that nobody has accepted or dismissed');
  const unknown = gauge('holdfast_rules_unknown', 'Rules that cannot be judged now');
  return async () => {
    const now = facts();
    inFlight.set(now.polls.inFlight);
    polls.reset();
    polls.inc({ outcome: 'answered' }, now.polls.finished - now.polls.failed);
    polls.inc({ outcome: 'failed' }, now.polls.failed);
    for (const [state, count] of Object.entries(now.freshness)) freshness.set({ freshness: state }, count);
    failing.set(now.sourcesFailing);
    lag.set({ stat: 'p50' }, now.lagSeconds.p50);
    lag.set({ stat: 'p99' }, now.lagSeconds.p99);
    lag.set({ stat: 'max' }, now.lagSeconds.max);
    store.set(now.storeBytes);
    heap.set(now.heapBytes);
    for (const [state, count] of Object.entries(now.alerts)) alerts.set({ state }, count);
    for (const [severity, count] of Object.entries(now.incidents)) incidents.set({ severity }, count);
    proposed.set(now.proposed);
    unknown.set(now.rulesUnknown);
    const durations = sources(now.sources);
    return `${await registry.metrics()}${durations}`;
  };
}
