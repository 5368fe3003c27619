CREATE UNIQUE INDEX alerts_active ON alerts (key) WHERE state = 'firing';

CREATE INDEX alerts_by_end ON alerts (ends_at) WHERE ends_at IS NOT NULL;

CREATE INDEX alerts_by_incident ON alerts (incident, starts_at) WHERE incident IS NOT NULL;

CREATE INDEX alerts_suppressed ON alerts (suppressed_by, starts_at) WHERE suppressed_by IS NOT NULL;

CREATE INDEX evidence_chunks_of ON evidence_chunks (incident, signal, first_at);

CREATE INDEX evidence_running ON evidence_series (incident) WHERE to_at IS NULL;

CREATE INDEX incident_services_incident ON incident_services (incident);

CREATE INDEX incidents_closed ON incidents (closed_at) WHERE closed_at IS NOT NULL;

CREATE INDEX incidents_list ON incidents (closed, sort_key, id);

CREATE INDEX incidents_severity ON incidents (severity, closed, sort_key, id);

CREATE INDEX incidents_signature ON incidents (signature, closed, closed_at) WHERE signature IS NOT NULL;

CREATE INDEX journal_about ON journal (json_extract(data, '$.seq')) WHERE type IN ('redactionAsked', 'redacted', 'handoverAccepted');

CREATE INDEX journal_actor ON journal (actor_id);

CREATE INDEX journal_stream ON journal (stream);

CREATE INDEX journal_type ON journal (type);

CREATE TABLE alerts (
      id TEXT PRIMARY KEY,
      key TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('firing', 'resolved')),
      service TEXT,
      incident TEXT,
      starts_at INTEGER NOT NULL,
      ends_at INTEGER,
      suppressed_by TEXT,
      view TEXT NOT NULL,
      facts TEXT NOT NULL
    ) STRICT;

CREATE TABLE evidence_chunks (
      id INTEGER PRIMARY KEY,
      incident TEXT NOT NULL,
      signal TEXT NOT NULL,
      first_at REAL NOT NULL,
      last_at REAL NOT NULL,
      samples INTEGER NOT NULL,
      data BLOB NOT NULL
    ) STRICT;

CREATE TABLE evidence_series (
      incident TEXT NOT NULL,
      signal TEXT NOT NULL,
      name TEXT NOT NULL,
      unit TEXT NOT NULL,
      kind TEXT NOT NULL,
      query TEXT NOT NULL,
      source TEXT NOT NULL,
      from_at INTEGER NOT NULL,
      to_at INTEGER,
      asked INTEGER NOT NULL DEFAULT 0,
      note TEXT,
      PRIMARY KEY (incident, signal)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE incident_numbers (
      year INTEGER PRIMARY KEY,
      last INTEGER NOT NULL
    ) STRICT;

CREATE TABLE incident_records (
      id TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
      record TEXT NOT NULL
    ) STRICT;

CREATE TABLE incident_services (
      service TEXT NOT NULL,
      closed INTEGER NOT NULL,
      sort_key INTEGER NOT NULL,
      incident TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
      PRIMARY KEY (service, closed, sort_key, incident)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE incidents (
      id TEXT PRIMARY KEY,
      closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
      sort_key INTEGER NOT NULL,
      severity TEXT NOT NULL,
      private INTEGER NOT NULL CHECK (private IN (0, 1)),
      signature TEXT,
      closed_at INTEGER,
      search TEXT NOT NULL,
      head TEXT NOT NULL
    ) STRICT;

CREATE TABLE journal (
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
    ) STRICT;

CREATE TABLE journal_head (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      seq INTEGER NOT NULL,
      hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT;

CREATE TABLE journal_texts (
      id INTEGER PRIMARY KEY,
      seq INTEGER NOT NULL REFERENCES journal (seq),
      field TEXT NOT NULL,
      commitment BLOB NOT NULL CHECK (length(commitment) = 32),
      salt BLOB,
      text TEXT,
      UNIQUE (seq, field)
    ) STRICT;

CREATE TABLE known_texts (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;

CREATE TABLE pins (
      person TEXT PRIMARY KEY,
      salt BLOB NOT NULL,
      hash BLOB NOT NULL,
      cost INTEGER NOT NULL,
      failures INTEGER NOT NULL DEFAULT 0,
      blocked_until INTEGER,
      set_at INTEGER NOT NULL
    ) STRICT;

CREATE TABLE projections (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;

CREATE TABLE rollup_blocks (
      id INTEGER PRIMARY KEY,
      data BLOB NOT NULL
    ) STRICT;

CREATE TABLE rollup_minutes (
      minute INTEGER PRIMARY KEY,
      data BLOB NOT NULL
    ) STRICT;

CREATE TABLE rule_state (
      key TEXT PRIMARY KEY,
      saved TEXT NOT NULL,
      saved_at INTEGER NOT NULL
    ) STRICT;

CREATE TABLE seats (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('browser', 'wall')),
      person TEXT,
      rights TEXT NOT NULL,
      token_hash BLOB UNIQUE CHECK (length(token_hash) = 32),
      user_agent TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      last_seen_at INTEGER,
      pinned_until INTEGER,
      revoked_at INTEGER
    ) STRICT;

CREATE TABLE series_signals (
      no INTEGER PRIMARY KEY AUTOINCREMENT,
      signal TEXT NOT NULL UNIQUE
    ) STRICT;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;

CREATE TRIGGER journal_texts_no_delete BEFORE DELETE ON journal_texts BEGIN SELECT RAISE(ABORT, 'a text of the journal is only redacted'); END;

CREATE TRIGGER journal_texts_only_redacted BEFORE UPDATE ON journal_texts
      WHEN NEW.text IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.id <> OLD.id OR NEW.seq <> OLD.seq OR NEW.field <> OLD.field OR NEW.commitment <> OLD.commitment
      BEGIN SELECT RAISE(ABORT, 'a text of the journal is only redacted'); END;
