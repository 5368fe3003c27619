import type { Signal } from '../../shared/model/entities.ts';

const STAT_ORDER = ['p95', 'p99', 'avg', 'p50', null] as const;
const FALLBACK_ORDER = ['availability', 'traffic', 'saturation', 'custom'] as const;

/** A signal that a rule looks at says more than one beside it that only measures. */
const preferRuled = (signals: readonly Signal[]): Signal | undefined => signals.find((signal) => signal.thresholds.length > 0) ?? signals[0];

/** The latency that speaks for a service: its p95 where it has one. */
export function pickLatency(signals: readonly Signal[]): Signal | undefined {
  const latencies = signals.filter((signal) => signal.kind === 'latency');
  for (const stat of STAT_ORDER) {
    const found = preferRuled(latencies.filter((signal) => signal.stat === stat));
    if (found) return found;
  }
  return undefined;
}

/**
 * The two signals of a tile: latency and error rate, and where one is missing what comes nearest to saying how users fare.
 * Depends only on what the signals are, never on their readings, so that a tile does not change its subject.
 */
export function pickPair(signals: readonly Signal[]): readonly Signal[] {
  const first = [pickLatency(signals), preferRuled(signals.filter((signal) => signal.kind === 'errorRate'))].filter((signal) => signal !== undefined);
  const others = FALLBACK_ORDER.flatMap((kind) => signals.filter((signal) => signal.kind === kind));
  return [...first, ...others].slice(0, 2);
}

export const pickTraffic = (signals: readonly Signal[]): Signal | undefined => preferRuled(signals.filter((signal) => signal.kind === 'traffic'));

/** The label beside a tile's number: as short as a column head. */
export function shortLabel(signal: Signal): string {
  if (signal.kind === 'latency') return signal.stat ?? 'latency';
  if (signal.kind === 'errorRate') return 'err';
  return { availability: 'avail', traffic: 'traffic', saturation: 'load', custom: '' }[signal.kind];
}
