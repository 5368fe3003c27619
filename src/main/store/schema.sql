CREATE INDEX alert_fates_merged ON alert_fates (merged_into) WHERE merged_into IS NOT NULL;

CREATE UNIQUE INDEX alerts_active ON alerts (key) WHERE state = 'firing';

CREATE INDEX alerts_by_end ON alerts (ends_at) WHERE ends_at IS NOT NULL;

CREATE INDEX alerts_by_incident ON alerts (incident, starts_at) WHERE incident IS NOT NULL;

CREATE INDEX alerts_counted ON alerts (incident, state, ends_at) WHERE incident IS NOT NULL;

CREATE INDEX alerts_suppressed ON alerts (suppressed_by, starts_at) WHERE suppressed_by IS NOT NULL;

CREATE INDEX blind_spans_class ON blind_spans (class, from_at) WHERE class IS NOT NULL;

CREATE INDEX blind_spans_open ON blind_spans (from_at) WHERE to_at IS NULL;

CREATE INDEX changes_at ON changes (at, seq);

CREATE UNIQUE INDEX changes_external ON changes (origin, external) WHERE external IS NOT NULL;

CREATE INDEX changes_last ON changes (kept, last_at);

CREATE INDEX changes_origin ON changes (origin, recorded_at);

CREATE INDEX channel_tests_of ON channel_tests (channel, seq);

CREATE INDEX corrective_actions_incident ON corrective_actions (incident);

CREATE INDEX corrective_actions_lapsed ON corrective_actions (private) WHERE lapsed = 1;

CREATE INDEX corrective_actions_list ON corrective_actions (closed, sort_key, id, private);

CREATE INDEX corrective_actions_owner ON corrective_actions (owner, closed, sort_key, id) WHERE owner IS NOT NULL;

CREATE INDEX corrective_actions_proof ON corrective_actions (proof, state, id, incident) WHERE proof IS NOT NULL;

CREATE INDEX corrective_actions_state ON corrective_actions (state, sort_key, id, private);

CREATE INDEX deliveries_incident ON deliveries (incident, seq);

CREATE INDEX deliveries_lane ON deliveries (channel, lane, seq);

CREATE UNIQUE INDEX deliveries_once ON deliveries (update_id, channel, recipient, purpose, ifnull(corrects, 0));

CREATE INDEX deliveries_open ON deliveries (channel, state, seq) WHERE state IN ('queued', 'sending', 'unknown');

CREATE INDEX delivery_attempts_of ON delivery_attempts (delivery);

CREATE INDEX drills_started ON drills (started_at, took_ms, incident);

CREATE INDEX evidence_chunks_of ON evidence_chunks (incident, signal, first_at);

CREATE INDEX evidence_running ON evidence_series (incident) WHERE to_at IS NULL;

CREATE INDEX fired_alerts_at ON fired_alerts (fired_at, rule, incident, service);

CREATE INDEX fired_alerts_incident ON fired_alerts (incident);

CREATE INDEX incident_causes_cause ON incident_causes (cause, started_at, incident, private, confidence);

CREATE INDEX incident_causes_name ON incident_causes (cause, set_seq, private, name, category) WHERE name IS NOT NULL;

CREATE INDEX incident_services_incident ON incident_services (incident);

CREATE INDEX incidents_closed ON incidents (closed_at) WHERE closed_at IS NOT NULL;

CREATE INDEX incidents_list ON incidents (closed, sort_key, id);

CREATE INDEX incidents_severity ON incidents (severity, closed, sort_key, id);

CREATE INDEX incidents_signature ON incidents (signature, closed, closed_at) WHERE signature IS NOT NULL;

CREATE INDEX journal_about ON journal (json_extract(data, '$.seq')) WHERE type IN ('redactionAsked', 'redacted', 'handoverAccepted');

CREATE INDEX journal_actor ON journal (actor_id);

CREATE INDEX journal_stream ON journal (stream);

CREATE INDEX journal_type ON journal (type);

CREATE INDEX posting_confirmations_of ON posting_confirmations (channel, seq);

CREATE INDEX reviews_lead ON reviews (lead, closed, sort_key, incident) WHERE lead IS NOT NULL;

CREATE INDEX reviews_list ON reviews (closed, sort_key, incident, private);

CREATE INDEX reviews_state ON reviews (state, sort_key, incident, private);

CREATE INDEX run_journal_by_run ON run_journal (run, seq) WHERE run IS NOT NULL;

CREATE INDEX scorecard_cause_after ON scorecard_facts (cause, start) WHERE cause IS NOT NULL;

CREATE INDEX scorecard_cause_before ON scorecard_facts (cause, resolved_at) WHERE cause IS NOT NULL AND resolved_at IS NOT NULL;

CREATE INDEX scorecard_drills_incident ON scorecard_drills (incident);

CREATE INDEX scorecard_impact ON scorecard_facts (impact_class, start) WHERE impact_class IS NOT NULL;

CREATE INDEX scorecard_incident ON scorecard_facts (incident);

CREATE INDEX scorecard_running ON scorecard_facts (start) WHERE running = 1;

CREATE INDEX scorecard_signature_after ON scorecard_facts (signature, start) WHERE signature IS NOT NULL;

CREATE INDEX scorecard_signature_before ON scorecard_facts (signature, resolved_at) WHERE signature IS NOT NULL AND resolved_at IS NOT NULL;

CREATE INDEX silences_source ON silences (source);

CREATE INDEX told_updates_incident ON told_updates (incident);

CREATE INDEX updates_incident ON updates (incident, number);

CREATE INDEX updates_scheduled ON updates (publish_at) WHERE state = 'scheduled';

CREATE INDEX updates_told ON updates (told_seq) WHERE told_seq IS NOT NULL;

CREATE TABLE action_issues (
      action TEXT PRIMARY KEY,
      channel TEXT NOT NULL,
      how TEXT NOT NULL,
      by TEXT NOT NULL,
      at INTEGER NOT NULL,
      status TEXT,
      stage TEXT,
      since INTEGER,
      read_at INTEGER,
      problem TEXT,
      tried_at INTEGER
    ) STRICT;

CREATE TABLE alert_fates (
      incident TEXT PRIMARY KEY,
      fate TEXT NOT NULL CHECK (fate IN ('accepted', 'dismissedFalse', 'dismissedOther', 'undecided', 'merged')),
      merged_into TEXT,
      private INTEGER NOT NULL CHECK (private IN (0, 1)),
      drill INTEGER NOT NULL CHECK (drill IN (0, 1))
    ) STRICT, WITHOUT ROWID;

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

CREATE TABLE blind_beat (id INTEGER PRIMARY KEY CHECK (id = 1), since_at INTEGER NOT NULL, beat_at INTEGER NOT NULL) STRICT;

CREATE TABLE blind_services (service TEXT PRIMARY KEY, since_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE blind_spans (
      service TEXT NOT NULL,
      from_at INTEGER NOT NULL,
      why TEXT NOT NULL CHECK (why IN ('failing', 'silent', 'unwatched', 'stopped')),
      source TEXT NOT NULL,
      source_name TEXT NOT NULL,
      to_at INTEGER,
      class INTEGER,
      PRIMARY KEY (service, from_at, why, source)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      origin TEXT NOT NULL,
      external TEXT,
      at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      told_at INTEGER NOT NULL,
      recorded_at INTEGER NOT NULL,
      kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1)),
      view TEXT NOT NULL
    ) STRICT;

CREATE TABLE channel_tests (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      channel TEXT NOT NULL,
      recipient TEXT NOT NULL,
      marker TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      url TEXT,
      by TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      settled_at INTEGER
    ) STRICT;

CREATE TABLE channel_threads (
      channel TEXT NOT NULL,
      thread_of TEXT NOT NULL,
      thread TEXT NOT NULL,
      url TEXT, replaces TEXT, adopted TEXT,
      PRIMARY KEY (channel, thread_of)
    ) STRICT;

CREATE TABLE combine_dismissed (first TEXT NOT NULL, second TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (first, second)) STRICT;

CREATE TABLE console_seats (address TEXT PRIMARY KEY, seen_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE continuity_groups (group_id TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE corrective_actions (
      id TEXT PRIMARY KEY,
      incident TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
      state TEXT NOT NULL CHECK (state IN ('open', 'awaiting', 'done', 'dropped')),
      closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
      sort_key INTEGER NOT NULL,
      owner TEXT,
      proof TEXT,
      lapsed INTEGER NOT NULL CHECK (lapsed IN (0, 1)),
      private INTEGER NOT NULL CHECK (private IN (0, 1))
    ) STRICT;

CREATE TABLE deliveries (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      update_id TEXT NOT NULL,
      incident TEXT,
      channel TEXT NOT NULL,
      recipient TEXT NOT NULL,
      purpose TEXT NOT NULL,
      corrects INTEGER,
      lane TEXT NOT NULL,
      class TEXT NOT NULL,
      marker TEXT NOT NULL UNIQUE,
      content TEXT NOT NULL,
      state TEXT NOT NULL,
      attempt TEXT,
      owner TEXT,
      attempts INTEGER NOT NULL DEFAULT 0,
      tries INTEGER NOT NULL DEFAULT 0,
      maybe INTEGER NOT NULL DEFAULT 0,
      resent INTEGER NOT NULL DEFAULT 0,
      overwrite INTEGER NOT NULL DEFAULT 0,
      queued_at INTEGER NOT NULL,
      started_at INTEGER,
      settled_at INTEGER,
      not_before INTEGER,
      reason TEXT,
      remote TEXT,
      theirs TEXT,
      url TEXT
    ) STRICT;

CREATE TABLE delivery_attempts (
      attempt TEXT PRIMARY KEY,
      delivery INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      outcome TEXT,
      reason TEXT
    ) STRICT;

CREATE TABLE dns_kept (
      what TEXT NOT NULL,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (what, name)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE dns_watch (id TEXT PRIMARY KEY, saved_at INTEGER NOT NULL, state TEXT NOT NULL) STRICT;

CREATE TABLE drills (
      incident TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
      started_at INTEGER NOT NULL,
      took_ms INTEGER NOT NULL
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

CREATE TABLE fired_alerts (
      alert TEXT PRIMARY KEY,
      incident TEXT NOT NULL,
      fired_at INTEGER NOT NULL,
      rule TEXT NOT NULL,
      service TEXT
    ) STRICT, WITHOUT ROWID;

CREATE TABLE incident_causes (
      incident TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
      cause TEXT NOT NULL,
      confidence TEXT NOT NULL,
      category TEXT NOT NULL,
      name TEXT,
      set_seq INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      private INTEGER NOT NULL CHECK (private IN (0, 1))
    ) STRICT;

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

CREATE TABLE mail_suppressed (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      address TEXT NOT NULL,
      cause TEXT NOT NULL CHECK (cause IN ('refused', 'bounced', 'person')),
      says TEXT NOT NULL,
      channel TEXT,
      at INTEGER NOT NULL,
      by TEXT NOT NULL
    ) STRICT;

CREATE TABLE outbox_owners (owner TEXT PRIMARY KEY, beat INTEGER NOT NULL) STRICT;

CREATE TABLE pins (
      person TEXT PRIMARY KEY,
      salt BLOB NOT NULL,
      hash BLOB NOT NULL,
      cost INTEGER NOT NULL,
      failures INTEGER NOT NULL DEFAULT 0,
      blocked_until INTEGER,
      set_at INTEGER NOT NULL
    ) STRICT;

CREATE TABLE posting_confirmations (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      channel TEXT NOT NULL,
      place TEXT NOT NULL,
      by TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;

CREATE TABLE projections (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;

CREATE TABLE quiet_alerts (
      quarter_at INTEGER NOT NULL,
      rule TEXT NOT NULL,
      service TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (quarter_at, rule, service)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE review_numbers (kind TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;

CREATE TABLE reviews (
      incident TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
      state TEXT NOT NULL CHECK (state IN ('due', 'open', 'closed')),
      closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
      sort_key INTEGER NOT NULL,
      lead TEXT,
      private INTEGER NOT NULL CHECK (private IN (0, 1))
    ) STRICT;

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

CREATE TABLE run_journal (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      group_id TEXT NOT NULL,
      run INTEGER,
      at INTEGER NOT NULL,
      what TEXT NOT NULL,
      says TEXT
    ) STRICT;

CREATE TABLE run_progress (
      group_id TEXT NOT NULL,
      serial INTEGER NOT NULL,
      step INTEGER NOT NULL,
      progress TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (group_id, serial, step)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      group_id TEXT NOT NULL,
      serial INTEGER NOT NULL,
      plan_id TEXT NOT NULL,
      mode TEXT NOT NULL,
      starter TEXT,
      plan TEXT NOT NULL,
      shown TEXT NOT NULL,
      phase TEXT NOT NULL,
      steps TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER, incident TEXT, trigger_id TEXT, overridden TEXT NOT NULL DEFAULT '[]',
      UNIQUE (group_id, serial)
    ) STRICT;

CREATE TABLE scorecard_drills (
      start INTEGER NOT NULL,
      incident TEXT NOT NULL,
      mitigate_ms INTEGER,
      running INTEGER NOT NULL CHECK (running IN (0, 1)),
      private INTEGER NOT NULL CHECK (private IN (0, 1)),
      PRIMARY KEY (start, incident)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE scorecard_facts (
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
    ) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5(
      head, title, cause, fix, why, note, "update", action, reason, impact, link, report, facets,
      content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2"
    );

CREATE TABLE 'search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE search_docs (
      doc INTEGER PRIMARY KEY,
      incident TEXT NOT NULL UNIQUE,
      started_at INTEGER NOT NULL,
      private INTEGER NOT NULL CHECK (private IN (0, 1))
    ) STRICT;

CREATE TABLE 'search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE search_owed (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT;

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

CREATE TABLE silences (
      incident TEXT NOT NULL,
      item TEXT NOT NULL,
      source TEXT NOT NULL,
      state TEXT NOT NULL,
      silence TEXT,
      PRIMARY KEY (incident, item)
    ) STRICT;

CREATE TABLE slo_days (
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
    ) STRICT, WITHOUT ROWID;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE terms (
      term INTEGER NOT NULL CHECK (term > 1),
      kind TEXT NOT NULL CHECK (kind IN ('tookOver', 'stoodDown')),
      at INTEGER NOT NULL,
      began_at INTEGER,
      by_id TEXT,
      by_name TEXT,
      reason TEXT,
      address TEXT,
      copy_at INTEGER,
      head_seq INTEGER,
      head_hash TEXT,
      met_at INTEGER,
      entries INTEGER,
      merged_at INTEGER,
      PRIMARY KEY (term, kind)
    ) STRICT, WITHOUT ROWID;

CREATE TABLE told_updates (
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
    ) STRICT, WITHOUT ROWID;

CREATE TABLE updates (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      incident TEXT NOT NULL,
      audience TEXT NOT NULL,
      state TEXT NOT NULL,
      draft TEXT NOT NULL,
      hash TEXT NOT NULL,
      version INTEGER NOT NULL,
      approval TEXT,
      emergency TEXT,
      overrides TEXT NOT NULL,
      corrects TEXT,
      created_by TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      published_by TEXT,
      published_at INTEGER,
      publish_at INTEGER,
      told_at INTEGER
    , returned TEXT, recipients TEXT NOT NULL DEFAULT '{}', told_seq INTEGER, removed_at INTEGER) STRICT;

CREATE TABLE workspace_key (id INTEGER PRIMARY KEY CHECK (id = 1), seed BLOB NOT NULL CHECK (length(seed) = 32)) STRICT;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;

CREATE TRIGGER journal_texts_no_delete BEFORE DELETE ON journal_texts BEGIN SELECT RAISE(ABORT, 'a text of the journal is only redacted'); END;

CREATE TRIGGER journal_texts_only_redacted BEFORE UPDATE ON journal_texts
      WHEN NEW.text IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.id <> OLD.id OR NEW.seq <> OLD.seq OR NEW.field <> OLD.field OR NEW.commitment <> OLD.commitment
      BEGIN SELECT RAISE(ABORT, 'a text of the journal is only redacted'); END;
