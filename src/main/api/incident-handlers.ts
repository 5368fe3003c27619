import { HoldfastError } from '../../shared/model/result.ts';
import type { BlindTimes } from '../engine/blindness/service.ts';
import type { Incidents } from '../engine/incidents/service.ts';
import { byOf, viewerOf } from '../engine/incidents/view.ts';
import { rightFor } from '../engine/incidents/workflow/decide.ts';
import { blindOfRecord } from '../engine/scorecard/blind.ts';
import { refusalFor } from './dispatch.ts';
import type { Handlers } from './engine-port.ts';

type IncidentCall = 'incidents.list' | 'incidents.open' | 'incidents.get' | 'incidents.edit' | 'incidents.act' | 'incidents.timeline' | 'incidents.similar' | 'incidents.blind';

/** The calls of the contract about incidents. Whoever acts is who the session says. */
export const createIncidentHandlers = (incidents: Incidents, blindTimes: Pick<BlindTimes, 'read'>): Pick<Handlers, IncidentCall> => ({
  'incidents.list': (query, actor) => incidents.list(query, viewerOf(actor)),
  'incidents.open': (draft, actor) => incidents.open(draft, byOf(actor)),
  'incidents.get': ({ id }, actor) => incidents.get(id, viewerOf(actor)),
  'incidents.edit': ({ id, version, ...changes }, actor) => incidents.edit(id, version, changes, byOf(actor)),
  'incidents.act': ({ id, version, action }, actor) => {
    // The call itself asks for `publish`, which is enough to tell something; to steer an incident is not telling.
    const refusal = refusalFor(actor, rightFor(action));
    if (refusal !== null) throw new HoldfastError(refusal.code, refusal.message, refusal.details);
    return incidents.act(id, action, byOf(actor), version);
  },
  'incidents.timeline': (query, actor) => incidents.timeline(query, viewerOf(actor)),
  'incidents.blind': ({ id }, actor) => {
    incidents.mustSee(id, viewerOf(actor));
    const record = incidents.record(id);
    return { before: record === null ? null : blindOfRecord(blindTimes, record) };
  },
  'incidents.similar': ({ id }, actor) => ({ items: incidents.similar(id, viewerOf(actor)) }),
});
