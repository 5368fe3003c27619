import type { Migration } from '../migrate.ts';

/**
 * Incidents as the scorecard counts them, flat: a projection of the records. One row for each incident; two where corrections of
 * instants make it differ between how it stands now (`reading` 1) and how it was first written down (2); 0 serves both.
 *
 * Ordered by `start`, so that a period lies together. Spans are milliseconds: NULL = not recorded, -1 = impossible order. `pending`:
 * a bit for each time whose end has not come so far (1 detect, 2 acknowledge, 4 mitigate, 8 resolve). `impact_class`: the impact lasted
 * no longer than 2^n hours, so that what reaches into a period from before is found without looking at everything before it.
 * `recurs…`: 1 = the signature was there before, 2 = the confirmed cause was; read as corrected or as recorded, among all incidents or
 * among those that anybody may see.
 */
export const scorecard: Migration = {
  version: 80,
  name: 'scorecard',
  up: (db) => {
    db.run(`CREATE TABLE scorecard_facts (
      start INTEGER NOT NULL,
      incident TEXT NOT NULL,
      reading INTEGER NOT NULL CHECK (reading IN (0, 1, 2)),
      start_recorded INTEGER NOT NULL,
      no_earlier_than INTEGER NOT NULL,
      detect_ms INTEGER,
      acknowledge_ms INTEGER,
      mitigate_ms INTEGER,
      resolve_ms INTEGER,
      resolve_from_detection_ms INTEGER,
      pending INTEGER NOT NULL,
      resolved_at INTEGER,
      impact_ms INTEGER,
      impact_class INTEGER,
      severity INTEGER NOT NULL,
      kind TEXT,
      origin TEXT NOT NULL,
      standing TEXT NOT NULL CHECK (standing IN ('declared', 'merged')),
      drill INTEGER NOT NULL,
      maintenance INTEGER NOT NULL,
      private INTEGER NOT NULL,
      reopened INTEGER NOT NULL,
      running INTEGER NOT NULL,
      services TEXT NOT NULL,
      cause TEXT,
      category TEXT,
      signature TEXT,
      recurs INTEGER NOT NULL DEFAULT 0,
      recurs_public INTEGER NOT NULL DEFAULT 0,
      recurs_recorded INTEGER NOT NULL DEFAULT 0,
      recurs_recorded_public INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (start, incident, reading)
    ) STRICT, WITHOUT ROWID`);
    db.run('CREATE INDEX scorecard_incident ON scorecard_facts (incident)');
    db.run('CREATE INDEX scorecard_running ON scorecard_facts (start) WHERE running = 1');
    db.run('CREATE INDEX scorecard_impact ON scorecard_facts (impact_class, start) WHERE impact_class IS NOT NULL');
    db.run('CREATE INDEX scorecard_cause_before ON scorecard_facts (cause, resolved_at) WHERE cause IS NOT NULL AND resolved_at IS NOT NULL');
    db.run('CREATE INDEX scorecard_cause_after ON scorecard_facts (cause, start) WHERE cause IS NOT NULL');
    db.run('CREATE INDEX scorecard_signature_before ON scorecard_facts (signature, resolved_at) WHERE signature IS NOT NULL AND resolved_at IS NOT NULL');
    db.run('CREATE INDEX scorecard_signature_after ON scorecard_facts (signature, start) WHERE signature IS NOT NULL');
  },
};
