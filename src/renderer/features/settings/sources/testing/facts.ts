import { Signal, Source } from '../../../../../shared/model/entities.ts';
import { SourceHealth } from '../../../../../shared/model/source-health.ts';
import { epochMs } from '../../../../../shared/model/units.ts';
import type { Facts } from '../rules/standing.ts';

export const NOW = epochMs(Date.parse('2026-11-21T14:09:31.000Z'));
export const ago = (seconds: number): string => new Date(NOW - seconds * 1_000).toISOString();

export const signal = (freshness: Signal['freshness'], changes: Partial<Signal> = {}): Signal => ({
  ...Signal.parse({
    id: 'p95', name: 'p95', service: 'checkout', kind: 'latency', unit: 's', stat: 'p95', source: 'prom', query: 'q', select: null, intervalMs: 5_000, freshness, freshnessSince: ago(400),
    latest: { time: ago(4), evaluatedAt: ago(3), receivedAt: ago(3), value: 1, noValue: null }, error: null, thresholds: [], breach: { state: 'within', rule: null, severity: null, count: 0, needed: 0, since: null }, openUrl: null,
  }),
  ...changes,
});

const HEALTH = SourceHealth.parse({
  source: 'prom', asked: 340, failed: 0, countedSince: ago(4_000), took: { lastMs: 11.4, p50Ms: 9.2, p95Ms: 31, n: 200 }, hour: { from: ago(3_600), slowestMs: [12, null, 480], failed: [0, 2, 1] },
  lastAnswerAt: ago(6), lastFailure: null, blindSince: null, signals: { live: 1, late: 0, blind: 0 }, feeds: [], watchdog: null, budget: null, clockOffsetMs: 12,
});

/** A Prometheus that answers, with what is changed. */
export function facts({ source = {}, signals = [signal('live')], health = {} }: { readonly source?: Partial<Source>; readonly signals?: readonly Signal[]; readonly health?: Partial<SourceHealth> | null } = {}): Facts {
  const well = Source.parse({ id: 'prom', type: 'prometheus', name: 'Prometheus', url: 'http://127.0.0.1:9090/', state: 'ok', since: ago(4_000), message: null, warnings: [], lastAnswerAt: ago(900), clockOffsetMs: 12 });
  return { source: { ...well, ...source }, signals, health: health === null ? null : { ...HEALTH, ...health }, now: NOW };
}
