import type { MaintenanceId, ServiceId } from '../../../shared/model/ids.ts';
import type { MaintenanceWindow } from '../../../shared/model/incident.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { DAY_MS } from '../../../shared/time/time-of-day.ts';
import type { ResolvedMaintenance } from '../../config/resolved-policy.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock, Log } from '../ports.ts';
import { AHEAD_MS, createCalendar } from './calendar.ts';
import { covers, isOpenAt, type Occurrence } from './rules.ts';
import { createWindowLog } from './window-log.ts';

export interface MaintenanceDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** As configured now. */
  readonly windows: () => readonly ResolvedMaintenance[];
  readonly journal: Pick<Journal, 'append' | 'entries'>;
  /** How many alerts a window kept silent in a span of time, each counted once. */
  readonly suppressed: (window: MaintenanceId, from: EpochMs, to: EpochMs) => number;
  /** Told the windows that run or begin within a day whenever anything about them has changed. */
  readonly emit: (items: MaintenanceWindow[]) => void;
}

export interface Maintenance {
  /** The first window, as written, that keeps an alert of this service silent; null = it may be heard. */
  suppressedBy(service: ServiceId | null, at: EpochMs): MaintenanceId | null;
  /** Windows that run or begin within 14 days, in order of their start; a weekly one with its next time. */
  list(): MaintenanceWindow[];
  /** The same within a day: what a snapshot holds. */
  near(): MaintenanceWindow[];
  /** Once a second: writes down what began and ended, tells screens what changed. */
  tick(): void;
}

export function createMaintenance({ clock, log, windows, journal, suppressed, emit }: MaintenanceDeps): Maintenance {
  const calendar = createCalendar();
  const writeDown = createWindowLog({ journal, calendar, suppressed });
  let told = '[]';
  let troubled = false;

  const shown = (window: ResolvedMaintenance, occurrence: Occurrence, now: EpochMs): MaintenanceWindow => ({
    id: window.id,
    name: window.name,
    services: window.services === 'all' ? 'all' : [...window.services],
    startsAt: toRfc3339(occurrence.startsAt),
    endsAt: toRfc3339(occurrence.endsAt),
    active: isOpenAt(occurrence, now),
    weekly: window.weekly !== null,
    suppressed: isOpenAt(occurrence, now) ? suppressed(window.id, occurrence.startsAt, now) : 0,
  });
  const within = (spanMs: number): MaintenanceWindow[] => {
    const now = clock.nowMs();
    const items = windows().flatMap((window) => {
      const occurrence = calendar(window, now);
      return occurrence === null || occurrence.startsAt >= now + spanMs ? [] : [shown(window, occurrence, now)];
    });
    return items.sort((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0));
  };
  const writeWhatTurned = (): void => {
    try {
      writeDown(windows(), clock.nowMs());
      troubled = false;
    } catch (error) {
      // The windows hold all the same; what began and ended is written down as soon as that is possible again.
      if (!troubled) log.error('The beginning or end of a maintenance window could not be written down.', { error: String(error) });
      troubled = true;
    }
  };

  return {
    suppressedBy: (service, at) => windows().find((window) => covers(window, service) && isOpenAt(calendar(window, at), at))?.id ?? null,
    list: () => within(AHEAD_MS),
    near: () => within(DAY_MS),
    tick: () => {
      writeWhatTurned();
      const items = within(DAY_MS);
      const text = JSON.stringify(items);
      if (text === told) return;
      told = text;
      emit(items);
    },
  };
}
