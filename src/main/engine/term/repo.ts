import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';

export interface TermRow {
  readonly term: number;
  readonly kind: 'tookOver' | 'stoodDown';
  readonly at: EpochMs;
  readonly began_at: EpochMs | null;
  readonly by_id: string | null;
  readonly by_name: string | null;
  readonly reason: string | null;
  readonly address: string | null;
  readonly copy_at: EpochMs | null;
  readonly head_seq: number | null;
  readonly head_hash: string | null;
  readonly met_at: EpochMs | null;
  readonly entries: number | null;
  readonly merged_at: EpochMs | null;
}

/** The newest term that is known here; null: the first, which needs no row. Who yields to another one of the same term has both. */
export const newestTerm = (db: ReadDb): TermRow | null => db.get<TermRow>('SELECT * FROM terms ORDER BY term DESC, kind LIMIT 1') ?? null;

export const hasBegun = (db: ReadDb, beganAt: EpochMs): boolean => db.get("SELECT 1 FROM terms WHERE kind = 'tookOver' AND began_at = ?", beganAt) !== undefined;

export const isAnyUnmerged = (db: ReadDb): boolean => db.get("SELECT 1 FROM terms WHERE kind = 'tookOver' AND merged_at IS NULL") !== undefined;

/** A row that is there already is told more of. */
export function putTerm(db: WriteDb, row: TermRow): void {
  db.run(
    `INSERT INTO terms (term, kind, at, began_at, by_id, by_name, reason, address, copy_at, head_seq, head_hash, met_at, entries, merged_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (term, kind) DO UPDATE SET began_at = excluded.began_at, by_id = excluded.by_id, by_name = excluded.by_name, reason = excluded.reason, address = excluded.address,
       head_seq = excluded.head_seq, head_hash = excluded.head_hash, met_at = excluded.met_at, entries = excluded.entries, merged_at = excluded.merged_at`,
    row.term, row.kind, row.at, row.began_at, row.by_id, row.by_name, row.reason, row.address, row.copy_at, row.head_seq, row.head_hash, row.met_at, row.entries, row.merged_at,
  );
}

/** What went before has been looked at by the same person. */
export const setAllMerged = (db: WriteDb, at: EpochMs): void => void db.run('UPDATE terms SET merged_at = ? WHERE merged_at IS NULL', at);

const SEATS_KEPT = 20;

export function seatSeen(db: WriteDb, address: string, at: EpochMs): void {
  db.run('INSERT INTO console_seats (address, seen_at) VALUES (?, ?) ON CONFLICT (address) DO UPDATE SET seen_at = excluded.seen_at', address, at);
  db.run('DELETE FROM console_seats WHERE address NOT IN (SELECT address FROM console_seats ORDER BY seen_at DESC LIMIT ?)', SEATS_KEPT);
}

export const knownSeats = (db: ReadDb): string[] => db.all<{ address: string }>('SELECT address FROM console_seats ORDER BY seen_at DESC').map(({ address }) => address);
