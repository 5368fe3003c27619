import { byOf } from '../engine/incidents/view.ts';
import type { Audit } from '../engine/journal/audit.ts';
import type { Seats } from '../engine/seats/service.ts';
import type { Handlers } from './engine-port.ts';

type SeatCall = 'session.get' | 'people.list' | 'seats.list' | 'seats.invite' | 'seats.revoke' | 'seats.setPin' | 'presence.list' | 'presence.set';

/** The calls of the contract that the seats answer. */
export const createSeatHandlers = (seats: Seats, audit: Audit): Pick<Handlers, SeatCall> => ({
  'session.get': (_, { seat, person, pinned }) => ({ seat, person, needsPin: !pinned }),
  'people.list': () => ({ items: seats.people() }),
  'seats.list': () => ({ items: seats.list() }),
  'seats.invite': (args, actor) => {
    const invited = seats.invite(args);
    audit.seatInvited(args, byOf(actor).actor);
    return invited;
  },
  'seats.revoke': ({ id }, actor) => {
    seats.revoke(id);
    audit.seatEnded(id, byOf(actor).actor);
    return {};
  },
  'seats.setPin': async (args, actor) => {
    await seats.setPin(actor, args);
    if (actor.person !== null) audit.pinChanged(actor.person.id, byOf(actor).actor);
    return {};
  },
  'presence.list': () => ({ items: seats.presence() }),
  'presence.set': ({ screen }, actor) => {
    seats.setPresence(actor, screen);
    return {};
  },
});
