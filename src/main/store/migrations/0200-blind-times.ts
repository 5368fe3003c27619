import type { Migration } from '../migrate.ts';

/**
 * When services were not seen, for how detections are read afterwards. Instants are milliseconds.
 *
 * `blind_spans`: one for each service and what took its sight; `service` '' = every service, `source` '' = none of the sources.
 * `why`: `failing` = the source did not answer, `silent` = it answered and brought nothing new, `unwatched` = the service was not
 * configured, `stopped` = Holdfast did not run. `to_at` NULL while it lasts. `class`: it lasted no longer than 2^n hours, so that what
 * reaches into a span of time from before is found without looking at everything before it; NULL while it lasts.
 * `blind_services`: since when a service is looked after. `blind_beat`: since when anything is, and when it was last.
 */
export const blindTimes: Migration = {
  version: 200,
  name: 'blind-times',
  up: (db) => {
    db.run(`CREATE TABLE blind_spans (
      service TEXT NOT NULL,
      from_at INTEGER NOT NULL,
      why TEXT NOT NULL CHECK (why IN ('failing', 'silent', 'unwatched', 'stopped')),
      source TEXT NOT NULL,
      source_name TEXT NOT NULL,
      to_at INTEGER,
      class INTEGER,
      PRIMARY KEY (service, from_at, why, source)
    ) STRICT, WITHOUT ROWID`);
    db.run('CREATE INDEX blind_spans_class ON blind_spans (class, from_at) WHERE class IS NOT NULL');
    db.run('CREATE INDEX blind_spans_open ON blind_spans (from_at) WHERE to_at IS NULL');
    db.run('CREATE TABLE blind_services (service TEXT PRIMARY KEY, since_at INTEGER NOT NULL) STRICT, WITHOUT ROWID');
    db.run('CREATE TABLE blind_beat (id INTEGER PRIMARY KEY CHECK (id = 1), since_at INTEGER NOT NULL, beat_at INTEGER NOT NULL) STRICT');
  },
};
