import type { EpochMs } from '../../../shared/model/units.ts';
import type { TellingRecord } from '../incidents/record.ts';

/** What became of the updates that one audience of one incident was owed. Counts; nothing in it depends on the present. */
export interface UpdateTally {
  /** Sent no later than they were due. */
  readonly onTime: number;
  /** Sent after they were due. */
  readonly late: number;
  /** 1 where the last one that was due was never sent. */
  readonly missed: 0 | 1;
  readonly kept: number;
  readonly broken: number;
  /** Due time of the last promise, where nothing has answered it and it is still owed. */
  readonly promisedAt: EpochMs | null;
}

export interface Tallied extends UpdateTally {
  /** When the first one went out. */
  readonly firstAt: EpochMs | null;
}

/**
 * Updates on time and promises kept, of one audience of one incident.
 *
 * An update is *late* where a due time lies between the update before it and itself: one that its clock told as overdue
 * (`clockTurned`), or the "next update at" of the update before. It is one late update however many due times passed. A due time
 * with no update after it is *missed*. A promise is *kept* by the next update to that audience no later than promised, *broken* by
 * a later one or by none. A review ends what is owed: a promise that was due later than it is neither kept nor broken.
 *
 * Updates count by when they went out, not by when that was written down: one that was written down late takes back the due time that
 * passed in between. Source: entries `updateSent` and `clockTurned` of the journal, facts only, so that a redaction changes nothing.
 * Left out: due times that passed while Holdfast did not run and that an update answered before it ran again, unless promised.
 */
export function tallyOf(telling: TellingRecord, reviewedAt: EpochMs | null): Tallied {
  const sent = telling.sent.toSorted((a, b) => a.at - b.at);
  const passed = (after: EpochMs | null, before: number): boolean => telling.overdue.some(({ dueAt, since }) => dueAt < before && (after === null ? since === null : dueAt >= after && since !== null && since >= after));
  let [onTime, late, kept, broken] = [0, 0, 0, 0];
  let last: EpochMs | null = null;
  let promisedAt: EpochMs | null = null;
  for (const { at, nextAt } of sent) {
    const isBroken = promisedAt !== null && promisedAt < at;
    if (isBroken) broken += 1;
    else if (promisedAt !== null) kept += 1;
    if (isBroken || passed(last, at)) late += 1;
    else onTime += 1;
    last = at;
    promisedAt = nextAt === null ? null : (Math.max(at, nextAt) as EpochMs);
  }
  const missed = passed(last, Infinity) ? 1 : 0;
  const tally: Tallied = { onTime, late, missed, kept, broken, promisedAt, firstAt: sent[0]?.at ?? null };
  return reviewedAt === null ? tally : { ...tally, ...standingAt(tally, reviewedAt), promisedAt: null };
}

/** The same with the last promise counted as broken where it was due before `now`; then the update was missed, too. */
export function standingAt(tally: UpdateTally, now: EpochMs): UpdateTally {
  if (tally.promisedAt === null || tally.promisedAt >= now) return tally;
  return { ...tally, missed: 1, broken: tally.broken + 1, promisedAt: null };
}
