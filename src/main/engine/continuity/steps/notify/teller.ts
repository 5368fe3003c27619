import type { ChannelId, IncidentId, NoticeId, UpdateId } from '../../../../../shared/model/ids.ts';
import type { UpdateKind } from '../../../../../shared/model/update-kind.ts';

/** A channel as a plan sees it. */
export interface ToldChannel {
  readonly id: ChannelId;
  readonly name: string;
  /** Why a plan cannot tell anything there; null where it can. */
  readonly problem: string | null;
  /** Whether drills are told there. */
  readonly drill: boolean;
}

export interface TellOrder {
  /** The same for every attempt. */
  readonly key: string;
  /** Words for who reads it later: which step it is. */
  readonly step: string;
  readonly incident: IncidentId | null;
  readonly isDrill: boolean;
  readonly channels: readonly ChannelId[];
  readonly kind: UpdateKind;
  readonly text: string | null;
}

/** What is written down and not told yet: an update for each audience, or a notice where there is no incident. */
export interface Written {
  readonly updates: readonly UpdateId[];
  readonly notice: NoticeId | null;
}

/** Tells channels what a plan says; answered by whoever keeps updates and their deliveries. Throws with a sentence for people. */
export interface Teller {
  channels(ids: readonly ChannelId[]): readonly ToldChannel[];
  /** Writes it down; nothing is told. */
  write(order: TellOrder): Written;
  /** Queues what was written, and what of it is queued already no second time. */
  queue(order: TellOrder, written: Written): Promise<void>;
  /** Whether all of it is queued; `says`: where that stands. */
  standing(written: Written): { readonly isQueued: boolean; readonly says: string };
}
