import type { CauseId, CorrectiveActionId, ItemId } from '../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import type { CauseCategory, CauseConfidence, CorrectiveKind, CorrectiveState, Proof, ReportSection, UsedKind } from '../../../shared/model/review.ts';
import type { Evidence } from '../../../shared/model/timeline.ts';
import type { EpochMs } from '../../../shared/model/units.ts';

/** Who said something, and when. */
export interface Said {
  readonly at: EpochMs;
  readonly by: IncidentActor;
}

export interface CauseRecord extends Said {
  /** Of the entry that says it: of two incidents that call a cause differently, the later one counts. */
  readonly seq: number;
  readonly id: CauseId | null;
  readonly category: CauseCategory;
  readonly confidence: CauseConfidence;
  readonly name: string | null;
  readonly reason: string | null;
  /** A file of past incidents told it. */
  readonly imported?: true;
}

/** A question of the tree; those of one parent stand by `order`. */
export interface WhyRecord extends Said {
  readonly item: ItemId;
  readonly parent: ItemId | null;
  readonly order: number;
  readonly question: string;
  readonly answer: string | null;
  readonly evidence: Evidence | null;
  readonly meant: boolean;
}

export interface FactorRecord extends Said {
  readonly item: ItemId;
  readonly order: number;
  readonly category: CauseCategory | null;
  readonly text: string;
}

export interface VerdictRecord extends Said {
  readonly kind: UsedKind;
  readonly ref: string;
  readonly right: boolean;
  readonly comment: string | null;
}

export interface CorrectiveRecord extends Said {
  readonly id: CorrectiveActionId;
  readonly text: string;
  readonly kind: CorrectiveKind;
  readonly state: CorrectiveState;
  readonly owner: string | null;
  readonly ownerName: string | null;
  readonly dueAt: EpochMs | null;
  readonly proof: Proof | null;
  readonly proofNote: string | null;
  readonly fromItem: ItemId | null;
  /** What was seen before this proves nothing: when it was made, or last reopened. */
  readonly since: EpochMs;
  readonly link: (Said & { readonly label: string; readonly url: string }) | null;
  readonly proved: (Said & { readonly says: string; readonly evidence: Evidence | null }) | null;
  readonly lapsedAt: EpochMs | null;
  readonly dropped: (Said & { readonly reason: string }) | null;
  readonly reopened: number;
  /** Entries about it so far. */
  readonly version: number;
}

/** What the entries about the review of an incident add up to; part of the incident's record, and plain JSON like it. */
export interface ReviewRecord {
  readonly lead: { readonly person: string; readonly name: string } | null;
  readonly cause: CauseRecord | null;
  /** A parent stands before its children. */
  readonly whys: readonly WhyRecord[];
  readonly factors: readonly FactorRecord[];
  readonly sections: Readonly<Partial<Record<ReportSection, Said & { readonly text: string }>>>;
  /** The last one about each thing. */
  readonly verdicts: readonly VerdictRecord[];
  readonly actions: readonly CorrectiveRecord[];
  readonly reopened: (Said & { readonly reason: string }) | null;
  /** Entries so far about what is written as one document: everything but the actions. */
  readonly version: number;
}

export const NO_REVIEW: ReviewRecord = { lead: null, cause: null, whys: [], factors: [], sections: {}, verdicts: [], actions: [], reopened: null, version: 0 };

/** Whether somebody still has to do something about it. */
export const isUndone = ({ state }: Pick<CorrectiveRecord, 'state'>): boolean => state === 'open' || state === 'awaiting';

export const isOverdue = (action: Pick<CorrectiveRecord, 'state' | 'dueAt'>, now: EpochMs): boolean => isUndone(action) && action.dueAt !== null && now >= action.dueAt;
