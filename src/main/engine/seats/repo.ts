import { z } from 'zod';
import type { PersonId, SeatId } from '../../../shared/model/ids.ts';
import { Right } from '../../../shared/model/rights.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';

export interface StoredSeat {
  readonly id: SeatId;
  readonly name: string;
  readonly kind: 'browser' | 'wall';
  readonly person: PersonId | null;
  readonly rights: readonly Right[];
  readonly createdAt: EpochMs;
  readonly lastSeenAt: EpochMs | null;
  readonly pinnedUntil: EpochMs | null;
}

interface SeatRow {
  readonly id: string;
  readonly name: string;
  readonly kind: 'browser' | 'wall';
  readonly person: string | null;
  readonly rights: string;
  readonly created_at: number;
  readonly last_seen_at: number | null;
  readonly pinned_until: number | null;
}

const COLUMNS = 'id, name, kind, person, rights, created_at, last_seen_at, pinned_until';
const Rights = z.array(Right);
const instant = (value: number | null): EpochMs | null => (value === null ? null : epochMs(value));

const seatOf = (row: SeatRow): StoredSeat => ({
  id: row.id as SeatId,
  name: row.name,
  kind: row.kind,
  person: row.person as PersonId | null,
  rights: Rights.parse(JSON.parse(row.rights)),
  createdAt: epochMs(row.created_at),
  lastSeenAt: instant(row.last_seen_at),
  pinnedUntil: instant(row.pinned_until),
});

/** Looked up by the hash of a 256-bit secret: how long the index takes says nothing that helps to find another. */
export function findByToken(db: ReadDb, tokenHash: Uint8Array): StoredSeat | null {
  const row = db.get<SeatRow>(`SELECT ${COLUMNS} FROM seats WHERE token_hash = ? AND revoked_at IS NULL`, tokenHash);
  return row === undefined ? null : seatOf(row);
}

/** A seat with the hash of its token: enough for another database to know the same screen. */
export interface CarriedSeat {
  readonly seat: StoredSeat;
  readonly tokenHash: Uint8Array;
}

export function carrySeat(db: ReadDb, id: SeatId): CarriedSeat | null {
  const row = db.get<SeatRow & { token_hash: Uint8Array | null }>(`SELECT ${COLUMNS}, token_hash FROM seats WHERE id = ? AND revoked_at IS NULL`, id);
  return row?.token_hash ? { seat: seatOf(row), tokenHash: new Uint8Array(row.token_hash) } : null;
}

export const listSeats = (db: ReadDb): StoredSeat[] =>
  db.all<SeatRow>(`SELECT ${COLUMNS} FROM seats WHERE revoked_at IS NULL ORDER BY created_at, id`).map(seatOf);

export function insertSeat(db: WriteDb, seat: StoredSeat, tokenHash: Uint8Array, userAgent: string): void {
  db.run(
    'INSERT INTO seats (id, name, kind, person, rights, token_hash, user_agent, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    seat.id, seat.name, seat.kind, seat.person, JSON.stringify(seat.rights), tokenHash, userAgent, seat.createdAt,
  );
}

/** False where there is no such seat, or it has ended already. */
export const revokeSeat = (db: WriteDb, id: SeatId, at: EpochMs): boolean =>
  db.run('UPDATE seats SET revoked_at = ?, token_hash = NULL, pinned_until = NULL WHERE id = ? AND revoked_at IS NULL', at, id).changes > 0;

export const setLastSeen = (db: WriteDb, id: SeatId, at: EpochMs): void => void db.run('UPDATE seats SET last_seen_at = ? WHERE id = ?', at, id);
export const setPinnedUntil = (db: WriteDb, id: SeatId, until: EpochMs): void => void db.run('UPDATE seats SET pinned_until = ? WHERE id = ?', until, id);
export const forgetPinned = (db: WriteDb, person: PersonId): void => void db.run('UPDATE seats SET pinned_until = NULL WHERE person = ?', person);

export interface StoredPin {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  /** scrypt's N. */
  readonly cost: number;
  /** Wrong tries in a row. */
  readonly failures: number;
  readonly blockedUntil: EpochMs | null;
}

export function findPin(db: ReadDb, person: PersonId): StoredPin | null {
  const row = db.get<Omit<StoredPin, 'blockedUntil'> & { blocked_until: number | null }>('SELECT salt, hash, cost, failures, blocked_until FROM pins WHERE person = ?', person);
  return row === undefined ? null : { salt: row.salt, hash: row.hash, cost: row.cost, failures: row.failures, blockedUntil: instant(row.blocked_until) };
}

export function savePin(db: WriteDb, person: PersonId, pin: Pick<StoredPin, 'salt' | 'hash' | 'cost'>, at: EpochMs): void {
  db.run(
    `INSERT INTO pins (person, salt, hash, cost, set_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (person) DO UPDATE SET salt = excluded.salt, hash = excluded.hash, cost = excluded.cost, set_at = excluded.set_at, failures = 0, blocked_until = NULL`,
    person, pin.salt, pin.hash, pin.cost, at,
  );
}

export const recordPinTry = (db: WriteDb, person: PersonId, failures: number, blockedUntil: EpochMs | null): void =>
  void db.run('UPDATE pins SET failures = ?, blocked_until = ? WHERE person = ?', failures, blockedUntil, person);
