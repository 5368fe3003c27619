import type { Migration } from '../migrate.ts';

/**
 * What lists of reviews, causes and corrective actions are read from: a projection that follows the incidents and can be made anew.
 *
 * `closed` and `sort_key` are the order of lists, both rising: what is due first, then what is done, the newest first. `since` is the
 * instant before which nothing proves an action. `private` follows the incident. Numbers that were given stay given.
 */
export const reviews: Migration = {
  version: 110,
  name: 'reviews',
  up: (db) => {
    db.run(`CREATE TABLE reviews (
      incident TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
      state TEXT NOT NULL CHECK (state IN ('due', 'open', 'closed')),
      closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
      sort_key INTEGER NOT NULL,
      lead TEXT,
      private INTEGER NOT NULL CHECK (private IN (0, 1))
    ) STRICT`);
    db.run('CREATE INDEX reviews_list ON reviews (closed, sort_key, incident, private)');
    db.run('CREATE INDEX reviews_state ON reviews (state, sort_key, incident, private)');
    db.run('CREATE INDEX reviews_lead ON reviews (lead, closed, sort_key, incident) WHERE lead IS NOT NULL');
    db.run(`CREATE TABLE incident_causes (
      incident TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
      cause TEXT NOT NULL,
      confidence TEXT NOT NULL,
      category TEXT NOT NULL,
      name TEXT,
      set_seq INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      private INTEGER NOT NULL CHECK (private IN (0, 1))
    ) STRICT`);
    db.run('CREATE INDEX incident_causes_cause ON incident_causes (cause, started_at, incident, private, confidence)');
    db.run('CREATE INDEX incident_causes_name ON incident_causes (cause, set_seq, private, name, category) WHERE name IS NOT NULL');
    db.run(`CREATE TABLE corrective_actions (
      id TEXT PRIMARY KEY,
      incident TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
      state TEXT NOT NULL CHECK (state IN ('open', 'awaiting', 'done', 'dropped')),
      closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
      sort_key INTEGER NOT NULL,
      owner TEXT,
      proof TEXT,
      lapsed INTEGER NOT NULL CHECK (lapsed IN (0, 1)),
      private INTEGER NOT NULL CHECK (private IN (0, 1))
    ) STRICT`);
    db.run('CREATE INDEX corrective_actions_list ON corrective_actions (closed, sort_key, id, private)');
    db.run('CREATE INDEX corrective_actions_state ON corrective_actions (state, sort_key, id, private)');
    db.run('CREATE INDEX corrective_actions_owner ON corrective_actions (owner, closed, sort_key, id) WHERE owner IS NOT NULL');
    db.run('CREATE INDEX corrective_actions_incident ON corrective_actions (incident)');
    db.run('CREATE INDEX corrective_actions_proof ON corrective_actions (proof, state, id, incident) WHERE proof IS NOT NULL');
    db.run('CREATE INDEX corrective_actions_lapsed ON corrective_actions (private) WHERE lapsed = 1');
    db.run(`CREATE TABLE drills (
      incident TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
      started_at INTEGER NOT NULL,
      took_ms INTEGER NOT NULL
    ) STRICT`);
    db.run('CREATE INDEX drills_started ON drills (started_at, took_ms, incident)');
    db.run('CREATE TABLE review_numbers (kind TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT');
  },
};
