import type { Migration } from '../migrate.ts';

/**
 * The issue of a corrective action at a channel. `how`: `made` by a delivery, or `linked` by its address; its key stands in
 * `channel_threads`. `status`, `stage` and `since` as they were at `read_at`; `problem`: why the last reading, at `tried_at`, told nothing.
 */
export const actionIssues: Migration = {
  version: 360,
  name: 'action-issues',
  up: (db) => {
    db.run(`CREATE TABLE action_issues (
      action TEXT PRIMARY KEY,
      channel TEXT NOT NULL,
      how TEXT NOT NULL,
      by TEXT NOT NULL,
      at INTEGER NOT NULL,
      status TEXT,
      stage TEXT,
      since INTEGER,
      read_at INTEGER,
      problem TEXT,
      tried_at INTEGER
    ) STRICT`);
  },
};
