import type { IncidentFact } from '../../../shared/model/timeline.ts';
import type { WriteDb } from '../../store/sql.ts';
import type { Entry } from '../journal/journal.ts';
import type { IncidentRecord } from './record.ts';

/** An incident as it was just saved. */
export interface Saved {
  readonly record: IncidentRecord;
  /** What was folded in since it was last told of, oldest first; where `anew` is true, all of it. */
  readonly entries: readonly Entry<IncidentFact>[];
  /** True where what is kept of it must be made anew: a text was redacted, or everything is rebuilt. */
  readonly anew: boolean;
}

/**
 * A projection that follows incidents. It is written in the transaction that saves the record, so that neither is ever ahead of the
 * other, and once for each record however often it changed in it.
 */
export interface Follower {
  /** How the table `projections` calls it. */
  readonly name: string;
  /** Of its form: where the one that was written last differs, everything is made anew from the journal at the next start. */
  readonly version: number;
  saved(write: WriteDb, saved: Saved): void;
  /** Takes all of it away. */
  clear(write: WriteDb): void;
}
