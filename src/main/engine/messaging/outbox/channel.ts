import type { DeliveryClass, DeliveryPurpose } from '../../../../shared/model/delivery.ts';
import type { ChannelId, CorrectiveActionId, IncidentId, NoticeId, UpdateId } from '../../../../shared/model/ids.ts';
import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';

/** Anything that JSON can hold; only the channel that wrote it understands it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What is to be brought to a channel. Everything in it was written down before. */
export interface Parcel {
  /** Unique and the same in every attempt: a channel puts it where it can be found again, or hands it over as the key. */
  readonly marker: string;
  /** Unique to this attempt. */
  readonly attempt: string;
  readonly update: UpdateId | CorrectiveActionId | NoticeId;
  readonly incident: IncidentId | null;
  readonly recipient: string;
  /** `test`: of no incident and no update; somebody wants to see whether it arrives. */
  readonly purpose: DeliveryPurpose | 'test';
  /** The message, as the channel's own rendering made it. */
  readonly content: Json;
  /** What the channel remembers of this incident: its issue, its thread; null before anything was sent. */
  readonly thread: Json;
  /** Of a correction: what was remembered of the message that it corrects. */
  readonly corrects: Json;
  /** When it was written down, by our wall clock: nothing of it is older. A channel that is read back need not look further. */
  readonly queuedAt?: EpochMs;
  /** Digest of what stands there instead, once a person has seen exactly that and wants ours in its place; see `theirs.ts`. */
  readonly replaces: string | null;
  /** A person has seen it there: where only a mark is missing by which ours are known, its words are enough. */
  readonly confirmed?: boolean;
}

/** What became of one attempt. Only `notReached` and `refused` may claim that nothing happened. */
export type Outcome =
  | Arrived
  /** The channel said no, and nothing happened. `again`: it may say yes later; `limited`: only because too much was sent. */
  | { readonly kind: 'refused'; readonly reason: string; readonly again: boolean; readonly limited?: boolean; readonly retryAfterMs?: DurationMs | null }
  /** Not one byte of the request can have arrived. */
  | { readonly kind: 'notReached'; readonly reason: string }
  /** It may have arrived: no answer, half an answer, or an error of the channel's own after it had the request. */
  | { readonly kind: 'ambiguous'; readonly reason: string; readonly retryAfterMs?: DurationMs | null }
  /** Somebody has changed what was written there; nothing was overwritten. */
  | { readonly kind: 'differs'; readonly reason: string; readonly theirs: Json };

export interface Arrived {
  readonly kind: 'sent';
  /** What is needed to correct this message later. */
  readonly remote: Json;
  /** What is remembered of the incident from now on; left out where nothing changes. */
  readonly thread?: Json;
  readonly url: string | null;
  /** What "sent" does not mean here, in a sentence, such as that only the acceptance is known. */
  readonly note?: string;
}

/** What people see at a channel of one incident: an incident of a page, an issue, a pinned message. Texts are as the vendor has them. */
export interface RemoteState {
  readonly title: string;
  /** In the vendor's own word. */
  readonly status: string;
  /** Since when it has that status; null where that is not told. */
  readonly since: EpochMs | null;
  /** How far it has come, where the vendor sorts its statuses so. */
  readonly stage?: 'new' | 'underway' | 'done' | null;
  /** The newest message there, by whom, and when; null where there is none, or it is not told. */
  readonly text: string | null;
  readonly by: string | null;
  readonly at: EpochMs | null;
  readonly url: string | null;
}

/** Where to look: what is remembered of an incident, and whether planned work is meant, which pages keep apart. */
export interface Place {
  readonly incident: IncidentId;
  readonly thread: Json;
  readonly planned: boolean;
}

export type Differs = Extract<Outcome, { kind: 'differs' }>;

/** What was read of one incident before anything is sent. */
export type RemoteRead =
  /** Nothing of it is there, as far as is remembered. */
  | { readonly kind: 'nothing' }
  /** `state` is null where it was deleted. `keep`: what is remembered from now on where a person leaves it as it is. */
  | { readonly kind: 'read'; readonly state: RemoteState | null; readonly differs: Differs | null; readonly keep: Json }
  | { readonly kind: 'cannotTell'; readonly reason: string };

/** What a link leads to. `thread`: what is remembered once it is adopted; later messages go there. */
export type Adoptable =
  | { readonly kind: 'found'; /** Unique at the vendor. */ readonly key: string; readonly state: RemoteState; readonly thread: Json; /** What a person should know before, in a sentence. */ readonly note: string | null }
  /** It cannot be adopted; why, in a sentence for whoever pasted it. */
  | { readonly kind: 'refused'; readonly says: string }
  | { readonly kind: 'cannotTell'; readonly reason: string };

export type LookedUp = Arrived | { readonly kind: 'absent' } | { readonly kind: 'cannotTell'; readonly reason: string; readonly retryAfterMs?: DurationMs | null };

/**
 * A place where updates are published, such as a Slack channel or a status page. It keeps no state, makes one attempt at a time of
 * whatever it is given, retries nothing and never throws for what a vendor does: that is what outcomes are for.
 */
export interface Channel {
  readonly id: ChannelId;
  /** How people call it. */
  readonly name: string;
  readonly class: DeliveryClass;
  /** So long after an attempt a message that is not found may still turn up. */
  readonly settlingMs: DurationMs;
  readonly pace: { readonly atOnce: number; readonly spacingMs: DurationMs };
  send(parcel: Parcel, abort: AbortSignal): Promise<Outcome>;
  /** Only of class `readBack`: whether the message is there. `absent` is believed once the channel has settled. */
  lookUp?(parcel: Parcel, abort: AbortSignal): Promise<LookedUp>;
  /** What stands there now. Harmless; only of channels where something stands that others can change. */
  readRemote?(place: Place, abort: AbortSignal): Promise<RemoteRead>;
  /** What a pasted link leads to, taken strictly: it must be of this channel's own page, project or workspace. Harmless. */
  readLink?(link: URL, place: Place, abort: AbortSignal): Promise<Adoptable>;
  close(): void;
}
