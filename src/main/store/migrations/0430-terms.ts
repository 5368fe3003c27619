import type { Migration } from '../migrate.ts';

/**
 * Who acts for this workspace: a row for each term after the first that is known here, two where two consoles began the same one. `tookOver`: this console went on from a copy of
 * the one at `address`, whose journal ended with `head`. `stoodDown`: the console at `address` did so, and this one acts no more; `head`,
 * `by` and `reason` are null until it has told them. `began_at`: when the one that acts says that it began. `entries`: rows after `head`
 * of the one that stood down. `console_seats`: where consoles that keep a copy of this engine can be asked for their term. Times are epoch
 * milliseconds.
 */
export const terms: Migration = {
  version: 430,
  name: 'terms',
  up: (db) => {
    db.run(`CREATE TABLE terms (
      term INTEGER NOT NULL CHECK (term > 1),
      kind TEXT NOT NULL CHECK (kind IN ('tookOver', 'stoodDown')),
      at INTEGER NOT NULL,
      began_at INTEGER,
      by_id TEXT,
      by_name TEXT,
      reason TEXT,
      address TEXT,
      copy_at INTEGER,
      head_seq INTEGER,
      head_hash TEXT,
      met_at INTEGER,
      entries INTEGER,
      merged_at INTEGER,
      PRIMARY KEY (term, kind)
    ) STRICT, WITHOUT ROWID`);
    db.run('CREATE TABLE console_seats (address TEXT PRIMARY KEY, seen_at INTEGER NOT NULL) STRICT, WITHOUT ROWID');
  },
};
