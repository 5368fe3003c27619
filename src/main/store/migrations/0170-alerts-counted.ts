import type { Migration } from '../migrate.ts';

/** Of a flood an incident only counts: how many of its alerts there are, and how many fire, without reading each of them. */
export const alertsCounted: Migration = {
  version: 170,
  name: 'alerts-counted',
  up: (db) => db.run('CREATE INDEX alerts_counted ON alerts (incident, state, ends_at) WHERE incident IS NOT NULL'),
};
