import { SignalId } from '../../../shared/model/ids.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';

/** A signal's number in the store; never given to another signal. */
export type SignalNo = number & { readonly __id: 'SignalNo' };

/** `id` of a block: hour since 1970 × 2^20 + the signal's number (see migration 0010). */
const NUMBERS = 2 ** 20;
const blockId = (no: SignalNo, hour: number): number => hour * NUMBERS + no;
const hourOfBlock = (id: number): number => Math.floor(id / NUMBERS);

/** One look-up by integer key per hour; `OR`-ing or ranging over ids would touch every signal's blocks. */
export const READ_BLOCKS = `
  WITH RECURSIVE hours(id, last) AS (
    SELECT :first, :last UNION ALL SELECT id + ${NUMBERS}, last FROM hours WHERE id + ${NUMBERS} <= last
  )
  SELECT b.id, b.data FROM hours CROSS JOIN rollup_blocks b ON b.id = hours.id`;

export interface PackedHour {
  readonly hour: number;
  readonly data: Uint8Array;
}

/** The packed hours `fromHour` to `toHour` (both included) of one signal, oldest first. */
export function readBlocks(db: ReadDb, no: SignalNo, fromHour: number, toHour: number): PackedHour[] {
  if (toHour < fromHour) return [];
  const rows = db.all<{ id: number; data: Uint8Array }>(READ_BLOCKS, { first: blockId(no, fromHour), last: blockId(no, toHour) });
  return rows.map(({ id, data }) => ({ hour: hourOfBlock(id), data }));
}

export function readBlock(db: ReadDb, no: SignalNo, hour: number): Uint8Array | null {
  return db.get<{ data: Uint8Array }>('SELECT data FROM rollup_blocks WHERE id = ?', blockId(no, hour))?.data ?? null;
}

export function writeBlock(db: WriteDb, no: SignalNo, hour: number, data: Uint8Array): void {
  db.run('INSERT INTO rollup_blocks (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data', blockId(no, hour), data);
}

/** Deletes at most `limit` blocks older than the hour; returns how many it deleted. */
export function deleteBlocksBefore(db: WriteDb, hour: number, limit: number): number {
  return db.run('DELETE FROM rollup_blocks WHERE id < ? ORDER BY id LIMIT ?', hour * NUMBERS, limit).changes;
}

/** Packed hours of all signals from one hour up to another. */
export function blocksBefore(db: ReadDb, fromHour: number, hour: number): { readonly count: number; readonly bytes: number } {
  const row = db.get<{ count: number; bytes: number | null }>('SELECT count(*) AS count, sum(length(data)) AS bytes FROM rollup_blocks WHERE id >= ? AND id < ?', fromHour * NUMBERS, hour * NUMBERS);
  return { count: row?.count ?? 0, bytes: row?.bytes ?? 0 };
}

/** Oldest hour that any signal has a packed block of; null while there is none. */
export function oldestHour(db: ReadDb): number | null {
  const id = db.get<{ id: number | null }>('SELECT min(id) AS id FROM rollup_blocks')?.id ?? null;
  return id === null ? null : hourOfBlock(id);
}

/** `minute` counts from 1970. */
export function writeMinute(db: WriteDb, minute: number, data: Uint8Array): void {
  db.run('INSERT INTO rollup_minutes (minute, data) VALUES (?, ?) ON CONFLICT (minute) DO UPDATE SET data = excluded.data', minute, data);
}

export function readMinutes(db: ReadDb): { minute: number; data: Uint8Array }[] {
  return db.all('SELECT minute, data FROM rollup_minutes ORDER BY minute');
}

export function deleteMinutesBefore(db: WriteDb, minute: number): void {
  db.run('DELETE FROM rollup_minutes WHERE minute < ?', minute);
}

export function readSignals(db: ReadDb): { no: SignalNo; signal: SignalId }[] {
  return db.all<{ no: SignalNo; signal: string }>('SELECT no, signal FROM series_signals ORDER BY no').map(({ no, signal }) => ({ no, signal: SignalId.parse(signal) }));
}

export function addSignal(db: WriteDb, signal: SignalId): SignalNo {
  return db.run('INSERT INTO series_signals (signal) VALUES (?)', signal).lastInsertRowid as SignalNo;
}

/** Removes the signal and its packed hours from `fromHour` to `toHour`. */
export function deleteSignal(db: WriteDb, no: SignalNo, fromHour: number, toHour: number): void {
  for (const { hour } of readBlocks(db, no, fromHour, toHour)) db.run('DELETE FROM rollup_blocks WHERE id = ?', blockId(no, hour));
  db.run('DELETE FROM series_signals WHERE no = ?', no);
}

/** What the database takes on disk without its log, pages that wait to be used again left out. */
export function usedBytes(db: ReadDb): number {
  const pragma = (name: string): number => Object.values(db.get<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0] ?? 0;
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}
