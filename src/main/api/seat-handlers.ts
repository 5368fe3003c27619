import type { Seats } from '../engine/seats/service.ts';
import type { Handlers } from './engine-port.ts';

type SeatCall = 'session.get' | 'people.list' | 'seats.list' | 'seats.invite' | 'seats.revoke' | 'seats.setPin' | 'presence.list' | 'presence.set';

/** The calls of the contract that the seats answer. */
export const createSeatHandlers = (seats: Seats): Pick<Handlers, SeatCall> => ({
  'session.get': (_, { seat, person, pinned }) => ({ seat, person, needsPin: !pinned }),
  'people.list': () => ({ items: seats.people() }),
  'seats.list': () => ({ items: seats.list() }),
  'seats.invite': (args) => seats.invite(args),
  'seats.revoke': ({ id }) => {
    seats.revoke(id);
    return {};
  },
  'seats.setPin': async (args, actor) => {
    await seats.setPin(actor, args);
    return {};
  },
  'presence.list': () => ({ items: seats.presence() }),
  'presence.set': ({ screen }, actor) => {
    seats.setPresence(actor, screen);
    return {};
  },
});
