import type { Migration } from '../migrate.ts';

/**
 * What a person has decided over what stands at a channel. `replaces`: digest of what was seen there and is to be replaced by the next
 * message. `adopted`: that the thread was begun there by somebody else, by whom it was adopted, and what was remembered before.
 * `combine_dismissed`: pairs of incidents, the smaller id first, that somebody wants told apart.
 */
export const remoteStates: Migration = {
  version: 340,
  name: 'remote-states',
  up: (db) => {
    db.run('ALTER TABLE channel_threads ADD COLUMN replaces TEXT');
    db.run('ALTER TABLE channel_threads ADD COLUMN adopted TEXT');
    db.run('CREATE TABLE combine_dismissed (first TEXT NOT NULL, second TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (first, second)) STRICT');
  },
};
