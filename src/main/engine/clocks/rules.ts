import type { EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';
import { isOpen, type IncidentRecord } from '../incidents/record.ts';
import type { DueClock } from './due-clock.ts';
import { obligationClocks } from './obligations.ts';
import { acknowledgeClock, commanderClock } from './response.ts';
import type { ServiceFacts } from './service-facts.ts';
import { updateClocks } from './updates.ts';
import { whenClock } from './when.ts';

/** What is due by the record alone: everything but the When clock, which also looks at how the services stand. */
export function recordClocks(record: IncidentRecord, policy: ResolvedPolicy): DueClock[] {
  if (record.standing === 'dismissed' || record.standing === 'merged') return [];
  // What another workspace promised is owed there.
  if (record.importedFrom !== null && !isOpen(record)) return [];
  const response = [acknowledgeClock(record, policy), commanderClock(record, policy)].filter((clock) => clock !== null);
  return [...response, ...updateClocks(record, policy), ...obligationClocks(record, policy)];
}

/**
 * Everything that is due in an incident, worked out anew from its record each time: what is corrected there has moved here by the
 * next second. The present time decides only whether health has lasted long enough to end the When clock.
 */
export function dueClocks(record: IncidentRecord, policy: ResolvedPolicy, facts: readonly ServiceFacts[], now: EpochMs): DueClock[] {
  const when = whenClock(record, policy, facts, now);
  return [...(when === null ? [] : [when]), ...recordClocks(record, policy)];
}

/** A resolved incident in which promises were made, or that obligations hold for, is looked after until they are kept. */
export const owes = (record: IncidentRecord, policy: ResolvedPolicy): boolean => !isOpen(record) && recordClocks(record, policy).length > 0;
