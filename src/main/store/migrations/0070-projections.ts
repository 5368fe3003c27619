import type { Migration } from '../migrate.ts';

/** The form in which each projection of the journal was last written; one that is missing or of another form is made anew at start. */
export const projections: Migration = {
  version: 70,
  name: 'projections',
  up: (db) => db.run('CREATE TABLE projections (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT'),
};
