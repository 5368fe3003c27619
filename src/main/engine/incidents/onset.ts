import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { HOLDFAST } from '../journal/journal.ts';
import { instantOf, type IncidentRecord } from './record.ts';
import type { Step } from './workflow/step.ts';

export interface Onset {
  readonly startsAt: EpochMs;
  /** True where samples are unknown just before it. */
  readonly noEarlierThan: boolean;
}

/** A flood in which each alert began a little earlier than the one before finds nothing any more. */
const MOST_VALUES = 50;

/**
 * What the data say of when the impact began: an earlier first breaching sample moves the onset, as long as no person has said when
 * it was. Where nothing was known yet it is set, unless somebody knew of the trouble before that sample: then it began earlier still.
 */
export function onsetFound(record: IncidentRecord, { startsAt, noEarlierThan }: Onset, reason: string): Step[] {
  const told = record.instants.impactStartedAt?.at(-1);
  if (told?.by.kind === 'person' || (record.instants.impactStartedAt?.length ?? 0) >= MOST_VALUES) return [];
  const known = instantOf(record, 'impactStartedAt');
  if (known !== null && known <= startsAt) return [];
  const detectedAt = instantOf(record, 'detectedAt');
  if (known === null && detectedAt !== null && detectedAt < startsAt) return [];
  return [{ fact: { type: 'instantCorrected', data: { instant: 'impactStartedAt', from: known === null ? null : toRfc3339(known), to: toRfc3339(startsAt), noEarlierThan }, texts: { reason } }, note: { actor: HOLDFAST } }];
}
