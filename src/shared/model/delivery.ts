import { z } from 'zod';
import { ChannelId, IncidentId, UpdateId } from './ids.ts';
import { Instant } from './instant.ts';

/**
 * One update on its way to one channel, or to one recipient of it.
 * `sending`: written down before the first byte leaves. `unknown`: the request may have arrived, and nobody knows; it is never sent
 * again by itself. `superseded`: a newer update of the same incident went instead.
 */
export const DeliveryState = z.enum(['queued', 'sending', 'sent', 'failed', 'unknown', 'superseded']);
export type DeliveryState = z.infer<typeof DeliveryState>;

/**
 * What can be found out about a request that got no answer: `readBack`, the channel can be asked whether it has the message; `keyed`,
 * the channel takes the same message twice as one; `blind`, neither.
 */
export const DeliveryClass = z.enum(['readBack', 'keyed', 'blind']);
export type DeliveryClass = z.infer<typeof DeliveryClass>;

/** `edits`: the message is changed where it stands; `follows`: what was sent stays, and the correction comes after it. */
export const CorrectionWay = z.enum(['edits', 'follows']);
export type CorrectionWay = z.infer<typeof CorrectionWay>;

/** `status`: the next message; `correction`: changes, or follows up, one that was sent. */
export const DeliveryPurpose = z.enum(['status', 'correction']);
export type DeliveryPurpose = z.infer<typeof DeliveryPurpose>;

export const DeliverySeq = z.int().positive().brand<'DeliverySeq'>();
export type DeliverySeq = z.infer<typeof DeliverySeq>;

export const Delivery = z.object({
  id: DeliverySeq,
  update: UpdateId,
  incident: IncidentId.nullable(),
  channel: ChannelId,
  /** An address, where a channel has many; empty otherwise. */
  recipient: z.string(),
  purpose: DeliveryPurpose,
  state: DeliveryState,
  /** How often it was begun. */
  attempts: z.int().min(0),
  /** Why it is as it is, in a sentence. */
  reason: z.string().nullable(),
  remoteUrl: z.string().nullable(),
  /** What stands at the channel instead of what was written there last; a person decides. */
  theirs: z.unknown().nullable(),
  queuedAt: Instant,
  startedAt: Instant.nullable(),
  settledAt: Instant.nullable(),
  /** When it is tried, or looked for, again. */
  nextAt: Instant.nullable(),
});
export type Delivery = z.infer<typeof Delivery>;
