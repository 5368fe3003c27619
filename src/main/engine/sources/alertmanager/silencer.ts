import type { SourceId } from '../../../../shared/model/ids.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import type { Clock } from '../../ports.ts';
import { splitAddress } from '../http/endpoint.ts';
import type { SourceDeps } from '../registry.ts';
import type { Silencer } from '../source.ts';
import type { AlertmanagerClient } from './client.ts';
import { receivedOf } from './received.ts';

export interface SilencerDeps {
  readonly client: AlertmanagerClient;
  readonly clock: Clock;
  readonly source: SourceId;
  readonly address: string;
  readonly services: SourceDeps['services'];
  /** Its clock minus ours, where it is plainly wrong; else 0. */
  readonly skewMs: () => number;
}

/** Silences of an Alertmanager. A silence begins and ends by its clock, and is asked for in ours. */
export function createSilencer({ client, clock, source, address, services, skewMs }: SilencerDeps): Silencer {
  const base = splitAddress(address)?.base ?? null;
  return {
    create: (draft, abort) => client.createSilence({ ...draft, endsAt: epochMs(draft.endsAt + skewMs()) }, clock.nowMs() + skewMs(), abort),
    all: async (abort) => (await client.silences(abort)).told.items,
    expire: (id, abort) => client.expireSilence(id, abort),
    matched: async (matchers, abort) => (await client.groups(matchers, abort)).told.items.map(({ alerts, ...group }) => ({ ...group, alerts: alerts.map((alert) => receivedOf(alert, source, services())) })),
    url: (id) => (base === null ? null : `${base}/#/silences/${encodeURIComponent(id)}`),
  };
}
