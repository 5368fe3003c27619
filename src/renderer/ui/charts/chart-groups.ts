import type { SignalKind, Stat } from '../../../shared/model/config.ts';
import type { Signal, Source, Threshold } from '../../../shared/model/entities.ts';
import { conversion } from '../../../shared/model/unit-conversion.ts';
import { opinionNames } from '../../../shared/text/opinion-words.ts';
import { signalLabel } from '../../../shared/text/state-words.ts';
import type { ChartSeries } from './chart-types.ts';

export interface ChartGroup {
  readonly key: string;
  readonly title: string;
  readonly signals: readonly Signal[];
  /** What other sources say of these. */
  readonly seconds: readonly SecondLine[];
  readonly thresholds: readonly Threshold[];
}

/** The second opinion of a signal, on its axis. */
interface SecondLine {
  readonly first: Signal;
  readonly second: Signal;
  /** From its unit to that of the first. */
  readonly scale: number;
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
  const own = withoutSeconds(signals);
  for (const signal of sortSignals(own)) {
    const key = groupKey(signal);
    const found = groups.get(key) ?? [];
    if (found.length === MOST_LINES) groups.set(signal.id, [signal]);
    else groups.set(key, [...found, signal]);
  }
  const all = [...groups].map(([key, members]) => ({ key, members }));
  return all.map(({ key, members }) => ({ key, title: titleOf(members, own), signals: members, seconds: members.flatMap((first) => secondOf(first, signals)), thresholds: members.flatMap((signal) => signal.thresholds) }));
}

/** The kind in a word; where two charts would have the same title, the signal's own name. */
function titleOf(members: readonly Signal[], all: readonly Signal[]): string {
  const [first] = members;
  if (first === undefined) return '';
  const rivals = all.filter((signal) => signal.kind === first.kind && !members.includes(signal));
  if (first.kind === 'custom' || rivals.length > 0) return members.length === 1 ? first.name : `${TITLE[first.kind]}, ${first.source}`;
  return TITLE[first.kind] || signalLabel(first);
}

/** The signals that are not there only as the second opinion of another. */
export function withoutSeconds(signals: readonly Signal[]): readonly Signal[] {
  const seconds = new Set(signals.flatMap(({ secondOpinion }) => secondOpinion?.signal ?? []));
  return seconds.size === 0 ? signals : signals.filter(({ id }) => !seconds.has(id));
}

function secondOf(first: Signal, signals: readonly Signal[]): SecondLine[] {
  const second = signals.find(({ id }) => id === first.secondOpinion?.signal);
  const scale = second === undefined ? null : conversion(second.unit, first.unit);
  return second === undefined || scale === null ? [] : [{ first, second, scale }];
}

/** The lines of a group: its signals, then, dashed, what other sources say of them. */
export function linesOf(group: ChartGroup, sources: readonly Source[]): ChartSeries[] {
  const count = group.signals.length;
  const named = (first: Signal): string => first.stat ?? signalLabel(first);
  const solid = group.signals.map((signal): ChartSeries => {
    const line = group.seconds.find(({ first }) => first === signal);
    return { signal: signal.id, label: line === undefined || count > 1 ? named(signal) : opinionNames(signal, line.second, sources)[0], tone: toneOf(signal, count) };
  });
  return [...solid, ...group.seconds.map(({ first, second, scale }): ChartSeries => ({ signal: second.id, label: `${count > 1 ? `${named(first)} ` : ''}${opinionNames(first, second, sources)[1]}`, tone: count > 1 ? toneOf(first, count) : 'normal', second: true, scale }))];
}

/** The strongest line is the one that decides: p99 over p95 over p50. */
export function toneOf(signal: Signal, count: number): 'quiet' | 'normal' | 'strong' {
  if (count === 1) return 'strong';
  if (signal.stat === 'p99') return 'strong';
  return signal.stat === 'p95' ? 'normal' : 'quiet';
}
