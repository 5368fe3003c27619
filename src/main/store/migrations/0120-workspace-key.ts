import type { Migration } from '../migrate.ts';

/**
 * The key by which this workspace signs what it exports: the 32 bytes of an Ed25519 private key, one row. It stands with the journal
 * that it speaks for, so that a backup which is restored elsewhere goes on signing as the same workspace.
 */
export const workspaceKey: Migration = {
  version: 120,
  name: 'workspace-key',
  up: (db) => db.run('CREATE TABLE workspace_key (id INTEGER PRIMARY KEY CHECK (id = 1), seed BLOB NOT NULL CHECK (length(seed) = 32)) STRICT'),
};
