import { randomBytes } from 'node:crypto';
import type { EventData, EventName, LiveEvent } from '../../../../shared/contract/events.ts';
import type { IncidentId, MaintenanceId, ServiceId } from '../../../../shared/model/ids.ts';
import type { Alert } from '../../../../shared/model/incident.ts';
import { durationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { alerts as alertTables } from '../../../store/migrations/0050-alerts.ts';
import { openStore } from '../../../store/open.ts';
import type { Store } from '../../../store/store.ts';
import type { AlertTaker } from '../../alerts/ports.ts';
import { createAlerts, type Alerts } from '../../alerts/service.ts';
import { silentLog } from '../../testing/manual-clock.ts';
import type { Clock } from '../../ports.ts';
import { createDetection, type Detection, type DetectionDeps } from '../service.ts';

export interface Detecting {
  readonly detection: Detection;
  readonly alerts: Alerts;
  readonly store: Store;
  readonly events: LiveEvent[];
  /** When screens were told everything anew. */
  readonly anew: EpochMs[];
  /** What is said on screen while alerts cannot be stored. */
  readonly problems: string[];
  /** What incidents were told, in order. */
  readonly taken: { readonly what: 'fired' | 'ended'; readonly alert: Alert }[];
}

export interface DetectingOptions {
  readonly store?: Store;
  readonly taker?: Partial<AlertTaker>;
  readonly history?: DetectionDeps['history'];
  readonly suppressedBy?: (service: ServiceId | null) => MaintenanceId | null;
  readonly incident?: IncidentId | null;
  readonly isPrivate?: () => boolean;
}

export const memoryStore = (clock: Clock): Store => openStore({ file: ':memory:', clock, log: silentLog, migrations: [alertTables] });

/** Detection with its alerts over a real store in memory; incidents are only listened to. */
export function startDetecting(clock: Clock, options: DetectingOptions = {}): Detecting {
  const store = options.store ?? memoryStore(clock);
  const events: LiveEvent[] = [];
  const anew: EpochMs[] = [];
  const problems: string[] = [];
  const taken: Detecting['taken'] = [];
  const taker: AlertTaker = {
    fired: (alert) => {
      taken.push({ what: 'fired', alert });
      return options.incident ?? null;
    },
    ended: (alert) => void taken.push({ what: 'ended', alert }),
    onset: () => {},
    together: (work) => work(),
    ...options.taker,
  };
  const alerts = createAlerts({
    db: { read: store.read, write: store.write },
    clock,
    log: silentLog,
    randomBytes: (count) => randomBytes(count),
    emit: <N extends EventName>(event: N, data: EventData<N>) => void events.push({ event, data } as LiveEvent),
    tellAnew: () => void anew.push(clock.nowMs()),
    retentionMs: () => durationMs(30 * 86_400_000),
    taker: () => taker,
    suppressedBy: options.suppressedBy ?? (() => null),
    isPrivate: options.isPrivate ?? (() => false),
  });
  const detection = createDetection({ clock, log: silentLog, alerts, history: options.history ?? (async () => []), onProblem: (message) => void (message === null ? (problems.length = 0) : problems.push(message)) });
  return { detection, alerts, store, events, anew, taken, problems };
}
