import type { DeliveryClass, DeliveryPurpose } from '../../../../shared/model/delivery.ts';
import type { ChannelId, IncidentId, UpdateId } from '../../../../shared/model/ids.ts';
import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';

/** Anything that JSON can hold; only the channel that wrote it understands it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What is to be brought to a channel. Everything in it was written down before. */
export interface Parcel {
  /** Unique and the same in every attempt: a channel puts it where it can be found again, or hands it over as the key. */
  readonly marker: string;
  /** Unique to this attempt. */
  readonly attempt: string;
  readonly update: UpdateId;
  readonly incident: IncidentId | null;
  readonly recipient: string;
  readonly purpose: DeliveryPurpose;
  /** The message, as the channel's own rendering made it. */
  readonly content: Json;
  /** What the channel remembers of this incident: its issue, its thread; null before anything was sent. */
  readonly thread: Json;
  /** Of a correction: what was remembered of the message that it corrects. */
  readonly corrects: Json;
  /** When it was written down, by our wall clock: nothing of it is older. A channel that is read back need not look further. */
  readonly queuedAt?: EpochMs;
  /** True once a person has seen what stands there instead and wants ours. */
  readonly overwrite: boolean;
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
  close(): void;
}
