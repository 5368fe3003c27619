import type { Migration } from '../migrate.ts';

/** A drill is taken out of the scorecard's list, and put back as it is now, with every entry about it: by its number, not by reading them all. */
export const scorecardDrills: Migration = {
  version: 140,
  name: 'scorecard-drills',
  up: (db) => db.run('CREATE INDEX scorecard_drills_incident ON scorecard_drills (incident)'),
};
