import { createHash, timingSafeEqual } from 'node:crypto';
import type { Person, Seat } from '../../../shared/model/entities.ts';
import { PersonId } from '../../../shared/model/ids.ts';
import { RIGHTS, type Right } from '../../../shared/model/rights.ts';
import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';

/** Without 0 O 1 I L, which people mix up when they read a code aloud or off a screen. 31^8 codes are 39.6 bits. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CODE_LENGTH = 8;
export const CODE_LIFE = durationMs(10 * 60_000);
export const PIN_LIFE = durationMs(12 * 3_600_000);
export const LAST_SEEN_STEP = durationMs(60_000);

export type RandomBytes = (count: number) => Uint8Array;

/** Uniform over the alphabet: bytes beyond the largest multiple of its length are thrown away, not folded in. */
export function makeCode(randomBytes: RandomBytes): string {
  const limit = 256 - (256 % ALPHABET.length);
  let code = '';
  while (code.length < CODE_LENGTH) {
    for (const byte of randomBytes(16)) if (byte < limit && code.length < CODE_LENGTH) code += ALPHABET[byte % ALPHABET.length];
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** As typed by a person: any case, with or without dash and blanks. */
export const normaliseCode = (typed: string): string => typed.toUpperCase().replace(/[\s-]/g, '');

/** 256 random bits; SHA-256 is enough to keep them, since there is nothing to guess. */
export const makeToken = (randomBytes: RandomBytes): string => Buffer.from(randomBytes(32)).toString('base64url');
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret, 'utf8').digest();
export const sameHash = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

const ONLY_VIEW: readonly Right[] = ['view'];
const inOrder = (rights: readonly Right[]): Right[] => RIGHTS.filter((right) => rights.includes(right));

/**
 * What a seat may do: what its invitation gave and its person still has. A wall looks and does nothing else, whatever was asked
 * for it; so does a seat that nobody is named for, because every write records a person.
 */
export function rightsOf(seat: { readonly kind: Seat['kind']; readonly rights: readonly Right[]; readonly named: boolean }, person: Person | null): Right[] {
  if (seat.kind === 'wall') return [...ONLY_VIEW];
  if (!seat.named) return inOrder(seat.rights.filter((right) => right === 'view'));
  return person === null ? [] : inOrder(seat.rights.filter((right) => person.rights.includes(right)));
}

/** Whoever started Holdfast on this machine; also who the first browser is paired as while nobody is configured. */
export const OWNER: Person = { id: PersonId.parse('owner'), name: 'Owner', rights: [...RIGHTS], roles: [] };
/** Who HOLDFAST_TOKEN acts as. */
export const AUTOMATION: Person = { id: PersonId.parse('automation'), name: 'Automation', rights: [...RIGHTS], roles: [] };

/** Wrong tries on the monotonic clock, oldest first. */
export type Tries = readonly DurationMs[];
const WINDOW = durationMs(60_000);
const TRIES_PER_WINDOW = 5;

/** Tries that still count at `now`. */
export const recentTries = (tries: Tries, now: DurationMs): Tries => tries.filter((at) => now - at < WINDOW);

/** How long to wait before one more try is looked at; 0 = now. */
export function pauseAfter(tries: Tries, now: DurationMs): DurationMs {
  const recent = recentTries(tries, now);
  const decisive = recent[recent.length - TRIES_PER_WINDOW];
  return durationMs(decisive === undefined ? 0 : decisive + WINDOW - now);
}

const FIRST_PIN_PAUSE_MS = 30_000;
export const LONGEST_PIN_PAUSE_MS = 15 * 60_000;

/** From the third wrong PIN in a row on, a pause that doubles: trying out four digits then takes weeks. Null = no pause. */
export function pinPauseUntil(failures: number, now: EpochMs): EpochMs | null {
  if (failures < 3) return null;
  return epochMs(now + Math.min(LONGEST_PIN_PAUSE_MS, FIRST_PIN_PAUSE_MS * 2 ** (failures - 3)));
}

/** An instant in the future that no rule of ours can have set means that the clock went back: it is cut to what could be. */
export const remaining = (until: EpochMs | null, now: EpochMs, longestMs: number): DurationMs =>
  durationMs(until === null ? 0 : Math.max(0, Math.min(until - now, longestMs)));

/** "30 seconds", "15 minutes": for a sentence that tells somebody to wait. */
export function inWords(span: DurationMs): string {
  const seconds = Math.max(1, Math.ceil(span / 1_000));
  if (seconds < 90) return `${seconds} second${seconds === 1 ? '' : 's'}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
