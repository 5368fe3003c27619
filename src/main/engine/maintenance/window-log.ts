import { MaintenanceId } from '../../../shared/model/ids.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedMaintenance } from '../../config/resolved-policy.ts';
import { HOLDFAST, isFact, type Journal } from '../journal/journal.ts';
import type { Calendar } from './calendar.ts';
import { isOpenAt, occurrences } from './rules.ts';

/** More windows than have ever begun since the oldest one that can still be open. */
const READ_BACK = 1_000;

/** A window that was written down as begun, and not yet as ended. */
interface Begun {
  readonly id: MaintenanceId;
  readonly name: string;
  readonly at: EpochMs;
}

export interface WindowLogDeps {
  readonly journal: Pick<Journal, 'append' | 'entries'>;
  readonly calendar: Calendar;
  readonly suppressed: (window: MaintenanceId, from: EpochMs, to: EpochMs) => number;
}

/**
 * Writes the beginning and the end of every window down, once. What is open is read from the journal, so that a restart in the
 * middle of a window repeats nothing, and one that ended meanwhile gets its end, at the time that it had.
 */
export function createWindowLog({ journal, calendar, suppressed }: WindowLogDeps): (windows: readonly ResolvedMaintenance[], now: EpochMs) => void {
  let begun: Map<MaintenanceId, Begun> | null = null;

  const start = (open: Map<MaintenanceId, Begun>, { id, name, services }: ResolvedMaintenance, now: EpochMs): void => {
    journal.append(null, { type: 'maintenanceStarted', data: { window: id, services: services === 'all' ? 'all' : [...services] }, texts: { name } }, { actor: HOLDFAST, at: now });
    open.set(id, { id, name, at: now });
  };
  const end = (open: Map<MaintenanceId, Begun>, { id, name, at }: Begun, window: ResolvedMaintenance | undefined, now: EpochMs): void => {
    const endedAt = window === undefined ? now : endOf(window, at, now);
    journal.append(null, { type: 'maintenanceEnded', data: { window: id, suppressed: suppressed(id, at, endedAt) }, texts: { name } }, { actor: HOLDFAST, at: endedAt });
    open.delete(id);
  };

  return (windows, now) => {
    begun ??= readBegun(journal);
    for (const each of begun.values()) {
      const window = windows.find(({ id }) => id === each.id);
      const occurrence = window === undefined ? null : calendar(window, now);
      if (!isOpenAt(occurrence, now) || each.at < occurrence.startsAt) end(begun, each, window, now);
    }
    for (const window of windows) if (!begun.has(window.id) && isOpenAt(calendar(window, now), now)) start(begun, window, now);
  };
}

/** The end that the window had by itself; now, where somebody ended or moved it before. */
function endOf(window: ResolvedMaintenance, begunAt: EpochMs, now: EpochMs): EpochMs {
  const own = occurrences(window, begunAt, epochMs(begunAt + 1))[0]?.endsAt ?? now;
  return own < now ? own : now;
}

function readBegun(journal: Pick<Journal, 'entries'>): Map<MaintenanceId, Begun> {
  const found = new Map<MaintenanceId, Begun | null>();
  for (const entry of journal.entries({ stream: null, types: ['maintenanceStarted', 'maintenanceEnded'], order: 'desc', limit: READ_BACK })) {
    if (isFact(entry, 'maintenanceStarted')) note(found, entry.fact.data.window, (id) => ({ id, name: entry.fact.texts.name ?? id, at: entry.at }));
    else if (isFact(entry, 'maintenanceEnded')) note(found, entry.fact.data.window, () => null);
  }
  return new Map([...found].filter((pair): pair is [MaintenanceId, Begun] => pair[1] !== null));
}

/** Newest first: the first word about a window is the last that was said. */
function note(found: Map<MaintenanceId, Begun | null>, window: string, make: (id: MaintenanceId) => Begun | null): void {
  const id = MaintenanceId.safeParse(window);
  if (id.success && !found.has(id.data)) found.set(id.data, make(id.data));
}
