import { timeDefinition } from './definition.ts';
import type { Instants } from './instants.ts';
import { spentBetween, type Spent } from './span.ts';

/**
 * Time to mitigate: mitigated − impact started. Unit: ms.
 *
 * Left out: an incident whose start of impact or mitigation is not recorded; one mitigated before its impact started is invalid.
 * Source: `impactStartedAt`, `mitigatedAt`. After a reopening the last mitigation counts.
 */
export const timeToMitigate = ({ impactStartedAt, mitigatedAt }: Instants): Spent => spentBetween(impactStartedAt, mitigatedAt);

export const TIME_TO_MITIGATE = timeDefinition('Time to mitigate', 'Mitigated − impact started.', 'Impact started: the first breaching sample of the breach, or what a person found. Mitigated: when customers were served again; after a reopening the last time.');
