import type { MaintenanceWindow } from './incident.ts';
import type { ServiceId } from './ids.ts';
import { epochMs, fromRfc3339, type EpochMs } from './units.ts';

/** The maintenance that a service is in: what would alarm is kept silent, and said. */
export interface MaintenanceCover {
  readonly name: string;
  /** On the engine's clock, like everything of a window. */
  readonly since: EpochMs;
  readonly until: EpochMs;
  /** Alerts that the window has kept silent, over all of its services. */
  readonly silenced: number;
}

/** The window that keeps a service silent now; of several the one that lasts longest. Null outside maintenance. */
export function coverOf(service: ServiceId, windows: readonly MaintenanceWindow[], now: EpochMs): MaintenanceCover | null {
  let found: MaintenanceCover | null = null;
  for (const window of windows) {
    if (!window.active || (window.services !== 'all' && !window.services.includes(service))) continue;
    const until = fromRfc3339(window.endsAt) ?? epochMs(0);
    // A window whose end was missed on the stream must not keep a service silent for good.
    if (until <= now || (found !== null && found.until >= until)) continue;
    found = { name: window.name, since: fromRfc3339(window.startsAt) ?? now, until, silenced: window.suppressed };
  }
  return found;
}
