CREATE TABLE rollup_blocks (
      id INTEGER PRIMARY KEY,
      data BLOB NOT NULL
    ) STRICT;

CREATE TABLE rollup_minutes (
      minute INTEGER PRIMARY KEY,
      data BLOB NOT NULL
    ) STRICT;

CREATE TABLE series_signals (
      no INTEGER PRIMARY KEY AUTOINCREMENT,
      signal TEXT NOT NULL UNIQUE
    ) STRICT;

CREATE TABLE sqlite_sequence(name,seq);
