CREATE TABLE pins (
      person TEXT PRIMARY KEY,
      salt BLOB NOT NULL,
      hash BLOB NOT NULL,
      cost INTEGER NOT NULL,
      failures INTEGER NOT NULL DEFAULT 0,
      blocked_until INTEGER,
      set_at INTEGER NOT NULL
    ) STRICT;

CREATE TABLE rollup_blocks (
      id INTEGER PRIMARY KEY,
      data BLOB NOT NULL
    ) STRICT;

CREATE TABLE rollup_minutes (
      minute INTEGER PRIMARY KEY,
      data BLOB NOT NULL
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
