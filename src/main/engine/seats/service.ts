import type { Person, Presence, Seat } from '../../../shared/model/entities.ts';
import { SeatId, type PersonId } from '../../../shared/model/ids.ts';
import type { Actor, Credential, PairResult } from '../../../shared/model/identity.ts';
import { fail, HoldfastError, ok, type Result } from '../../../shared/model/result.ts';
import { RIGHTS } from '../../../shared/model/rights.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Clock, Log } from '../ports.ts';
import { createInvitations, type Invitation } from './invitations.ts';
import { createPins } from './pins.ts';
import { createPresence } from './presence.ts';
import type { PresetToken } from './preset-tokens.ts';
import { carrySeat, findByToken, forgetPinned, insertSeat, listSeats, revokeSeat, setLastSeen, setPinnedUntil, type CarriedSeat, type StoredSeat } from './repo.ts';
import { AUTOMATION, CODE_LIFE, hashSecret, LAST_SEEN_STEP, makeToken, OWNER, PIN_LIFE, remaining, rightsOf, sameHash, type RandomBytes } from './rules.ts';

export interface SeatPorts {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** People as the configuration has them now; asked anew for every call. */
  readonly people: () => readonly Person[];
  readonly presetTokens: readonly PresetToken[];
  readonly log: Log;
  /** `seats`: rights may have changed; `presence`: tell the screens. */
  readonly onChange: (what: 'seats' | 'presence') => void;
}

export interface Seats {
  /** Null = nobody. Rights are worked out anew every time, so a revoked seat or a removed person loses them at once. */
  identify(credential: Credential): Actor | null;
  /** Throws `invalid_input` where the person is not configured. */
  invite(invitation: Invitation): { readonly code: string; readonly expiresAt: string };
  /** A code that pairs the first browser as the owner, with all rights; for the shell's own terminal or window only. */
  issueStartupCode(): string;
  pair(code: string, userAgent: string): Result<PairResult>;
  unpair(credential: Credential): void;
  enterPin(credential: Credential, pin: string): Promise<Result<Record<string, never>>>;
  /** Throws `forbidden` without the current PIN where one is set. */
  setPin(actor: Actor, change: { readonly current?: string | undefined; readonly pin: string }): Promise<void>;
  /** For the workspace that a demo's screen goes over to; null for a seat that is no paired screen. */
  carry(id: SeatId): CarriedSeat | null;
  /** Knows a screen of the demo again. Its person is the owner: only whoever may do everything there can open a workspace. */
  adopt(carried: CarriedSeat): void;
  list(): Seat[];
  people(): Person[];
  /** Throws `not_found`, or `conflict` for a token that only the environment can take away. */
  revoke(id: SeatId): void;
  setPresence(actor: Actor, screen: string): void;
  presence(): Presence[];
  /** Screens that are open now, walls and programs aside: whether anybody who may operate is there, and whether there is a second one. */
  attendance(): { readonly attended: boolean; readonly secondSeat: boolean };
}

const DESKTOP = SeatId.parse('desktop');
const presetId = (token: PresetToken): SeatId => SeatId.parse(`token-${token.person}`.slice(0, 63));
const READ_ONLY = 'Holdfast cannot write to its database, so no screen can be paired or ended now.';

export function createSeats(ports: SeatPorts): Seats {
  const { db, clock, randomBytes, log, presetTokens } = ports;
  const startedAt = clock.nowMs();
  const invitations = createInvitations(ports);
  const pins = createPins(ports);
  const presence = createPresence({ clock, onChange: () => ports.onChange('presence') });
  const seenAt = new Map<SeatId, EpochMs>();
  const pinned = new Map<SeatId, { readonly person: PersonId; readonly until: EpochMs }>();

  const personOf = (id: PersonId | null): Person | null => {
    if (id === null) return null;
    return ports.people().find((person) => person.id === id) ?? (id === OWNER.id ? OWNER : null);
  };
  const nameOf = (id: PersonId | null, kind: Seat['kind']): string => personOf(id)?.name ?? (id === null ? (kind === 'wall' ? 'Wall' : 'Nobody') : `${id} (not in the configuration)`);

  const describe = (seat: StoredSeat): Seat => ({
    id: seat.id,
    person: seat.person,
    personName: nameOf(seat.person, seat.kind),
    name: seat.name,
    kind: seat.kind,
    rights: rightsOf({ ...seat, named: seat.person !== null }, personOf(seat.person)),
    createdAt: toRfc3339(seat.createdAt),
    lastSeenAt: instant(seenAt.get(seat.id) ?? seat.lastSeenAt),
  });
  const fixed = (id: SeatId, person: Person | null, kind: 'desktop' | 'token', name: string): Seat => ({
    id,
    person: person?.id ?? null,
    personName: person?.name ?? 'Nobody',
    name,
    kind,
    rights: kind === 'desktop' ? [...RIGHTS] : (person?.rights ?? []),
    createdAt: toRfc3339(startedAt),
    lastSeenAt: instant(seenAt.get(id) ?? null),
  });
  const presetPerson = (token: PresetToken): Person | null => (token.variable === 'HOLDFAST_TOKEN' ? AUTOMATION : personOf(token.person));
  const describePreset = (token: PresetToken): Seat => fixed(presetId(token), presetPerson(token), 'token', `Token from ${token.variable}`);

  const isPinned = (seat: SeatId, person: Person | null, storedUntil: EpochMs | null): boolean => {
    if (person === null || !pins.isSet(person.id)) return true;
    return remaining(pinned.get(seat)?.until ?? storedUntil, clock.nowMs(), PIN_LIFE) > 0;
  };

  /** Seen, to the minute: a write for every request would wear the disk for a figure that nobody reads to the second. */
  const seen = (seat: SeatId, stored: StoredSeat | null): void => {
    const now = clock.nowMs();
    presence.touch(seat);
    const before = seenAt.get(seat) ?? stored?.lastSeenAt ?? null;
    if (before !== null && Math.abs(now - before) < LAST_SEEN_STEP) return;
    seenAt.set(seat, now);
    if (stored === null) return;
    try {
      if (db.write !== null) setLastSeen(db.write, seat, now);
    } catch (error) {
      log.warn('last seen was not written down', { seat, reason: error instanceof Error ? error.message : String(error) });
    }
  };

  const identifyDesktop = (): Actor => {
    seen(DESKTOP, null);
    const person = personOf(OWNER.id) ?? OWNER;
    return { seat: fixed(DESKTOP, person, 'desktop', 'This computer'), person, rights: [...RIGHTS], pinned: isPinned(DESKTOP, person, null) };
  };
  const identifySession = (token: string): Actor | null => {
    const stored = findByToken(db.read, hashSecret(token));
    if (stored === null) return null;
    seen(stored.id, stored);
    const person = personOf(stored.person);
    const seat = describe(stored);
    return { seat, person, rights: seat.rights, pinned: isPinned(stored.id, person, stored.pinnedUntil) };
  };
  const identifyBearer = (token: string): Actor | null => {
    const hash = hashSecret(token);
    const preset = presetTokens.filter((each) => sameHash(each.hash, hash))[0];
    if (preset === undefined) return null;
    seen(presetId(preset), null);
    const seat = describePreset(preset);
    return { seat, person: presetPerson(preset), rights: seat.rights, pinned: true };
  };

  const identify = (credential: Credential): Actor | null => {
    if (credential.kind === 'desktop') return identifyDesktop();
    if (credential.kind === 'session') return identifySession(credential.token);
    return credential.kind === 'bearer' ? identifyBearer(credential.token) : null;
  };

  const writer = (): WriteDb => {
    if (db.write === null) throw new HoldfastError('read_only', READ_ONLY);
    return db.write;
  };
  const end = (id: SeatId): boolean => {
    if (!revokeSeat(writer(), id, clock.nowMs())) return false;
    seenAt.delete(id);
    pinned.delete(id);
    presence.drop(id);
    log.info('a seat was ended', { seat: id });
    ports.onChange('seats');
    return true;
  };

  const seatFrom = (invitation: Invitation): StoredSeat => ({
    id: SeatId.parse(`seat-${Buffer.from(randomBytes(6)).toString('hex')}`),
    ...invitation,
    person: invitation.kind === 'wall' ? null : invitation.person,
    createdAt: clock.nowMs(),
    lastSeenAt: null,
    pinnedUntil: null,
  });

  return {
    identify,
    invite: (invitation) => {
      if (invitation.person !== null && personOf(invitation.person) === null) {
        const known = ports.people().map(({ id }) => `"${id}"`);
        throw new HoldfastError('invalid_input', `person: nobody of that id is in the configuration: expected ${known.length > 0 ? `one of ${known.join(', ')}` : `"${OWNER.id}", since "people" is empty`}.`);
      }
      return { code: invitations.add(invitation), expiresAt: toRfc3339(epochMs(clock.nowMs() + CODE_LIFE)) };
    },
    issueStartupCode: () => invitations.add({ name: 'First browser', kind: 'browser', person: OWNER.id, rights: [...RIGHTS] }),
    pair: (code, userAgent) => {
      const found = invitations.find(code);
      if (!found.ok) return found;
      if (db.write === null) return fail('read_only', READ_ONLY);
      const token = makeToken(randomBytes);
      const stored = seatFrom(found.value.invitation);
      insertSeat(db.write, stored, hashSecret(token), userAgent.slice(0, 200));
      found.value.close();
      log.info('a screen was paired', { seat: stored.id, kind: stored.kind, person: stored.person });
      ports.onChange('seats');
      return ok({ token, seat: describe(stored) });
    },
    unpair: (credential) => {
      if (credential.kind !== 'session') return;
      const stored = findByToken(db.read, hashSecret(credential.token));
      if (stored !== null) end(stored.id);
    },
    enterPin: async (credential, pin) => {
      const actor = identify(credential);
      if (actor === null) return fail('unauthenticated', 'Nobody is signed in here. Pair this screen first.');
      if (actor.person === null || actor.seat.kind === 'token') return fail('forbidden', 'This seat has no PIN.');
      try {
        await pins.verify(actor.person.id, pin);
      } catch (error) {
        if (error instanceof HoldfastError) return fail(error.code, error.message);
        throw error;
      }
      const until = epochMs(clock.nowMs() + PIN_LIFE);
      pinned.set(actor.seat.id, { person: actor.person.id, until });
      if (db.write !== null) setPinnedUntil(db.write, actor.seat.id, until);
      return ok({});
    },
    setPin: async ({ seat, person }, { current, pin }) => {
      if (person === null) throw new HoldfastError('forbidden', 'A PIN belongs to a person, and nobody is named for this seat.');
      if (seat.kind === 'token') throw new HoldfastError('forbidden', 'A PIN is set from a screen, not with a token.');
      if (pins.isSet(person.id)) {
        if (current === undefined) throw new HoldfastError('forbidden', 'Enter the current PIN to change it.', { needs: 'pin' });
        await pins.verify(person.id, current);
      }
      await pins.set(person.id, pin);
      // Whoever learned the old PIN on another screen has to give the new one.
      for (const [id, entry] of pinned) if (entry.person === person.id) pinned.delete(id);
      forgetPinned(writer(), person.id);
      pinned.set(seat.id, { person: person.id, until: epochMs(clock.nowMs() + PIN_LIFE) });
    },
    carry: (id) => carrySeat(db.read, id),
    adopt: ({ seat, tokenHash }) => {
      if (findByToken(db.read, tokenHash) === null) insertSeat(writer(), { ...seat, person: OWNER.id }, tokenHash, 'the demo');
    },
    list: () => [...(seenAt.has(DESKTOP) ? [identifyDesktop().seat] : []), ...presetTokens.map(describePreset), ...listSeats(db.read).map(describe)],
    people: () => [...ports.people()],
    revoke: (id) => {
      if (id === DESKTOP) throw new HoldfastError('conflict', 'The desktop app on this computer cannot be ended from here; quit it.');
      const preset = presetTokens.find((token) => presetId(token) === id);
      if (preset !== undefined) throw new HoldfastError('conflict', `This token stands in ${preset.variable}: take it out there and restart Holdfast.`);
      if (!end(id)) throw new HoldfastError('not_found', 'There is no such seat, or it has ended already.');
    },
    setPresence: ({ seat }, screen) => presence.set(seat, screen),
    presence: () => presence.list(),
    attendance: () => {
      const screens = presence.seats().filter(({ kind }) => kind === 'desktop' || kind === 'browser');
      return { attended: screens.some(({ rights }) => rights.includes('operate')), secondSeat: new Set(screens.map(({ id }) => id)).size > 1 };
    },
  };
}

const instant = (at: EpochMs | null): string | null => (at === null ? null : toRfc3339(at));
