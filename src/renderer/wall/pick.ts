import type { Signal } from '../../shared/model/entities.ts';
import type { SignalId } from '../../shared/model/ids.ts';
import type { Trouble } from '../../shared/model/state.ts';
import { plain } from '../../shared/text/plain.ts';

const STAT_ORDER = ['p95', 'p99', 'avg', 'p50', null] as const;
/** What tells most where latency and errors are not measured: how full it is, then whether it is there. */
const FALLBACK_ORDER = ['saturation', 'availability', 'traffic', 'custom'] as const;

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
 * Depends only on what the signals are, never on their readings, so that a tile does not change its subject while all is well.
 */
export function pickPair(signals: readonly Signal[]): readonly Signal[] {
  const first = [pickLatency(signals), preferRuled(signals.filter((signal) => signal.kind === 'errorRate'))].filter((signal) => signal !== undefined);
  const ruled = signals.filter((signal) => (signal.kind === 'saturation' || signal.kind === 'custom') && signal.thresholds.length > 0);
  const others = FALLBACK_ORDER.flatMap((kind) => signals.filter((signal) => signal.kind === kind));
  return [...new Set([...first, ...ruled, ...others])].slice(0, 2);
}

/** A rule is broken, or what should answer does not. */
export const inBreach = (trouble: Trouble): boolean => trouble.what === 'firing' || trouble.what === 'alert' || trouble.what === 'over' || trouble.what === 'down';

/**
 * What a tile shows: the usual pair while it is well. Where a rule is broken, the signal that breaks it worst stands first, then
 * the next one that has a number; a number that was never known takes no room. A blindness that the pair does not have comes first.
 */
export function pickShown(signals: readonly Signal[], troubles: readonly Trouble[], isKnown: (id: SignalId) => boolean): readonly Signal[] {
  const pair = pickPair(signals);
  const told = troubles.find((trouble) => 'signal' in trouble);
  if (told === undefined || troubles[0] !== told) return pair;
  const find = (trouble: Trouble) => ('signal' in trouble ? signals.find((signal) => signal.id === trouble.signal.id) : undefined);
  const alike = troubles.filter((trouble) => trouble.what === told.what || (inBreach(trouble) && inBreach(told)));
  if (!inBreach(told) && alike.some((trouble) => pair.some((signal) => signal === find(trouble)))) return pair;
  const [lead, ...rest] = new Set([find(told), ...(inBreach(told) ? alike.map(find) : []), ...pair].filter((signal) => signal !== undefined));
  return lead === undefined ? pair : [lead, ...rest.filter((signal) => isKnown(signal.id))].slice(0, 2);
}

export const pickTraffic = (signals: readonly Signal[]): Signal | undefined => preferRuled(signals.filter((signal) => signal.kind === 'traffic'));

/** The label beside a tile's number: as short as a column head. What has no usual word goes by its own name. */
export function shortLabel(signal: Signal): string {
  if (signal.kind === 'latency') return signal.stat ?? 'latency';
  if (signal.kind === 'errorRate') return 'err';
  if (signal.kind === 'saturation' && (signal.unit === 'ratio' || signal.unit === 'percent')) return 'load';
  return { availability: 'avail', traffic: 'traffic', saturation: plain(signal.name, 16), custom: plain(signal.name, 16) }[signal.kind];
}
