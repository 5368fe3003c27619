import type { Migration } from '../migrate.ts';

/**
 * One-minute rollups of the signals.
 *
 * `rollup_blocks.id` is `hour since 1970 × 2^20 + series_signals.no`: time comes first, so that the newest hour is appended at
 * the end of the table and its pages fill completely, retention cuts off the beginning, and one signal's month is 720 look-ups
 * by integer key. `rollup_minutes` holds the hours that are not yet packed, one row a minute for all signals together.
 * AUTOINCREMENT: a number is never given to another signal, so a block can never be read as somebody else's.
 */
export const rollups: Migration = {
  version: 10,
  name: 'rollups',
  up: (db) => {
    db.run(`CREATE TABLE series_signals (
      no INTEGER PRIMARY KEY AUTOINCREMENT,
      signal TEXT NOT NULL UNIQUE
    ) STRICT`);
    db.run(`CREATE TABLE rollup_minutes (
      minute INTEGER PRIMARY KEY,
      data BLOB NOT NULL
    ) STRICT`);
    db.run(`CREATE TABLE rollup_blocks (
      id INTEGER PRIMARY KEY,
      data BLOB NOT NULL
    ) STRICT`);
  },
};
