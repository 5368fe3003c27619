import type { FactOf, IncidentFact } from '../../../shared/model/timeline.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';
import { endOfBreach, firingOf, instantOf, isFiring, isOpen, type IncidentRecord } from '../incidents/record.ts';
import { later } from './due-clock.ts';
import type { ServiceFacts } from './service-facts.ts';

/**
 * What the data say about the end of an incident: that the impact ended, that it came back, and, after a long time of health, the
 * question whether it is over. None of them resolves anything. An end is told only after `healthyMs` of health, so that a service
 * that flaps does not fill the timeline; its time is that of the data, the last end of a breach.
 */
export function healthFacts(record: IncidentRecord, facts: readonly ServiceFacts[], policy: ResolvedPolicy, now: EpochMs): IncidentFact[] {
  if (!isOpen(record) || record.alerts.length === 0) return [];
  if (hasResumed(record)) return [{ type: 'impactResumed', data: {}, texts: {} }];
  const endedAt = endOfBreach(record);
  if (endedAt === null) return [];
  const since = healthySince(endedAt, facts);
  if (since === null) return [];
  return [...impactEnded(record, endedAt, now - since >= policy.when.healthyMs), ...healthAsked(record, endedAt, since, now - since >= policy.askResolvedAfterMs)];
}

/** Health is known health: a service that is blind, or was until now, has none yet. */
function healthySince(endedAt: EpochMs, facts: readonly ServiceFacts[]): EpochMs | null {
  let since: EpochMs | null = endedAt;
  for (const service of facts) {
    if (service.state !== 'ok') return null;
    since = later(since, service.since);
  }
  return since;
}

/** Where a person told the end, only a breach that began after it says otherwise. */
function hasResumed(record: IncidentRecord): boolean {
  const endedAt = instantOf(record, 'impactEndedAt');
  if (endedAt === null) return false;
  const byData = record.instants.impactEndedAt?.at(-1)?.source === 'data';
  return (byData && isFiring(record)) || firingOf(record).some(({ startsAt }) => startsAt > endedAt);
}

function impactEnded(record: IncidentRecord, endedAt: EpochMs, isHealthy: boolean): FactOf<'impactEnded'>[] {
  if (!isHealthy || instantOf(record, 'impactEndedAt') !== null || isTakenBack(record)) return [];
  return [{ type: 'impactEnded', data: { impactEndedAt: toRfc3339(endedAt) }, texts: {} }];
}

/** A person said that the end is not known; the data may say so again only about a later breach. */
function isTakenBack(record: IncidentRecord): boolean {
  const last = record.instants.impactEndedAt?.at(-1);
  return last?.source === 'person' && record.alerts.every(({ startsAt }) => startsAt <= Date.parse(last.recordedAt));
}

/** Once per time of health: a new breach, a reopening and a resolution take the question away. */
function healthAsked(record: IncidentRecord, endedAt: EpochMs, since: EpochMs, isLong: boolean): FactOf<'healthAsked'>[] {
  if (!isLong || record.standing !== 'declared' || record.healthQuestion !== null) return [];
  return [{ type: 'healthAsked', data: { healthySince: toRfc3339(since), impactEndedAt: toRfc3339(instantOf(record, 'impactEndedAt') ?? endedAt) }, texts: {} }];
}
