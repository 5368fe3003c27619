import type { Migration } from '../migrate.ts';

/**
 * Updates on their way. `seq` is the order in which they were queued; `lane` holds what must stay in order, one incident on one channel
 * (and, for mail, one recipient). `attempt` and `owner` are set before the first byte leaves. `maybe`: an earlier attempt may have arrived.
 * `not_before` is a time of the engine's own
 * steady clock's epoch, see the service. `thread`: what a channel remembers of an incident.
 */
export const outbox: Migration = {
  version: 300,
  name: 'outbox',
  up: (db) => {
    db.run(`CREATE TABLE deliveries (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      update_id TEXT NOT NULL,
      incident TEXT,
      channel TEXT NOT NULL,
      recipient TEXT NOT NULL,
      purpose TEXT NOT NULL,
      corrects INTEGER,
      lane TEXT NOT NULL,
      class TEXT NOT NULL,
      marker TEXT NOT NULL UNIQUE,
      content TEXT NOT NULL,
      state TEXT NOT NULL,
      attempt TEXT,
      owner TEXT,
      attempts INTEGER NOT NULL DEFAULT 0,
      tries INTEGER NOT NULL DEFAULT 0,
      maybe INTEGER NOT NULL DEFAULT 0,
      resent INTEGER NOT NULL DEFAULT 0,
      overwrite INTEGER NOT NULL DEFAULT 0,
      queued_at INTEGER NOT NULL,
      started_at INTEGER,
      settled_at INTEGER,
      not_before INTEGER,
      reason TEXT,
      remote TEXT,
      theirs TEXT,
      url TEXT
    ) STRICT`);
    db.run('CREATE UNIQUE INDEX deliveries_once ON deliveries (update_id, channel, recipient, purpose, ifnull(corrects, 0))');
    db.run("CREATE INDEX deliveries_open ON deliveries (channel, state, seq) WHERE state IN ('queued', 'sending', 'unknown')");
    db.run('CREATE INDEX deliveries_lane ON deliveries (channel, lane, seq)');
    db.run('CREATE INDEX deliveries_incident ON deliveries (incident, seq)');
    db.run(`CREATE TABLE delivery_attempts (
      attempt TEXT PRIMARY KEY,
      delivery INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      outcome TEXT,
      reason TEXT
    ) STRICT`);
    db.run('CREATE INDEX delivery_attempts_of ON delivery_attempts (delivery)');
    db.run(`CREATE TABLE channel_threads (
      channel TEXT NOT NULL,
      thread_of TEXT NOT NULL,
      thread TEXT NOT NULL,
      url TEXT,
      PRIMARY KEY (channel, thread_of)
    ) STRICT`);
    db.run('CREATE TABLE outbox_owners (owner TEXT PRIMARY KEY, beat INTEGER NOT NULL) STRICT');
  },
};
