import type { Migration } from '../migrate.ts';

/**
 * Who may use this engine. Of a session token only its SHA-256 is kept, of a PIN only its scrypt hash with the cost that it was
 * made with. A revoked seat stays as a row without a token, so that what it did can still be named.
 */
export const seats: Migration = {
  version: 20,
  name: 'seats',
  up: (db) => {
    db.run(`CREATE TABLE seats (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('browser', 'wall')),
      person TEXT,
      rights TEXT NOT NULL,
      token_hash BLOB UNIQUE CHECK (length(token_hash) = 32),
      user_agent TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      last_seen_at INTEGER,
      pinned_until INTEGER,
      revoked_at INTEGER
    ) STRICT`);
    db.run(`CREATE TABLE pins (
      person TEXT PRIMARY KEY,
      salt BLOB NOT NULL,
      hash BLOB NOT NULL,
      cost INTEGER NOT NULL,
      failures INTEGER NOT NULL DEFAULT 0,
      blocked_until INTEGER,
      set_at INTEGER NOT NULL
    ) STRICT`);
  },
};
