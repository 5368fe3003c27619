import type { IncidentClock } from '../../../shared/model/incident.ts';
import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';

/** A clock of an incident as the engine counts with it; `IncidentClock` says what each field means. */
export interface DueClock extends Pick<IncidentClock, 'id' | 'kind' | 'name' | 'audience' | 'confirmed' | 'promised'> {
  readonly startedAt: EpochMs;
  readonly amberAt: EpochMs | null;
  readonly dueAt: EpochMs;
}

/** Whole milliseconds, because a due time is remembered as text and must be the same when it is read back. */
export const after = (from: EpochMs, span: DurationMs): EpochMs => epochMs(Math.round(from + span));

/** The later of two instants, of which one may not be known; null where neither is. */
export function later(a: EpochMs | null, b: EpochMs | null): EpochMs | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

export const shownClock = ({ id, kind, name, audience, startedAt, amberAt, dueAt, confirmed, promised }: DueClock): IncidentClock => ({
  id,
  kind,
  name,
  audience,
  startedAt: toRfc3339(startedAt),
  amberAt: amberAt === null ? null : toRfc3339(amberAt),
  dueAt: toRfc3339(dueAt),
  confirmed,
  promised,
});
