import { z } from 'zod';
import { call } from './define.ts';
import { list, page } from './paging.ts';
import { CauseId, ServiceId } from '../model/ids.ts';
import { Instant } from '../model/instant.ts';
import { CauseCategory } from '../model/review.ts';
import { Scorecard, ScorecardBlind, ScorecardDot, ScorecardFilter, ScorecardIncident, ScorecardInterval, ScorecardMetric, TimeMetric, TrendMonth } from '../model/scorecard.ts';
import { ScorecardSides } from '../model/scorecard-sides.ts';
import { Severity } from '../model/severity.ts';

/** What every view of the scorecard takes. Without `from` and `to`: the last 30 days of the workspace's calendar, today included. */
export const scorecardQuery = z.object({
  from: Instant.optional(),
  to: Instant.optional(),
  service: ServiceId.optional(),
  severity: Severity.optional(),
  tier: z.coerce.number().pipe(z.union([z.literal(1), z.literal(2), z.literal(3)])).optional(),
  cause: CauseId.optional(),
  causeCategory: CauseCategory.optional(),
  drills: ScorecardFilter.shape.drills.default('out'),
  maintenance: ScorecardFilter.shape.maintenance.default('out'),
  instants: ScorecardFilter.shape.instants.default('corrected'),
  resolveFrom: ScorecardFilter.shape.resolveFrom.default('impact'),
});

/**
 * Calls about how well incidents went. Part of the contract. What stands beside their times (`ScorecardSides`) is a call of its own,
 * `scorecard.sides`, with the same query: it costs what it costs.
 */
export const scorecardCalls = {
  'scorecard.get': call({
    method: 'GET', path: '/scorecard', right: 'view', summary: 'Times to detect, acknowledge, mitigate and resolve, recurrence, incidents and minutes of impact of a period, against the period before.',
    input: scorecardQuery, output: Scorecard,
  }),
  'scorecard.trend': call({
    method: 'GET', path: '/scorecard/trend', right: 'view', summary: 'The same figures month by month, oldest first; without `from` and `to` the last 12 months. At most 240 months.',
    input: scorecardQuery, output: z.object({ items: z.array(TrendMonth), timeZone: z.string() }),
  }),
  'scorecard.dots': call({
    method: 'GET', path: '/scorecard/dots', right: 'view', summary: 'A dot for each incident behind a time; beyond `max` an even choice by start, always with the smallest and the largest, and how many more there are.',
    input: scorecardQuery.extend({ metric: TimeMetric, max: z.coerce.number().int().min(2).max(2_000).default(500) }),
    output: z.object({ items: z.array(ScorecardDot), more: z.number().int() }),
  }),
  'scorecard.incidents': call({
    method: 'GET', path: '/scorecard/incidents', right: 'view', summary: 'The incidents behind a figure, newest first, or those that do not enter it and why.',
    input: scorecardQuery.extend({ ...list.shape, metric: ScorecardMetric, show: z.enum(['counted', 'leftOut']).default('counted') }),
    output: page(ScorecardIncident),
  }),
  'scorecard.interval': call({
    method: 'GET', path: '/scorecard/interval', right: 'view', summary: 'How sure the mean, median and 90th percentile of a time are: bootstrap intervals of 95 %.',
    input: scorecardQuery.extend({ metric: TimeMetric }),
    output: ScorecardInterval,
  }),
  'scorecard.blind': call({
    method: 'GET', path: '/scorecard/blind', right: 'view',
    summary: 'How much of the time before detections was blind: incidents that were found after minutes in which a service of theirs was not seen, what took the sight, and for how long each service was not seen in the period. The time to detect itself is not changed by it. Incidents are those that the time to detect counts for whoever asks; the services are those of `service` and `tier`.',
    input: scorecardQuery, output: ScorecardBlind,
  }),
  'scorecard.sides': call({
    method: 'GET', path: '/scorecard/sides', right: 'view',
    summary: 'What stands beside the times: objectives with their error budgets, updates on time and promises kept, what became of alerts, who detected, drills, overdue corrective actions, rules that are due for a look. Of the filters, updates and who detected take all; alerts `service`, `tier` and `drills`; objectives `service` and `tier`; drills, corrective actions and rules none, and the last two stand as they are now. Instants are always those that stand now. An objective of which less than half of the time is known is neither met nor missed (`met: null`), unless its budget is used up.',
    input: scorecardQuery, output: ScorecardSides,
  }),
} as const;
