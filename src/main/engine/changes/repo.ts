import { ChangeId } from '../../../shared/model/ids.ts';
import type { Change, ChangeOrigin, ChangeReporter } from '../../../shared/model/change.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import { spanOf, type StoredChange } from './rules.ts';

interface Row {
  readonly seq: number;
  readonly told_at: number;
  readonly view: string;
}

export const changeId = (seq: number): ChangeId => ChangeId.parse(`CHG-${String(seq).padStart(4, '0')}`);
export const seqOf = (id: ChangeId): number => Number(id.slice(4));

/* What stands here was written by `saveChange`, in this form. */
const storedOf = ({ seq, told_at, view }: Row): StoredChange => ({ seq, change: JSON.parse(view) as Omit<Change, 'id'>, toldAt: epochMs(told_at) });
const changeOf = (row: Row): Change => ({ id: changeId(row.seq), ...storedOf(row).change });

/** Adds a change, or writes the one with this `seq` anew; returns its `seq`. */
export function saveChange(db: WriteDb, seq: number | null, change: Omit<Change, 'id'>, toldAt: EpochMs): number {
  const { from: at, until } = spanOf(change);
  const { lastInsertRowid } = db.run(
    `INSERT INTO changes (seq, origin, external, at, last_at, told_at, recorded_at, view) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (seq) DO UPDATE SET at = excluded.at, last_at = excluded.last_at, told_at = excluded.told_at, view = excluded.view`,
    seq, change.from, change.externalId, at, until, toldAt, Date.parse(change.recordedAt), JSON.stringify(change),
  );
  return seq ?? lastInsertRowid;
}

export function findExternal(db: ReadDb, origin: ChangeOrigin, external: string): StoredChange | null {
  const row = db.get<Row>('SELECT seq, told_at, view FROM changes WHERE origin = ? AND external = ?', origin, external);
  return row === undefined ? null : storedOf(row);
}

/** Those that began in a span, the newest first; `before` is the place of the last one seen. */
export function listChanges(db: ReadDb, { from, to, service, before, limit }: { readonly from: EpochMs; readonly to: EpochMs; readonly service: string | null; readonly before: { readonly at: number; readonly seq: number } | null; readonly limit: number }): Change[] {
  const place = before ?? { at: Number.MAX_SAFE_INTEGER, seq: 0 };
  return db
    .all<Row>(
      `SELECT seq, told_at, view FROM changes WHERE at BETWEEN :from AND :to AND (at, seq) < (:at, :seq)
       AND (:service IS NULL OR EXISTS (SELECT 1 FROM json_each(view, '$.services') WHERE value = :service))
       ORDER BY at DESC, seq DESC LIMIT :limit`,
      { from, to, service, at: place.at, seq: place.seq, limit },
    )
    .map(changeOf);
}

/** What lasts longer is looked for by its beginning only. */
const LONGEST_MS = 30 * 86_400_000;
export const SPAN_SQL = 'SELECT seq, told_at, view FROM changes WHERE at BETWEEN ? AND ? AND last_at >= ? ORDER BY at DESC, seq DESC LIMIT ?';
/** Those that lasted into a span or began in it, at most so many, the newest. */
export const changesWithin = (db: ReadDb, from: EpochMs, until: EpochMs, limit: number): Change[] => db.all<Row>(SPAN_SQL, from - LONGEST_MS, until, from, limit).map(changeOf);

/** Who has told something since, the last one first. */
export const reportersSince = (db: ReadDb, since: EpochMs): ChangeReporter[] =>
  db
    .all<{ origin: ChangeOrigin; last: number; n: number }>('SELECT origin, max(recorded_at) AS last, count(*) AS n FROM changes WHERE recorded_at >= ? GROUP BY origin ORDER BY last DESC', since)
    .map(({ origin, last, n }) => ({ from: origin, lastAt: toRfc3339(epochMs(last)), changes: n }));

/** When the one was over behind which so many newer ones stand; null where there are not so many. */
export const endOfNth = (db: ReadDb, n: number): EpochMs | null => {
  const row = db.get<{ last_at: number }>('SELECT last_at FROM changes WHERE kept = 0 ORDER BY last_at DESC LIMIT 1 OFFSET ?', n);
  return row === undefined ? null : epochMs(row.last_at);
};

interface Old {
  readonly seq: number;
  readonly at: number;
  readonly last_at: number;
}

/** Those that were over before an instant and are not known to be needed, the oldest first. */
export const oldChanges = (db: ReadDb, before: EpochMs, limit: number): Old[] => db.all<Old>('SELECT seq, at, last_at FROM changes WHERE kept = 0 AND last_at < ? ORDER BY last_at LIMIT ?', before, limit);

/** Incidents that are over and may have to do with changes of a span. `sort_key` of a closed one is its start, negative. */
export const closedAround = (db: ReadDb, from: EpochMs, until: EpochMs): { readonly id: string; readonly start: number; readonly closed_at: number }[] =>
  db.all('SELECT id, 0 - sort_key AS start, closed_at FROM incidents WHERE closed = 1 AND sort_key BETWEEN ? AND ? AND closed_at >= ?', 0 - until, 0 - (from - LONGEST_INCIDENT_MS), from);
const LONGEST_INCIDENT_MS = 366 * 86_400_000;

export const keepChange = (db: WriteDb, seq: number): void => void db.run('UPDATE changes SET kept = 1 WHERE seq = ?', seq);
export const dropChange = (db: WriteDb, seq: number): void => void db.run('DELETE FROM changes WHERE seq = ?', seq);
