import type { Migration } from '../migrate.ts';

/**
 * Of an update: `returned` = why it is a draft again, in a sentence. `recipients`: JSON, what a person confirmed when it was scheduled.
 * `told_seq`: the row of the journal that says that it was told, whose text is also here. `removed_at`: when its words were removed.
 */
export const updatesKept: Migration = {
  version: 350,
  name: 'updates-kept',
  up: (db) => {
    db.run('ALTER TABLE updates ADD COLUMN returned TEXT');
    db.run("ALTER TABLE updates ADD COLUMN recipients TEXT NOT NULL DEFAULT '{}'");
    db.run('ALTER TABLE updates ADD COLUMN told_seq INTEGER');
    db.run('ALTER TABLE updates ADD COLUMN removed_at INTEGER');
    db.run('CREATE INDEX updates_told ON updates (told_seq) WHERE told_seq IS NOT NULL');
  },
};
