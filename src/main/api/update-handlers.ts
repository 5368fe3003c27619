import { HoldfastError } from '../../shared/model/result.ts';
import { fromRfc3339 } from '../../shared/model/units.ts';
import type { IncidentId } from '../../shared/model/ids.ts';
import type { IncidentRecord } from '../engine/incidents/record.ts';
import { byOf, viewerOf } from '../engine/incidents/view.ts';
import type { Actor, Handlers } from './engine-port.ts';
import type { Messaging } from './messaging-core.ts';
import type { Previewer } from './update-previewer.ts';

export interface UpdateParts {
  readonly record: (incident: IncidentId) => IncidentRecord | null;
  /** Throws `not_found`, or `forbidden` where only the face of the incident may be shown. */
  readonly mustSee: (incident: IncidentId, actor: Actor) => void;
  readonly previewer: Previewer;
  /** Null where nothing can be written. */
  readonly messaging: Messaging | null;
}

type UpdateCall = Extract<keyof Handlers, `updates.${string}` | `deliveries.${string}` | `suppressions.${string}`>;

/** The calls of the contract about messages, their deliveries and channels. */
export function createUpdateHandlers({ record, mustSee, previewer, messaging }: UpdateParts): Pick<Handlers, UpdateCall> {
  const parts = (): Messaging => {
    if (messaging === null) throw new HoldfastError('unavailable', 'Nothing can be written now, so that no update can be kept or sent.');
    return messaging;
  };
  const settled = (id: Parameters<Messaging['updates']['delivery']>[0], actor: Actor, work: () => void) => {
    parts().updates.delivery(id, viewerOf(actor));
    work();
    return parts().updates.delivery(id, viewerOf(actor));
  };
  return {
    'updates.preview': ({ incident: id, readers, text, corrects, to, ...given }, actor) => {
      mustSee(id, actor);
      const incident = record(id);
      if (incident === null) throw new HoldfastError('not_found', `There is no incident ${id}.`);
      const [viewer, readBy] = [viewerOf(actor), readers ?? given.audience];
      const pages = (messaging?.channels.list() ?? []).flatMap(({ config }) => (to.length === 0 ? config.audience === readBy : to.includes(config.id)) ? [{ config, others: messaging?.updates.others(id, config, viewer) ?? [] }] : []);
      return previewer.asked(incident, { ...given, to: pages, readers: readBy, text: text ?? null, corrects: corrects !== null, previous: messaging?.updates.before(id, given.audience, corrects, viewer) ?? null });
    },
    'updates.recipients': async (query, actor) => {
      mustSee(query.incident, actor);
      return { items: await parts().updates.recipients(query, byOf(actor)) };
    },
    'updates.list': ({ incident, before, limit }, actor) => parts().updates.list({ incident: incident ?? null, before: before ?? null, limit }, viewerOf(actor)),
    'updates.get': ({ id }, actor) => parts().updates.get(id, viewerOf(actor)),
    'updates.draft': ({ incident, corrects, ...draft }, actor) => parts().updates.draft(incident, draft, corrects, byOf(actor)),
    'updates.edit': ({ id, version, ...draft }, actor) => parts().updates.edit(id, version, draft, byOf(actor)),
    'updates.approve': ({ id, hash }, actor) => parts().updates.approve(id, hash, byOf(actor)),
    'updates.publish': ({ id, at, ...given }, actor) => parts().updates.publish(id, { ...given, at: at === null ? null : fromRfc3339(at) }, byOf(actor)),
    'updates.discard': ({ id }, actor) => parts().updates.discard(id, byOf(actor)),
    'deliveries.list': ({ incident, open, before, limit }, actor) => parts().updates.deliveries({ incident: incident ?? null, open, before: before ?? null, limit }, viewerOf(actor)),
    'deliveries.retry': ({ id, overwrite }, actor) => settled(id, actor, () => parts().outbox.retry(id, overwrite)),
    'deliveries.resolve': ({ id, arrived }, actor) => settled(id, actor, () => parts().outbox.resolve(id, arrived)),
    'deliveries.giveUp': ({ id, reason }, actor) => settled(id, actor, () => parts().outbox.giveUp(id, reason)),
    'suppressions.list': ({ q, limit }) => parts().suppressions.list(q, limit),
    'suppressions.add': ({ address, reason }, actor) => {
      parts().suppressions.add(address, reason, byOf(actor).actor);
      return {};
    },
    'suppressions.lift': ({ address }) => {
      parts().suppressions.lift(address);
      return {};
    },
    'suppressions.bounce': ({ message }, actor) => ({ items: parts().suppressions.bounce(message, byOf(actor).actor) }),
  };
}
