import type { Migration } from '../migrate.ts';

/**
 * Silences that were made from incidents and are not over, or nobody knows whether they were made: what has to be compared with what
 * their sources keep. A projection of the incidents. `silence`: the source's own id, null until it is known.
 */
export const silences: Migration = {
  version: 190,
  name: 'silences',
  up: (db) => {
    db.run(`CREATE TABLE silences (
      incident TEXT NOT NULL,
      item TEXT NOT NULL,
      source TEXT NOT NULL,
      state TEXT NOT NULL,
      silence TEXT,
      PRIMARY KEY (incident, item)
    ) STRICT`);
    db.run('CREATE INDEX silences_source ON silences (source)');
  },
};
