import type { Migration } from '../migrate.ts';

/** Received alerts are told apart by what sent them; until now that was an Alertmanager. */
export const receivedKeys: Migration = {
  version: 160,
  name: 'received-keys',
  up: (db) => {
    for (const table of ['alerts', 'rule_state']) db.run(`UPDATE ${table} SET key = 'received' || char(10) || 'alertmanager' || char(10) || substr(key, 10) WHERE key LIKE 'received' || char(10) || '%'`);
  },
};
