import { SignalKind, Unit } from '../../../../shared/model/config.ts';
import type { SignalId } from '../../../../shared/model/ids.ts';
import type { EvidenceSeries, IncidentDetail, InstantName } from '../../../../shared/model/incident.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { WINDOWS_MS, type WindowMs } from '../../../../shared/time/windows.ts';
import type { ChartMark, ChartSeries } from '../../../ui/charts/chart-types.ts';

const MARKS: readonly (readonly [InstantName, string])[] = [
  ['impactStartedAt', 'impact'],
  ['detectedAt', 'detected'],
  ['acknowledgedAt', 'acknowledged'],
  ['mitigatedAt', 'mitigated'],
  ['impactEndedAt', 'impact ended'],
  ['resolvedAt', 'resolved'],
];

/** The instants of an incident as rules across its charts. */
export function marksOf({ instants }: Pick<IncidentDetail, 'instants'>): readonly ChartMark[] {
  return MARKS.flatMap(([name, word]) => {
    const text = instants[name]?.at(-1)?.at ?? null;
    const at = text === null ? null : fromRfc3339(text);
    return at === null ? [] : [{ at, word }];
  });
}

/** A fifth of what is shown lies before the onset: what is usual must be seen beside what is not. */
const LEAD = 0.8;

/** The shortest window up to now, `leastMs` or longer, in which the onset is seen with something before it. */
export function liveWindow(onset: EpochMs | null, now: EpochMs, leastMs: WindowMs): WindowMs {
  const span = onset === null ? 0 : now - onset;
  return WINDOWS_MS.find((each) => span <= each * LEAD && each >= leastMs) ?? WINDOWS_MS[WINDOWS_MS.length - 1] ?? leastMs;
}

export interface EvidenceChart {
  readonly key: string;
  readonly title: string;
  readonly unit: Unit;
  readonly series: readonly { readonly signal: SignalId; readonly label: string }[];
  /** What is missing in it; null where nothing is. */
  readonly note: string | null;
}

const KINDS: readonly SignalKind[] = ['latency', 'errorRate', 'availability', 'traffic', 'saturation', 'custom'];
const KIND_TITLE: Readonly<Record<SignalKind, string>> = { latency: 'latency', errorRate: 'error rate', traffic: 'traffic', availability: 'availability', saturation: 'saturation', custom: '' };
const MOST_LINES = 3;
/** Lines of one chart are told apart by this; the rest of their names stands above it. */
const PERCENTILE = /\b(?:p\d{1,2}|avg)\b/;
const kindRank = (kind: string): number => (KINDS.findIndex((each) => each === kind) + KINDS.length + 1) % (KINDS.length + 1);

/**
 * Frozen series as charts: percentiles of one service and source share one, everything else stands alone. `serviceOf` names the
 * service of a signal, "" where it is not known any more. Charts of a service stand together, what users feel most first.
 */
export function evidenceCharts(series: readonly EvidenceSeries[], serviceOf: (signal: SignalId) => string): readonly EvidenceChart[] {
  const services = [...new Set(series.map(({ signal }) => serviceOf(signal)))];
  const sorted = series.toSorted((a, b) => services.indexOf(serviceOf(a.signal)) - services.indexOf(serviceOf(b.signal)) || kindRank(a.kind) - kindRank(b.kind));
  const groups = new Map<string, EvidenceSeries[]>();
  for (const each of sorted) {
    const shared = `latency ${serviceOf(each.signal)} ${each.source} ${each.unit}`;
    const key = each.kind === 'latency' && (groups.get(shared)?.length ?? 0) < MOST_LINES ? shared : each.signal;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups].map(([key, members]) => {
    const [first] = members;
    const kind = SignalKind.safeParse(first?.kind);
    const unit = Unit.safeParse(first?.unit);
    const what = (kind.success && KIND_TITLE[kind.data]) || (first?.name ?? key);
    const service = first === undefined ? '' : serviceOf(first.signal);
    const notes = members.flatMap(({ note, complete }) => (complete ? [] : [note ?? 'not complete']));
    return { key, title: service === '' ? what : `${service}: ${what}`, unit: unit.success ? unit.data : 'none', series: members.map(({ signal, name }) => ({ signal, label: members.length > 1 ? (PERCENTILE.exec(name)?.[0] ?? name) : name })), note: notes[0] ?? null };
  });
}

/** As live charts have it: the line that decides is the strongest. */
export const toneOfLine = (label: string, lines: number): ChartSeries['tone'] => (lines === 1 || label === 'p99' ? 'strong' : label === 'p95' ? 'normal' : 'quiet');

/** What is missing in all of them alike, to be said once; null where they differ or nothing is missing. */
export function commonNote(charts: readonly Pick<EvidenceChart, 'note'>[]): string | null {
  const [first] = charts;
  return first !== undefined && charts.length > 1 && charts.every(({ note }) => note === first.note) ? first.note : null;
}

const LEAST_AROUND_MS = 900_000;

export interface Span {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** What is shown of a kept span: as much before and after the impact as it lasted, a quarter of an hour at least. */
export function shownSpan(kept: Span, onset: EpochMs | null, end: EpochMs | null): Span {
  if (onset === null || onset >= kept.until) return kept;
  const last = end === null || end < onset ? kept.until : end;
  const around = Math.max(LEAST_AROUND_MS, last - onset);
  return { from: epochMs(Math.max(kept.from, onset - around)), until: epochMs(Math.min(kept.until, last + around)) };
}

/** The span that frozen series cover; null where there are none. */
export function evidenceSpan(series: readonly Pick<EvidenceSeries, 'from' | 'to'>[], now: EpochMs): Span | null {
  const from = Math.min(...series.map((each) => fromRfc3339(each.from) ?? Infinity));
  const until = Math.max(...series.map((each) => (each.to === null ? now : (fromRfc3339(each.to) ?? -Infinity))));
  return Number.isFinite(from) && until > from ? { from: epochMs(from), until: epochMs(until) } : null;
}
