import type { Migration } from '../migrate.ts';

/**
 * What was changed in the world under watch. `view` is the change as it is told (`shared/model/change.ts`); the columns beside it are
 * what is looked for: its span (`at` to `last_at`), and the name it has where it comes from. `told_at` is the moment that the newest
 * message about it speaks of. `kept`: an incident refers to it, so that it is kept when it is old.
 *
 * `dns_watch`: what is remembered of a name whose DNS records are watched, as JSON (`engine/changes/dns/rules.ts`: TypeState by type).
 */
export const changes: Migration = {
  version: 150,
  name: 'changes',
  up: (db) => {
    db.run(`CREATE TABLE changes (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      origin TEXT NOT NULL,
      external TEXT,
      at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      told_at INTEGER NOT NULL,
      recorded_at INTEGER NOT NULL,
      kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1)),
      view TEXT NOT NULL
    ) STRICT`);
    db.run('CREATE UNIQUE INDEX changes_external ON changes (origin, external) WHERE external IS NOT NULL');
    db.run('CREATE INDEX changes_at ON changes (at, seq)');
    db.run('CREATE INDEX changes_last ON changes (kept, last_at)');
    db.run('CREATE INDEX changes_origin ON changes (origin, recorded_at)');
    db.run('CREATE TABLE dns_watch (id TEXT PRIMARY KEY, saved_at INTEGER NOT NULL, state TEXT NOT NULL) STRICT');
  },
};
