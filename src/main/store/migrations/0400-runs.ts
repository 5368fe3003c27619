import type { Migration } from '../migrate.ts';

/**
 * Plans at work. `continuity_groups.state`: what the decision core knows of a group, JSON. `runs.plan`: the plan’s text as it was when
 * the run began, with the hash of what was shown. `run_journal`: what happened and what was to be done, before it was done. Times are
 * epoch milliseconds.
 */
export const runs: Migration = {
  version: 400,
  name: 'runs',
  up: (db) => {
    db.run('CREATE TABLE continuity_groups (group_id TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID');
    db.run(`CREATE TABLE runs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      group_id TEXT NOT NULL,
      serial INTEGER NOT NULL,
      plan_id TEXT NOT NULL,
      mode TEXT NOT NULL,
      starter TEXT,
      plan TEXT NOT NULL,
      shown TEXT NOT NULL,
      phase TEXT NOT NULL,
      steps TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      UNIQUE (group_id, serial)
    ) STRICT`);
    db.run(`CREATE TABLE run_journal (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      group_id TEXT NOT NULL,
      run INTEGER,
      at INTEGER NOT NULL,
      what TEXT NOT NULL,
      says TEXT
    ) STRICT`);
    db.run('CREATE INDEX run_journal_by_run ON run_journal (run, seq) WHERE run IS NOT NULL');
  },
};
