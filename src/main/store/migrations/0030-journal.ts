import type { Migration } from '../migrate.ts';

/**
 * The journal: everything that happened, in one chain of hashes. It is what the design calls `incident_events`, and holds the
 * workspace's own audit (stream null) in the same chain: a chain for each incident could be removed together with its incident,
 * and nobody would miss it.
 *
 * `journal` is only added to; triggers refuse everything else, so that a mistake of ours cannot break the chain. `data` and
 * `evidence` are canonical JSON, hashed as they stand. `journal_head` names the last row, so that a cut tail is found.
 * `journal_texts` keeps free texts apart, each bound to its row by a salted hash (`commitment`), so that one can be redacted:
 * then text and salt are null. It is keyed by arrival and not by `(seq, field)`: rows that only ever go to the end are never
 * moved between pages, where copies of a redacted text would stay behind.
 * `journal_about` finds what was said of a row later: redactions, and who accepted a hand-over.
 * `known_texts` holds files as they were last seen, secrets masked, so that a change made while nothing ran is noticed.
 */
export const journal: Migration = {
  version: 30,
  name: 'journal',
  up: (db) => {
    db.run(`CREATE TABLE journal (
      seq INTEGER PRIMARY KEY,
      stream TEXT,
      at INTEGER NOT NULL,
      recorded_at INTEGER NOT NULL,
      actor_kind TEXT NOT NULL,
      actor_id TEXT NOT NULL,
      actor_name TEXT NOT NULL,
      type TEXT NOT NULL,
      data TEXT NOT NULL,
      evidence TEXT,
      from_memory INTEGER NOT NULL CHECK (from_memory IN (0, 1)),
      hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT`);
    db.run('CREATE INDEX journal_stream ON journal (stream)');
    db.run('CREATE INDEX journal_type ON journal (type)');
    db.run('CREATE INDEX journal_actor ON journal (actor_id)');
    db.run(`CREATE INDEX journal_about ON journal (json_extract(data, '$.seq')) WHERE type IN ('redactionAsked', 'redacted', 'handoverAccepted')`);
    db.run(`CREATE TABLE journal_texts (
      id INTEGER PRIMARY KEY,
      seq INTEGER NOT NULL REFERENCES journal (seq),
      field TEXT NOT NULL,
      commitment BLOB NOT NULL CHECK (length(commitment) = 32),
      salt BLOB,
      text TEXT,
      UNIQUE (seq, field)
    ) STRICT`);
    db.run(`CREATE TABLE journal_head (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      seq INTEGER NOT NULL,
      hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT`);
    for (const change of ['UPDATE', 'DELETE']) {
      db.run(`CREATE TRIGGER journal_no_${change.toLowerCase()} BEFORE ${change} ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END`);
    }
    db.run(`CREATE TRIGGER journal_texts_no_delete BEFORE DELETE ON journal_texts BEGIN SELECT RAISE(ABORT, 'a text of the journal is only redacted'); END`);
    db.run(`CREATE TRIGGER journal_texts_only_redacted BEFORE UPDATE ON journal_texts
      WHEN NEW.text IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.id <> OLD.id OR NEW.seq <> OLD.seq OR NEW.field <> OLD.field OR NEW.commitment <> OLD.commitment
      BEGIN SELECT RAISE(ABORT, 'a text of the journal is only redacted'); END`);
    db.run('CREATE TABLE known_texts (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT');
  },
};
