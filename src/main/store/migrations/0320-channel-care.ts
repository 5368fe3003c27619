import type { Migration } from '../migrate.ts';

/**
 * What people did to be sure of a channel. `channel_tests`: each test message, written down before it leaves and begun once only.
 * `posting_confirmations`: who said that only the right people may post at a place, which the vendor does not tell.
 */
export const channelCare: Migration = {
  version: 320,
  name: 'channel-care',
  up: (db) => {
    db.run(`CREATE TABLE channel_tests (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      channel TEXT NOT NULL,
      recipient TEXT NOT NULL,
      marker TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      url TEXT,
      by TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      settled_at INTEGER
    ) STRICT`);
    db.run('CREATE INDEX channel_tests_of ON channel_tests (channel, seq)');
    db.run(`CREATE TABLE posting_confirmations (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      channel TEXT NOT NULL,
      place TEXT NOT NULL,
      by TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT`);
    db.run('CREATE INDEX posting_confirmations_of ON posting_confirmations (channel, seq)');
  },
};
