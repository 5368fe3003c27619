import type { Migration } from '../migrate.ts';

/**
 * What the scorecard keeps beside the instants of incidents.
 *
 * `slo_days`: what was measured of an objective, a row for each local day that is over, one after the other without an overlap. They stay
 * when the rollups that they were summed up from are gone. `bad` of `total` are requests (`weighed` = traffic) or milliseconds (time).
 *
 * `told_updates`: what became of the updates owed to an audience, by what places the incident in a period; `first_ms`: from detection to the first one, -1 = impossible order.
 * `told_updates`, `fired_alerts`, `alert_fates`, `scorecard_drills`: projections of the journal. `quiet_alerts` counts alerts whose rule asks for no
 * incident by the quarter of an hour in which they fired, since the alerts themselves are forgotten; all zones of the world begin their
 * days with such a quarter. Its row without a rule says since when they are counted.
 */
export const scorecardSides: Migration = {
  version: 90,
  name: 'scorecard-sides',
  up: (db) => {
    db.run(`CREATE TABLE slo_days (
      slo TEXT NOT NULL,
      service TEXT NOT NULL,
      from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL,
      known_ms INTEGER NOT NULL,
      maintenance_ms INTEGER NOT NULL,
      weighed TEXT NOT NULL CHECK (weighed IN ('traffic', 'time')),
      bad REAL NOT NULL,
      total REAL NOT NULL,
      known_from INTEGER,
      last_traffic REAL,
      PRIMARY KEY (slo, service, from_at)
    ) STRICT, WITHOUT ROWID`);
    db.run(`CREATE TABLE told_updates (
      start INTEGER NOT NULL,
      incident TEXT NOT NULL,
      audience TEXT NOT NULL,
      on_time INTEGER NOT NULL,
      late INTEGER NOT NULL,
      missed INTEGER NOT NULL,
      kept INTEGER NOT NULL,
      broken INTEGER NOT NULL,
      promised_at INTEGER,
      first_ms INTEGER,
      PRIMARY KEY (start, incident, audience)
    ) STRICT, WITHOUT ROWID`);
    db.run('CREATE INDEX told_updates_incident ON told_updates (incident)');
    db.run(`CREATE TABLE fired_alerts (
      alert TEXT PRIMARY KEY,
      incident TEXT NOT NULL,
      fired_at INTEGER NOT NULL,
      rule TEXT NOT NULL,
      service TEXT
    ) STRICT, WITHOUT ROWID`);
    db.run('CREATE INDEX fired_alerts_at ON fired_alerts (fired_at, rule, incident, service)');
    db.run('CREATE INDEX fired_alerts_incident ON fired_alerts (incident)');
    db.run(`CREATE TABLE alert_fates (
      incident TEXT PRIMARY KEY,
      fate TEXT NOT NULL CHECK (fate IN ('accepted', 'dismissedFalse', 'dismissedOther', 'undecided', 'merged')),
      merged_into TEXT,
      private INTEGER NOT NULL CHECK (private IN (0, 1)),
      drill INTEGER NOT NULL CHECK (drill IN (0, 1))
    ) STRICT, WITHOUT ROWID`);
    db.run('CREATE INDEX alert_fates_merged ON alert_fates (merged_into) WHERE merged_into IS NOT NULL');
    db.run(`CREATE TABLE scorecard_drills (
      start INTEGER NOT NULL,
      incident TEXT NOT NULL,
      mitigate_ms INTEGER,
      running INTEGER NOT NULL CHECK (running IN (0, 1)),
      private INTEGER NOT NULL CHECK (private IN (0, 1)),
      PRIMARY KEY (start, incident)
    ) STRICT, WITHOUT ROWID`);
    db.run(`CREATE TABLE quiet_alerts (
      quarter_at INTEGER NOT NULL,
      rule TEXT NOT NULL,
      service TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (quarter_at, rule, service)
    ) STRICT, WITHOUT ROWID`);
  },
};
