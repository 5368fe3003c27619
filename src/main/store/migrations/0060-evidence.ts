import type { Migration } from '../migrate.ts';

/**
 * Series that are frozen for an incident: samples as they came, with the query behind them, so that the incident can be replayed
 * when the source no longer knows. A chunk holds the samples of a span in time order, packed (`engine/evidence/pack.ts`); chunks of
 * a series may overlap, the same sample in two of them is one. `to_at` is null while the series is still being recorded.
 */
export const evidence: Migration = {
  version: 60,
  name: 'evidence',
  up: (db) => {
    db.run(`CREATE TABLE evidence_series (
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
    ) STRICT, WITHOUT ROWID`);
    db.run('CREATE INDEX evidence_running ON evidence_series (incident) WHERE to_at IS NULL');
    db.run(`CREATE TABLE evidence_chunks (
      id INTEGER PRIMARY KEY,
      incident TEXT NOT NULL,
      signal TEXT NOT NULL,
      first_at REAL NOT NULL,
      last_at REAL NOT NULL,
      samples INTEGER NOT NULL,
      data BLOB NOT NULL
    ) STRICT`);
    db.run('CREATE INDEX evidence_chunks_of ON evidence_chunks (incident, signal, first_at)');
  },
};
