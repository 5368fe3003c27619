import { byOf, viewerOf } from '../engine/incidents/view.ts';
import type { Incidents } from '../engine/incidents/service.ts';
import type { Silences } from '../engine/silences/service.ts';
import type { Handlers } from './engine-port.ts';

type SilenceCall = 'silences.list' | 'silences.preview' | 'incidents.silence' | 'incidents.expireSilence';

/** The calls of the contract about silences. Whoever acts is who the session says. */
export const createSilenceHandlers = (silences: Silences, incidents: Pick<Incidents, 'mustSee'>): Pick<Handlers, SilenceCall> => ({
  'silences.list': (_, actor) => silences.list(viewerOf(actor)),
  'silences.preview': ({ source, matchers, incident }, actor) => {
    if (incident !== undefined) incidents.mustSee(incident, viewerOf(actor));
    return silences.preview(source, matchers, incident ?? null);
  },
  'incidents.silence': ({ id, source, ...asked }, actor) => silences.create(id, source, asked, byOf(actor)),
  'incidents.expireSilence': ({ id, item }, actor) => silences.expire(id, item, byOf(actor)),
});
