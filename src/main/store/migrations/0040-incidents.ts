import type { Migration } from '../migrate.ts';

/**
 * Incidents as their journal adds up: a projection that can be made anew from it at any time.
 *
 * `closed` (0 open, 1 not) and `sort_key` are the order of lists, both rising: declared before proposed, graver first, then the
 * oldest; closed ones the newest first. The records stand in a table of their own, so that lists and searches walk over short rows.
 * `head` is the hash of the last entry that is folded in: two records with the same head are the same.
 */
export const incidents: Migration = {
  version: 40,
  name: 'incidents',
  up: (db) => {
    db.run(`CREATE TABLE incidents (
      id TEXT PRIMARY KEY,
      closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
      sort_key INTEGER NOT NULL,
      severity TEXT NOT NULL,
      private INTEGER NOT NULL CHECK (private IN (0, 1)),
      signature TEXT,
      closed_at INTEGER,
      search TEXT NOT NULL,
      head TEXT NOT NULL
    ) STRICT`);
    db.run('CREATE INDEX incidents_list ON incidents (closed, sort_key, id)');
    db.run('CREATE INDEX incidents_severity ON incidents (severity, closed, sort_key, id)');
    db.run('CREATE INDEX incidents_signature ON incidents (signature, closed, closed_at) WHERE signature IS NOT NULL');
    db.run('CREATE INDEX incidents_closed ON incidents (closed_at) WHERE closed_at IS NOT NULL');
    db.run(`CREATE TABLE incident_records (
      id TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
      record TEXT NOT NULL
    ) STRICT`);
    db.run(`CREATE TABLE incident_services (
      service TEXT NOT NULL,
      closed INTEGER NOT NULL,
      sort_key INTEGER NOT NULL,
      incident TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
      PRIMARY KEY (service, closed, sort_key, incident)
    ) STRICT, WITHOUT ROWID`);
    db.run('CREATE INDEX incident_services_incident ON incident_services (incident)');
    db.run(`CREATE TABLE incident_numbers (
      year INTEGER PRIMARY KEY,
      last INTEGER NOT NULL
    ) STRICT`);
  },
};
