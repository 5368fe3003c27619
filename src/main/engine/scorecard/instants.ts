import { INSTANT_NAMES, type InstantName, type InstantValue } from '../../../shared/model/incident.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { IncidentRecord } from '../incidents/record.ts';

/** Of each instant the one value that counts; null = not recorded. */
export type Instants = Readonly<Record<InstantName, EpochMs | null>>;

/** `corrected`: as it stands now. `recorded`: as it was first written down. */
export type Reading = 'corrected' | 'recorded';

/** The instants of an incident in one of both readings. */
export const instantsOf = ({ instants }: Pick<IncidentRecord, 'instants'>, reading: Reading): Instants =>
  Object.fromEntries(INSTANT_NAMES.map((name) => [name, valueIn(instants[name] ?? [], reading)])) as Record<InstantName, EpochMs | null>;

/**
 * The value that counts. As recorded it is the first one since the last new beginning: reopening an incident, or an effect that comes
 * back, takes a value away without a reason, and what is written down after that is no correction of what was before. Taking it back
 * with a reason is a correction to "not known".
 */
function valueIn(values: readonly InstantValue[], reading: Reading): EpochMs | null {
  if (reading === 'corrected') return ms(values.at(-1));
  const begun = values.findLastIndex(({ at, reason }) => at === null && reason === null) + 1;
  return ms(values.slice(begun).find((value, index, all) => value.at !== null && !isTakenBack(value, all[index + 1])));
}

/** An import writes "resolved" down and says in the same breath that the file does not tell when: nobody ever recorded that. */
const isTakenBack = (value: InstantValue, next: InstantValue | undefined): boolean => value.source === 'import' && next !== undefined && next.at === null && Date.parse(next.recordedAt) - Date.parse(value.recordedAt) < 1_000;

const ms = (value: InstantValue | undefined): EpochMs | null => (value === undefined || value.at === null ? null : epochMs(Date.parse(value.at)));
