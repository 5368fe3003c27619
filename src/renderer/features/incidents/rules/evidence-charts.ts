import { SignalKind, Unit } from '../../../../shared/model/config.ts';
import type { SignalId } from '../../../../shared/model/ids.ts';
import type { EvidenceSeries, IncidentDetail, InstantName } from '../../../../shared/model/incident.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { WINDOWS_MS, type WindowMs } from '../../../../shared/time/windows.ts';
import type { ChartMark } from '../../../ui/charts/chart-types.ts';

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

/** The shortest window up to now in which the onset is seen with something before it. */
export function liveWindow(onset: EpochMs | null, now: EpochMs): WindowMs {
  const span = onset === null ? 0 : now - onset;
  return WINDOWS_MS.find((each) => span <= each * LEAD && each >= 3_600_000) ?? WINDOWS_MS[WINDOWS_MS.length - 1] ?? 3_600_000;
}

export interface EvidenceChart {
  readonly key: string;
  readonly title: string;
  readonly unit: Unit;
  readonly series: readonly { readonly signal: SignalId; readonly label: string }[];
  /** What is missing in it; null where nothing is. */
  readonly note: string | null;
}

const KIND_TITLE: Readonly<Record<SignalKind, string>> = { latency: 'Latency', errorRate: 'Error rate', traffic: 'Traffic', availability: 'Availability', saturation: 'Saturation', custom: '' };
const MOST_LINES = 3;

/** Frozen series as charts: percentiles of one source share one, everything else stands alone. */
export function evidenceCharts(series: readonly EvidenceSeries[]): readonly EvidenceChart[] {
  const groups = new Map<string, EvidenceSeries[]>();
  for (const each of series) {
    const shared = `latency ${each.source} ${each.unit}`;
    const key = each.kind === 'latency' && (groups.get(shared)?.length ?? 0) < MOST_LINES ? shared : each.signal;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups].map(([key, members]) => {
    const [first] = members;
    const kind = SignalKind.safeParse(first?.kind);
    const unit = Unit.safeParse(first?.unit);
    const notes = members.flatMap(({ note, complete }) => (complete ? [] : [note ?? 'not complete']));
    const title = (members.length > 1 && kind.success ? KIND_TITLE[kind.data] : '') || (first?.name ?? key);
    return { key, title, unit: unit.success ? unit.data : 'none', series: members.map(({ signal, name }) => ({ signal, label: name })), note: notes[0] ?? null };
  });
}

/** The span that frozen series cover; null where there are none. */
export function evidenceSpan(series: readonly Pick<EvidenceSeries, 'from' | 'to'>[], now: EpochMs): { readonly from: EpochMs; readonly until: EpochMs } | null {
  const from = Math.min(...series.map((each) => fromRfc3339(each.from) ?? Infinity));
  const until = Math.max(...series.map((each) => (each.to === null ? now : (fromRfc3339(each.to) ?? -Infinity))));
  return Number.isFinite(from) && until > from ? { from: epochMs(from), until: epochMs(until) } : null;
}
