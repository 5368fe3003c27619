import { HoldfastError } from '../../shared/model/result.ts';
import type { Alert } from '../../shared/model/incident.ts';
import type { Service } from '../../shared/model/entities.ts';
import type { IncidentId } from '../../shared/model/ids.ts';
import { epochMs } from '../../shared/model/units.ts';
import { alertFace } from '../engine/alerts/face.ts';
import type { Receiving } from '../engine/alerts/receiving.ts';
import type { Alerts } from '../engine/alerts/service.ts';
import { readAlertmanager } from '../engine/hooks/alertmanager.ts';
import type { Actor, Handlers } from './engine-port.ts';
import { cutPage } from './page.ts';

type AlertCall = 'alerts.list' | 'alerts.get' | 'hooks.alertmanager';

export interface AlertSubject {
  readonly alerts: Alerts;
  readonly receiving: Receiving;
  readonly services: () => readonly Service[];
  readonly isPrivate: (incident: IncidentId) => boolean;
  readonly maySeePrivate: (actor: Actor) => boolean;
}

/** `<end in ms>:<id>` of the last resolved alert of a page. */
const readCursor = (cursor: string | undefined): { endsAt: ReturnType<typeof epochMs>; id: string } | null => {
  const [, endsAt, id] = /^(\d{1,16}):(.{1,63})$/.exec(cursor ?? '') ?? [];
  return endsAt === undefined || id === undefined ? null : { endsAt: epochMs(Number(endsAt)), id };
};

/** The calls of the contract about alerts, and the webhook that an Alertmanager calls. */
export const createAlertHandlers = ({ alerts, receiving, services, isPrivate, maySeePrivate }: AlertSubject): Pick<Handlers, AlertCall> => {
  const shownTo = (actor: Actor) => (alert: Alert): Alert => (alert.incident !== null && !maySeePrivate(actor) && isPrivate(alert.incident) ? alertFace(alert) : alert);
  return {
    'alerts.list': ({ state, service, incident, ...page }, actor) => {
      const counts = alerts.counts();
      const fits = (alert: Alert): boolean => (service === undefined || alert.service === service) && (incident === undefined || alert.incident === incident);
      if (state === 'resolved' && incident === undefined) {
        const found = alerts.resolved(readCursor(page.cursor), page.limit + 1);
        const items = found.slice(0, page.limit);
        const last = items.at(-1);
        const next = found.length > page.limit && last?.endsAt ? `${Date.parse(last.endsAt)}:${last.id}` : null;
        return { items: items.map(shownTo(actor)).filter(fits), next, counts };
      }
      const all = incident === undefined ? alerts.active() : alerts.ofIncident(incident);
      const { items, next } = cutPage(all.map(shownTo(actor)).filter((alert) => fits(alert) && (state === undefined ? incident !== undefined || alert.state !== 'resolved' : alert.state === state)), page);
      return { items, next, counts };
    },
    'alerts.get': ({ id }, actor) => {
      const alert = alerts.get(id);
      if (alert === null) throw new HoldfastError('not_found', `There is no alert "${id}".`);
      return shownTo(actor)(alert);
    },
    'hooks.alertmanager': async ({ version, alerts: received }) => {
      if (version !== '4') throw new HoldfastError('invalid_input', `version: expected "4", the version of Alertmanager's webhook that is understood here, found "${version.slice(0, 20)}"`);
      return { taken: await receiving.take(received.map((each) => readAlertmanager(each, services()))) };
    },
  };
};
