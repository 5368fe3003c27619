import { HoldfastError } from '../../shared/model/result.ts';
import type { Alert } from '../../shared/model/incident.ts';
import type { IncidentId } from '../../shared/model/ids.ts';
import { epochMs } from '../../shared/model/units.ts';
import { alertFace } from '../engine/alerts/face.ts';
import type { Alerts } from '../engine/alerts/service.ts';
import type { Actor, Handlers } from './engine-port.ts';
import { cutPage } from './page.ts';

type AlertCall = 'alerts.list' | 'alerts.get';

export interface AlertSubject {
  readonly alerts: Alerts;
  readonly isPrivate: (incident: IncidentId) => boolean;
  readonly maySeePrivate: (actor: Actor) => boolean;
}

/** `<end in ms>:<id>` of the last resolved alert of a page. */
const readCursor = (cursor: string | undefined): { endsAt: ReturnType<typeof epochMs>; id: string } | null => {
  const [, endsAt, id] = /^(\d{1,16}):(.{1,63})$/.exec(cursor ?? '') ?? [];
  return endsAt === undefined || id === undefined ? null : { endsAt: epochMs(Number(endsAt)), id };
};

/** The calls of the contract about alerts. */
export const createAlertHandlers = ({ alerts, isPrivate, maySeePrivate }: AlertSubject): Pick<Handlers, AlertCall> => {
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
  };
};
