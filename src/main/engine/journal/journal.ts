import type { IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import type { Evidence, Fact, FactOf, IncidentFact, WorkspaceFact } from '../../../shared/model/timeline.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { TextCommitment } from './hash.ts';

/** A text that was removed: who asked, who agreed, why and when. Its salted hash stays in the chain. */
export interface Redaction {
  readonly field: string;
  readonly reason: string;
  readonly askedBy: IncidentActor;
  readonly by: IncidentActor;
  readonly at: EpochMs;
}

/** A row of the journal. `stream` is an incident, or null for the workspace itself. */
export interface Entry<F extends Fact = Fact> {
  readonly seq: number;
  readonly stream: IncidentId | null;
  /** When it happened. */
  readonly at: EpochMs;
  /** When it was written down. */
  readonly recordedAt: EpochMs;
  readonly actor: IncidentActor;
  readonly fact: F;
  readonly evidence: Evidence | null;
  readonly fromMemory: boolean;
  readonly redactions: readonly Redaction[];
  /** SHA-256 in hex over the row and the hash of the row before it. */
  readonly hash: string;
}

export interface Note {
  /** When it happened, cut to whole milliseconds; now unless told. */
  readonly at?: EpochMs | undefined;
  readonly actor: IncidentActor;
  readonly evidence?: Evidence | null | undefined;
  /** Unless told: true where a person tells of an earlier time without evidence. */
  readonly fromMemory?: boolean | undefined;
  /** Of a row that another workspace wrote: when it was written down there, and the texts that were redacted there. */
  readonly elsewhere?: { readonly recordedAt: EpochMs; readonly gone: readonly TextCommitment[] } | undefined;
}

export interface EntryFilter {
  /** Undefined: all streams. */
  readonly stream?: IncidentId | null | undefined;
  readonly type?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Id of who did it. */
  readonly actor?: string | undefined;
  /** Only entries before (desc) or after (asc) this sequence number. */
  readonly beyond?: number | undefined;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
}

/** Types of the workspace's own entries whose texts are of the shift. */
export const SHIFT_TEXTS = ['shiftNote', 'handoverWritten', 'handoverAccepted'] as const;

export interface Erasable {
  readonly texts: number;
  readonly bytes: number;
  /** The oldest and the newest time that they tell of. */
  readonly oldest: EpochMs | null;
  readonly newest: EpochMs | null;
}

export interface Erasure {
  readonly texts: number;
  /** True where more is left. */
  readonly more: boolean;
}

export interface Verification {
  readonly ok: boolean;
  readonly rows: number;
  readonly redacted: number;
  /** Texts that the retention settings erased. */
  readonly erased: number;
  /** Rows that damage took and a repair accounted for. */
  readonly lost: number;
  /** Rows that a repair kept although nothing can prove them any more. */
  readonly unproven: number;
  readonly head: string | null;
  readonly firstBad: { readonly seq: number; readonly problem: string } | null;
}

/**
 * The append-only, hash-chained record of everything that happened: one chain over all incidents and the workspace, so that no row
 * can be altered, removed or moved unseen. Texts are kept beside the rows, bound by a salted hash, so that one can be redacted.
 */
export interface Journal {
  /** Joins the transaction that is open, or makes one. Throws `read_only` where the store cannot be written. */
  append(stream: IncidentId, fact: IncidentFact, note: Note): Entry<IncidentFact>;
  append(stream: null, fact: WorkspaceFact, note: Note): Entry<WorkspaceFact>;
  entry(seq: number): Entry | null;
  entries(filter: EntryFilter): Entry[];
  /** Everything of one incident, oldest first. */
  stream(incident: IncidentId): Entry<IncidentFact>[];
  /** First step: notes that somebody wants a text gone. Throws `not_found`, or `conflict` where it is gone or asked for already. */
  askRedaction(seq: number, field: string, reason: string, actor: IncidentActor): void;
  /** Second step, by another person (else `forbidden`): the text and its salt are deleted. Returns the entry as it is now. */
  redact(seq: number, field: string, actor: IncidentActor): Entry;
  /**
   * Erases texts that tell of a time before an instant, of an incident or (null) of the shift, as a redaction does and as Holdfast
   * itself (what was imported is as old as what it tells of): at most about `limit` of them, the oldest first. Returns what it erased; the entry that accounts for it is there.
   */
  eraseTexts(stream: IncidentId | null, before: EpochMs, limit: number): Erasure;
  /** What `eraseTexts` would erase. */
  erasable(stream: IncidentId | null, before: EpochMs): Erasable;
  /** What was said of a row later, oldest first: that a text of it be redacted, that it was, that a hand-over was accepted. */
  about(seq: number): Entry[];
  verify(): Verification;
  /** The same check with a pause every few milliseconds, for whoever must not keep the thread: `next()` until it is done. */
  verifySteps(): Generator<void, Verification>;
  head(): { readonly seq: number; readonly hash: string } | null;
}

export const isFact = <T extends Fact['type']>(entry: Entry, type: T): entry is Entry & { readonly fact: FactOf<T> } => entry.fact.type === type;

/** What Holdfast does by itself is signed so. */
export const HOLDFAST: IncidentActor = { kind: 'holdfast', id: 'holdfast', name: 'Holdfast' };
