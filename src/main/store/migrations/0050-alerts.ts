import type { Migration } from '../migrate.ts';

/**
 * Alerts that fired, and what a rule must remember to fire neither twice nor never across a restart. `key` is what makes two
 * firings the same: a rule, or a rule of a file with its labels; of one key at most one alert is active. Pending alerts live in
 * `rule_state` alone.
 */
export const alerts: Migration = {
  version: 50,
  name: 'alerts',
  up: (db) => {
    db.run(`CREATE TABLE alerts (
      id TEXT PRIMARY KEY,
      key TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('firing', 'resolved')),
      service TEXT,
      incident TEXT,
      starts_at INTEGER NOT NULL,
      ends_at INTEGER,
      suppressed_by TEXT,
      view TEXT NOT NULL,
      facts TEXT NOT NULL
    ) STRICT`);
    db.run(`CREATE UNIQUE INDEX alerts_active ON alerts (key) WHERE state = 'firing'`);
    db.run('CREATE INDEX alerts_by_incident ON alerts (incident, starts_at) WHERE incident IS NOT NULL');
    db.run('CREATE INDEX alerts_by_end ON alerts (ends_at) WHERE ends_at IS NOT NULL');
    db.run('CREATE INDEX alerts_suppressed ON alerts (suppressed_by, starts_at) WHERE suppressed_by IS NOT NULL');
    db.run(`CREATE TABLE rule_state (
      key TEXT PRIMARY KEY,
      saved TEXT NOT NULL,
      saved_at INTEGER NOT NULL
    ) STRICT`);
  },
};
