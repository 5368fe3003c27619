import type { Service, Signal } from '../../../shared/model/entities.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import type { Alert } from '../../../shared/model/incident.ts';
import { tileState } from '../../../shared/model/state.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ServiceStanding } from './ports.ts';

const HEARD = { state: 'live', since: null } as const;

/**
 * How a service stands now: `breached` while an alert of it fires that is confirmed, or a limit is broken; `unknown` while
 * something of it cannot be seen or an alert cannot be confirmed; `ok` only where all of it is seen and within its limits.
 */
export function standingNow(service: Service, signals: readonly Signal[], alerts: readonly Alert[], now: EpochMs): ServiceStanding['state'] {
  const firing = alerts.filter((alert) => alert.service === service.id && alert.state === 'firing');
  if (firing.some((alert) => alert.confirmed)) return 'breached';
  const { kind, confirmed } = tileState(service, signals, HEARD, now);
  if (kind === 'P0' || kind === 'P1' || kind === 'P2') return confirmed ? 'breached' : 'unknown';
  return firing.length === 0 && kind === 'ok' ? 'ok' : 'unknown';
}

/** Remembers since when each service has stood as it does; looked at once a second, so a change is at most that late. */
export class Standings {
  readonly #known = new Map<ServiceId, ServiceStanding>();

  look(services: readonly Service[], signalsOf: (service: Service) => readonly Signal[], alerts: readonly Alert[], now: EpochMs): void {
    const alertsOf = Map.groupBy(alerts, ({ service }) => service);
    for (const service of services) {
      const state = standingNow(service, signalsOf(service), alertsOf.get(service.id) ?? [], now);
      if (this.#known.get(service.id)?.state !== state) this.#known.set(service.id, { service: service.id, state, since: now });
    }
  }

  /** After a suspend, a stall or a step of the clock: how long anything has stood so far is not known. */
  interrupted(now: EpochMs): void {
    for (const [service, standing] of this.#known) this.#known.set(service, { ...standing, since: now });
  }

  of(service: ServiceId, now: EpochMs): ServiceStanding {
    return this.#known.get(service) ?? { service, state: 'unknown', since: now };
  }
}
