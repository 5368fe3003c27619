import { timeDefinition } from './definition.ts';
import type { Instants } from './instants.ts';
import { spentBetween, type Spent } from './span.ts';

/**
 * Time to acknowledge: acknowledged − detected. Unit: ms.
 *
 * Left out: an incident that was never acknowledged, or whose detection is not recorded; one acknowledged before it was detected is
 * invalid. Source: `detectedAt`, `acknowledgedAt`. It counts from the detection, not from the impact: whoever could not know of it
 * could not acknowledge it.
 */
export const timeToAcknowledge = ({ detectedAt, acknowledgedAt }: Instants): Spent => spentBetween(detectedAt, acknowledgedAt);

export const TIME_TO_ACKNOWLEDGE = timeDefinition('Time to acknowledge', 'Acknowledged − detected.', 'Detected: when the alert fired or somebody reported it. Acknowledged: when somebody took it on.');
