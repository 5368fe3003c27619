import type { IncidentId } from '../../shared/model/ids.ts';
import { fromRfc3339, toRfc3339, type EpochMs } from '../../shared/model/units.ts';
import type { Changes } from '../engine/changes/service.ts';
import { toldChange } from '../engine/changes/told.ts';
import type { IncidentRecord } from '../engine/incidents/record.ts';
import { byOf } from '../engine/incidents/view.ts';
import type { Actor, Handlers } from './engine-port.ts';
import { cutPage } from './page.ts';

type ChangeCall = 'changes.list' | 'changes.add';

export interface ChangeSubject {
  readonly changes: Changes;
  readonly dnsNames: () => number;
  readonly record: (incident: IncidentId) => IncidentRecord | null;
  /** Throws `not_found`, or `forbidden` where only the face of the incident may be shown. */
  readonly mustSee: (incident: IncidentId, actor: Actor) => void;
}

const instant = (text: string | undefined): EpochMs | null => (text === undefined ? null : fromRfc3339(text));

/** The calls of the contract about changes. */
export const createChangeHandlers = ({ changes, dnsNames, record, mustSee }: ChangeSubject): Pick<Handlers, ChangeCall> => ({
  'changes.list': ({ incident, service, from, to, limit, cursor }, actor) => {
    const rest = { reporters: changes.reporters(), dnsNames: dnsNames() };
    if (incident === undefined) {
      const { items, next } = changes.list({ from: instant(from), to: instant(to), service: service ?? null, limit, cursor: cursor ?? null });
      return { items: items.map((change) => ({ ...change, relation: null })), next, window: null, ...rest };
    }
    mustSee(incident, actor);
    const found = record(incident);
    const { window, items } = found === null ? { window: null, items: [] } : changes.ofIncident(found);
    const wanted = items.filter(({ at, endedAt, services }) => (service === undefined || services.includes(service)) && (to === undefined || at <= to) && (from === undefined || (endedAt ?? at) >= from));
    return { ...cutPage(wanted, { limit, cursor }), window: window === null ? null : { onset: toRfc3339(window.onset), from: toRfc3339(window.from), until: toRfc3339(window.until) }, ...rest };
  },
  'changes.add': (told, actor) => {
    // Whoever sits at a screen tells it in person, whatever they say it is.
    const [taken] = changes.take([toldChange(told, actor.seat.kind === 'token' ? told.from : 'person')], byOf(actor).actor.name);
    if (taken === undefined) throw new Error('a change that was taken is told');
    return taken;
  },
});
