import type { Migration } from '../migrate.ts';

/**
 * Of an update: `returned` = why it is a draft again, in a sentence. `recipients`: JSON, what a person confirmed when it was scheduled.
 * `told_seq`: the row of the journal that says that it was told, whose text is also here. `removed_at`: when its words were removed.
 * `mail_suppressed`: who gets no mail, and why; `key` = the address as it is known again.
 */
export const updatesKept: Migration = {
  version: 350,
  name: 'updates-kept',
  up: (db) => {
    db.run('ALTER TABLE updates ADD COLUMN returned TEXT');
    db.run("ALTER TABLE updates ADD COLUMN recipients TEXT NOT NULL DEFAULT '{}'");
    db.run('ALTER TABLE updates ADD COLUMN told_seq INTEGER');
    db.run('ALTER TABLE updates ADD COLUMN removed_at INTEGER');
    db.run(`CREATE TABLE mail_suppressed (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      address TEXT NOT NULL,
      cause TEXT NOT NULL CHECK (cause IN ('refused', 'bounced', 'person')),
      says TEXT NOT NULL,
      channel TEXT,
      at INTEGER NOT NULL,
      by TEXT NOT NULL
    ) STRICT`);
    db.run('CREATE INDEX updates_told ON updates (told_seq) WHERE told_seq IS NOT NULL');
  },
};
