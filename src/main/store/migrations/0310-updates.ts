import type { Migration } from '../migrate.ts';

/** Status updates as they were written; what became of them on each channel stands in `deliveries`. `draft`: JSON, what the hash is of. */
export const updates: Migration = {
  version: 310,
  name: 'updates',
  up: (db) => {
    db.run(`CREATE TABLE updates (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      incident TEXT NOT NULL,
      audience TEXT NOT NULL,
      state TEXT NOT NULL,
      draft TEXT NOT NULL,
      hash TEXT NOT NULL,
      version INTEGER NOT NULL,
      approval TEXT,
      emergency TEXT,
      overrides TEXT NOT NULL,
      corrects TEXT,
      created_by TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      published_by TEXT,
      published_at INTEGER,
      publish_at INTEGER,
      told_at INTEGER
    ) STRICT`);
    db.run('CREATE INDEX updates_incident ON updates (incident, number)');
    db.run("CREATE INDEX updates_scheduled ON updates (publish_at) WHERE state = 'scheduled'");
  },
};
