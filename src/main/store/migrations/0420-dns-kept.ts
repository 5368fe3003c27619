import type { Migration } from '../migrate.ts';

/**
 * What was last found out about name servers and about the APIs of DNS providers, for the hour in which no resolver answers. `what`:
 * `addresses` of a host, `servers` of a zone, `raceWindowMs` of a provider; `value` is JSON. `at` in epoch milliseconds.
 */
export const dnsKept: Migration = {
  version: 420,
  name: 'dns-kept',
  up: (db) => {
    db.run(`CREATE TABLE dns_kept (
      what TEXT NOT NULL,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (what, name)
    ) STRICT, WITHOUT ROWID`);
  },
};
