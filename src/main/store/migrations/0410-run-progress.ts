import type { Migration } from '../migrate.ts';

/**
 * What steps of runs tell while they are under way (JSON, the newest replaces the one before; `at` in epoch milliseconds), and what
 * runs began with beside their plan: the incident, the trigger, the rules of pre-flight that a person has overridden (JSON).
 */
export const runProgress: Migration = {
  version: 410,
  name: 'run-progress',
  up: (db) => {
    db.run(`CREATE TABLE run_progress (
      group_id TEXT NOT NULL,
      serial INTEGER NOT NULL,
      step INTEGER NOT NULL,
      progress TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (group_id, serial, step)
    ) STRICT, WITHOUT ROWID`);
    db.run('ALTER TABLE runs ADD COLUMN incident TEXT');
    db.run('ALTER TABLE runs ADD COLUMN trigger_id TEXT');
    db.run(`ALTER TABLE runs ADD COLUMN overridden TEXT NOT NULL DEFAULT '[]'`);
  },
};
