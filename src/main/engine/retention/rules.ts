import type { IncidentId } from '../../../shared/model/ids.ts';
import { epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedRetention } from '../../config/resolved.ts';
import { isOpen, type IncidentRecord } from '../incidents/record.ts';

/** What belongs to an incident and goes a while after it was closed. */
export const OF_INCIDENTS = ['texts', 'evidence', 'alerts'] as const;
export type OfIncident = (typeof OF_INCIDENTS)[number];

/** Things older than this go; null: nothing of the kind goes. */
export type Cutoffs = Readonly<Record<OfIncident | 'shiftNotes', EpochMs | null>> & { readonly rollups: EpochMs };

export function cutoffsAt(now: EpochMs, keep: ResolvedRetention): Cutoffs {
  const before = (keptMs: DurationMs | null): EpochMs | null => (keptMs === null ? null : epochMs(now - keptMs));
  return { texts: before(keep.textsMs), evidence: before(keep.evidenceMs), alerts: before(keep.alertsMs), shiftNotes: before(keep.shiftNotesMs), rollups: epochMs(now - keep.rollupsMs) };
}

/** The latest of the cut-offs that concern incidents: none that was closed after it loses anything. */
export function latestOf(cutoffs: Cutoffs): EpochMs | null {
  const some = OF_INCIDENTS.flatMap((kind) => cutoffs[kind] ?? []);
  return some.length === 0 ? null : epochMs(Math.max(...some));
}

/**
 * Whether a legal hold keeps an incident as it is: one of its own, or of the incident that it was merged into, whose story it is a
 * part of.
 */
export function isHeld(record: Pick<IncidentRecord, 'id' | 'hold' | 'mergedInto'>, find: (id: IncidentId) => Pick<IncidentRecord, 'id' | 'hold' | 'mergedInto'> | null): boolean {
  const seen = new Set<IncidentId>();
  for (let each: typeof record | null = record; each !== null && !seen.has(each.id); each = each.mergedInto === null ? null : find(each.mergedInto)) {
    if (each.hold !== null) return true;
    seen.add(each.id);
  }
  return false;
}

/** What of an incident is due to go. Nothing of one that is open or held. */
export function dueOf(record: IncidentRecord, cutoffs: Cutoffs, held: boolean): OfIncident[] {
  const { closedAt } = record;
  if (held || closedAt === null || isOpen(record)) return [];
  return OF_INCIDENTS.filter((kind) => closedAt < (cutoffs[kind] ?? Number.NEGATIVE_INFINITY));
}
