import { HoldfastError } from '../../shared/model/result.ts';
import { byOf, viewerOf } from '../engine/incidents/view.ts';
import type { Combines } from '../engine/messaging/remote/combine.ts';
import type { Remotes } from '../engine/messaging/remote/service.ts';
import type { Updates } from '../engine/messaging/updates/service.ts';
import type { Handlers } from './engine-port.ts';

type RemoteCall = Extract<keyof Handlers, `remotes.${string}` | `combines.${string}`>;

/** The calls of the contract about what stands at channels already. `parts` is null where nothing can be written. */
export function createRemoteHandlers(parts: { readonly remotes: Remotes; readonly combines: Combines; readonly updates: Updates } | null): Pick<Handlers, RemoteCall> {
  const now = (): NonNullable<typeof parts> => {
    if (parts === null) throw new HoldfastError('unavailable', 'Nothing can be written now, so that nothing there can be decided.');
    return parts;
  };
  return {
    'remotes.read': (at, actor) => now().remotes.read(at, byOf(actor)),
    'remotes.settle': ({ seen, choice, ...at }, actor) => now().remotes.settle(at, seen, choice, byOf(actor)),
    'remotes.keepTheirs': async ({ id }, actor) => {
      await now().remotes.keepTheirs(id, byOf(actor));
      return now().updates.delivery(id, viewerOf(actor));
    },
    'remotes.look': ({ link, ...at }, actor) => now().remotes.look(at, link, byOf(actor)),
    'remotes.adopt': ({ link, seen, ...at }, actor) => now().remotes.adopt(at, link, seen, byOf(actor)),
    'combines.list': ({ id }, actor) => ({ items: now().combines.list(id, viewerOf(actor)) }),
    'combines.dismiss': ({ id, other }, actor) => {
      now().combines.dismiss(id, other, byOf(actor));
      return { items: now().combines.list(id, viewerOf(actor)) };
    },
    'remotes.release': (at, actor) => now().remotes.release(at, byOf(actor)),
  };
}
