import type { MetricDefinition } from '../../../shared/model/scorecard.ts';

/** What stays out of every figure alike. */
export const LEFT_OUT_OF_ALL = [
  'Proposed and dismissed incidents.',
  'Merged incidents, which count once, in the one that they were merged into.',
  'Drills and incidents that began under maintenance of all their services, unless they are switched in.',
] as const;

/** A time between two instants. */
export const timeDefinition = (name: string, formula: string, source: string): MetricDefinition => ({
  name,
  formula: `${formula} Mean: arithmetic. Median and 90th percentile: nearest rank.`,
  unit: 's',
  leftOut: ['Incidents of which one of both instants is not recorded, or whose instants are in an impossible order: they lower the coverage, and never count as 0.', 'Incidents that still run and have not come so far.', ...LEFT_OUT_OF_ALL],
  source,
});
