import { timeDefinition } from './definition.ts';
import type { Instants } from './instants.ts';
import { spentBetween, type Spent } from './span.ts';

/**
 * Time to detect: detected − impact started. Unit: ms.
 *
 * Left out: an incident whose start of impact or detection is not recorded; one detected before its impact started is invalid.
 * Source: `impactStartedAt`, the first breaching sample of the unbroken breach or what a person found, never the moment at which the
 * alert fired; `detectedAt`, when the alert fired or somebody reported it.
 */
export const timeToDetect = ({ impactStartedAt, detectedAt }: Instants): Spent => spentBetween(impactStartedAt, detectedAt);

export const TIME_TO_DETECT = timeDefinition('Time to detect', 'Detected − impact started.', 'Impact started: the first breaching sample of the breach, or what a person found. Detected: when the alert fired or somebody reported it. Minutes in which nobody could see are told beside it and change no figure.');
