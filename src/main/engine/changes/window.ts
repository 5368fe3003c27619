import type { Change, ChangeOfIncident } from '../../../shared/model/change.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { startOf } from '../incidents/repo.ts';
import { instantOf, isOpen, type IncidentRecord } from '../incidents/record.ts';
import { spanOf } from './rules.ts';

/** How far back from the onset changes are looked for. */
export const BEFORE_ONSET_MS = durationMs(2 * 3_600_000);
/** Clocks differ, and an onset is the first sample that shows it: what began so little after it may still be what caused it. */
const CLOSE_MS = 60_000;

/** The span of time whose changes belong to an incident: from two hours before its onset until it was over, or now. */
export interface ChangeWindow {
  readonly onset: EpochMs;
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** Null for one that was run in another workspace: what was changed here then has nothing to do with it. */
export function windowOf(record: IncidentRecord, now: EpochMs): ChangeWindow | null {
  if (record.importedFrom !== null) return null;
  const onset = startOf(record);
  const end = isOpen(record) ? now : (instantOf(record, 'resolvedAt') ?? record.closedAt ?? record.changedAt);
  return { onset, from: epochMs(onset - BEFORE_ONSET_MS), until: epochMs(Math.max(onset, end)) };
}

/** How a change stands to an incident: measured from the nearest point of its span, so that what ended just before is near. */
export function relate(change: Change, onset: EpochMs, services: readonly ServiceId[]): ChangeOfIncident {
  const { from, until } = spanOf(change);
  const fromOnsetMs = from > onset ? from - onset : until < onset ? until - onset : 0;
  const affected = change.services.length === 0 ? null : change.services.some((service) => services.includes(service));
  return { ...change, relation: { affected, fromOnsetMs, early: from <= onset + CLOSE_MS } };
}

/** Those of affected services, then those that do not say, then those of others. */
const place = ({ relation: { affected } }: ChangeOfIncident): number => (affected === true ? 0 : affected === null ? 1 : 2);

const isWithdrawn = ({ status }: Change): number => Number(status === 'withdrawn');

/** What may have caused it first: before what came later, affected services before others, the nearest to the onset at the top; what was taken back last. */
export const inOrder = (changes: readonly ChangeOfIncident[]): ChangeOfIncident[] =>
  changes.toSorted((a, b) => isWithdrawn(a) - isWithdrawn(b) || Number(b.relation.early) - Number(a.relation.early) || place(a) - place(b) || Math.abs(a.relation.fromOnsetMs) - Math.abs(b.relation.fromOnsetMs) || (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
