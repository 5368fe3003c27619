import type { SignalKind, Stat } from '../../../shared/model/config.ts';
import type { Signal, Threshold } from '../../../shared/model/entities.ts';
import { signalLabel } from '../../../shared/text/state-words.ts';

export interface ChartGroup {
  readonly key: string;
  readonly title: string;
  readonly signals: readonly Signal[];
  readonly thresholds: readonly Threshold[];
}

const KIND_ORDER: readonly SignalKind[] = ['latency', 'errorRate', 'traffic', 'availability', 'saturation', 'custom'];
const STAT_ORDER: readonly (Stat | null)[] = ['p50', 'avg', null, 'p95', 'p99'];
const TITLE: Readonly<Record<SignalKind, string>> = { latency: 'Latency', errorRate: 'Error rate', traffic: 'Traffic', availability: 'Availability', saturation: 'Saturation', custom: '' };
/** More lines than this in one chart cannot be told apart. */
const MOST_LINES = 3;

const order = (signal: Signal): number => KIND_ORDER.indexOf(signal.kind) * 10 + STAT_ORDER.indexOf(signal.stat);

/** Signals as a reader expects them: p50, p95, p99 of latency, then errors, traffic and the rest. */
export const sortSignals = (signals: readonly Signal[]): readonly Signal[] => signals.toSorted((a, b) => order(a) - order(b) || a.name.localeCompare(b.name, 'en'));

function groupKey(signal: Signal): string {
  // Percentiles of one source belong into one picture; two sources measure two different things.
  if (signal.kind === 'latency') return `latency ${signal.source} ${signal.unit}`;
  return signal.id;
}

/** Which signals share a chart: the percentiles of one source's latency do, everything else stands alone. */
export function chartGroups(signals: readonly Signal[]): readonly ChartGroup[] {
  const groups = new Map<string, Signal[]>();
  for (const signal of sortSignals(signals)) {
    const key = groupKey(signal);
    const found = groups.get(key) ?? [];
    if (found.length === MOST_LINES) groups.set(signal.id, [signal]);
    else groups.set(key, [...found, signal]);
  }
  const all = [...groups].map(([key, members]) => ({ key, members }));
  return all.map(({ key, members }) => ({ key, title: titleOf(members, signals), signals: members, thresholds: members.flatMap((signal) => signal.thresholds) }));
}

/** The kind in a word; where two charts would have the same title, the signal's own name. */
function titleOf(members: readonly Signal[], all: readonly Signal[]): string {
  const [first] = members;
  if (first === undefined) return '';
  const rivals = all.filter((signal) => signal.kind === first.kind && !members.includes(signal));
  if (first.kind === 'custom' || rivals.length > 0) return members.length === 1 ? first.name : `${TITLE[first.kind]}, ${first.source}`;
  return TITLE[first.kind] || signalLabel(first);
}

/** The strongest line is the one that decides: p99 over p95 over p50. */
export function toneOf(signal: Signal, count: number): 'quiet' | 'normal' | 'strong' {
  if (count === 1) return 'strong';
  if (signal.stat === 'p99') return 'strong';
  return signal.stat === 'p95' ? 'normal' : 'quiet';
}
