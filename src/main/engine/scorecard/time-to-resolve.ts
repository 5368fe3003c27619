import type { ScorecardFilter } from '../../../shared/model/scorecard.ts';
import { timeDefinition } from './definition.ts';
import type { Instants } from './instants.ts';
import { spentBetween, type Spent } from './span.ts';

/**
 * Time to resolve: resolved − impact started; by a switch, resolved − detected. Unit: ms.
 *
 * Left out: an incident that still runs (shown beside it), or one of whose instants is not recorded; one resolved before its impact
 * started is invalid. Source: `impactStartedAt` or `detectedAt`, `resolvedAt`. After a reopening the last resolution counts.
 */
export const timeToResolve = ({ impactStartedAt, resolvedAt }: Instants): Spent => spentBetween(impactStartedAt, resolvedAt);

/** The same from detection: without the time in which nobody knew. */
export const timeToResolveFromDetection = ({ detectedAt, resolvedAt }: Instants): Spent => spentBetween(detectedAt, resolvedAt);

const SOURCE = 'Resolved: when a person said so; after a reopening the last time.';
export const TIME_TO_RESOLVE: Readonly<Record<ScorecardFilter['resolveFrom'], ReturnType<typeof timeDefinition>>> = {
  impact: timeDefinition('Time to resolve', 'Resolved − impact started.', `Impact started: the first breaching sample of the breach, or what a person found. ${SOURCE}`),
  detection: timeDefinition('Time to resolve, from detection', 'Resolved − detected.', `Detected: when the alert fired or somebody reported it. ${SOURCE}`),
};
