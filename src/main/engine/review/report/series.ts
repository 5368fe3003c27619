import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { durationMs, epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { EvidenceSeries } from '../../../../shared/model/incident.ts';
import type { Picture } from '../../../../shared/model/report.ts';
import type { Evidence } from '../../evidence/service.ts';
import { isOpen, type IncidentRecord } from '../../incidents/record.ts';
import { startOf } from '../../incidents/repo.ts';
import { isFact, type Entry } from '../../journal/journal.ts';
import { instantsOf } from '../../scorecard/instants.ts';
import { PICTURE_POINTS, pictureOf } from './picture.ts';

/** What tells most of an outage first; more pictures than this nobody looks at. */
const KINDS = ['errorRate', 'latency', 'availability', 'traffic', 'saturation', 'custom'];
const MOST_PICTURES = 12;
/** Before and after the impact at least this, and at least half of how long it lasted. */
const LEAST_MARGIN_MS = durationMs(3 * 60_000);
const MARGIN_SHARE = 0.5;

export interface PicturesOf {
  readonly record: IncidentRecord;
  readonly entries: readonly Entry<IncidentFact>[];
  readonly evidence: Pick<Evidence, 'list' | 'points'>;
  readonly serviceOf: (signal: string) => string;
  /** The signal that a rule judges; null where it is not known any more. */
  readonly signalOfRule: (rule: string) => string | null;
  readonly now: EpochMs;
}

/** The series that were kept, as they were around the impact. */
export function picturesOf({ record, entries, evidence, serviceOf, signalOfRule, now }: PicturesOf): Picture[] {
  const { impactStartedAt, impactEndedAt, detectedAt, mitigatedAt, resolvedAt } = instantsOf(record, 'corrected');
  const start = startOf(record);
  const end = epochMs(Math.max(start, impactEndedAt ?? resolvedAt ?? (isOpen(record) ? now : start)));
  const margin = Math.max(LEAST_MARGIN_MS, (end - start) * MARGIN_SHARE);
  const [from, to] = [epochMs(start - margin), epochMs(Math.max(end, resolvedAt ?? end) + margin)];
  const moments = [{ at: detectedAt, label: 'detected' }, { at: mitigatedAt, label: 'mitigated' }, { at: resolvedAt, label: 'resolved' }].flatMap(({ at, label }) => (at === null ? [] : [{ at, label }]));
  const rank = ({ kind }: EvidenceSeries): number => (KINDS.includes(kind) ? KINDS.indexOf(kind) : KINDS.length);
  return evidence
    .list(record.id)
    .toSorted((a, b) => rank(a) - rank(b) || (a.signal < b.signal ? -1 : 1))
    .slice(0, MOST_PICTURES)
    .map((series) =>
      pictureOf({
        series, from, to, moments,
        service: serviceOf(series.signal),
        points: evidence.points(record.id, series.signal, from, to, PICTURE_POINTS),
        impact: impactStartedAt === null ? null : { from: impactStartedAt, to: end },
        limits: limitsOf(series.signal, entries, signalOfRule),
      }),
    );
}

/** Limits that alerts about this signal were judged by, as they were then. */
function limitsOf(signal: string, entries: readonly Entry<IncidentFact>[], signalOfRule: PicturesOf['signalOfRule']): number[] {
  const limits = entries.flatMap((entry) => (isFact(entry, 'alertFired') && entry.fact.data.limit !== null && signalOfRule(entry.fact.data.rule) === signal ? [entry.fact.data.limit] : []));
  return [...new Set(limits)];
}
