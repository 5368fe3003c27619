import { scrypt } from 'node:crypto';
import type { PersonId } from '../../../shared/model/ids.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Clock, Log } from '../ports.ts';
import { findPin, recordPinTry, savePin, type StoredPin } from './repo.ts';
import { inWords, LONGEST_PIN_PAUSE_MS, pinPauseUntil, remaining, sameHash, type RandomBytes } from './rules.ts';

/** scrypt with N = 2^15, r = 8, p = 1: 32 MiB and some 80 ms for one try (RFC 7914; OWASP Password Storage). */
const COST = 32_768;

function derive(pin: string, salt: Uint8Array, cost: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, 32, { N: cost, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

export interface Pins {
  isSet(person: PersonId): boolean;
  /** Throws `rate_limited` while a pause lasts and `forbidden` for a wrong PIN. */
  verify(person: PersonId, pin: string): Promise<void>;
  set(person: PersonId, pin: string): Promise<void>;
}

interface Standing {
  readonly failures: number;
  readonly blockedUntil: EpochMs | null;
}

export interface PinPorts {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

export function createPins({ db, clock, randomBytes, log }: PinPorts): Pins {
  /** The standing counts here, and in the file only where it can be written: a full disk must neither lock out nor let in. */
  const standings = new Map<PersonId, Standing>();
  const standingOf = (person: PersonId, stored: StoredPin): Standing => standings.get(person) ?? stored;

  const record = (person: PersonId, standing: Standing): void => {
    standings.set(person, standing);
    try {
      if (db.write !== null) recordPinTry(db.write, person, standing.failures, standing.blockedUntil);
    } catch (error) {
      log.warn('a PIN try was not written down', { reason: error instanceof Error ? error.message : String(error) });
    }
  };

  return {
    isSet: (person) => findPin(db.read, person) !== null,
    verify: async (person, pin) => {
      const stored = findPin(db.read, person);
      if (stored === null) return;
      const { failures, blockedUntil } = standingOf(person, stored);
      const now = clock.nowMs();
      const pause = remaining(blockedUntil, now, LONGEST_PIN_PAUSE_MS);
      if (pause > 0) throw new HoldfastError('rate_limited', `Too many wrong PINs. Try again in ${inWords(pause)}.`);
      // Counted before the slow part, so that tries made side by side count too.
      record(person, { failures: failures + 1, blockedUntil: pinPauseUntil(failures + 1, now) });
      if (!sameHash(await derive(pin, stored.salt, stored.cost), stored.hash)) throw new HoldfastError('forbidden', 'This PIN is wrong.');
      record(person, { failures: 0, blockedUntil: null });
    },
    set: async (person, pin) => {
      const salt = randomBytes(16);
      const hash = await derive(pin, salt, COST);
      if (db.write === null) throw new HoldfastError('read_only', 'Holdfast cannot write to its database, so the PIN was not changed.');
      savePin(db.write, person, { salt, hash, cost: COST }, clock.nowMs());
      standings.delete(person);
    },
  };
}
