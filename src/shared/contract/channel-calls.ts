import { z } from 'zod';
import { ChannelConfig } from '../model/channels/index.ts';
import { ChannelTest, PostingStanding } from '../model/channels/care.ts';
import { CorrectionWay, DeliveryClass } from '../model/delivery.ts';
import { ChannelId, PersonId } from '../model/ids.ts';
import { Instant } from '../model/instant.ts';
import { Audience } from '../model/policy-config.ts';
import { ChannelType, UpdateKind } from '../model/update-kind.ts';
import { call } from './define.ts';
import { none } from './paging.ts';

const ChannelProof = z.object({
  at: Instant,
  ok: z.boolean(),
  /** False: nobody answered, or it cannot be told without sending. */
  certain: z.boolean(),
  says: z.string(),
  /** When the token ends; null where that is not told. */
  expiresAt: Instant.nullable(),
  /** What will stop it from working unless somebody does something. */
  warns: z.string().nullable(),
});

/** A channel as it stands; none of its secrets. */
export const ChannelView = z.object({
  id: ChannelId, name: z.string(), type: ChannelType, audience: Audience,
  /** Null: all who may publish. */
  publishers: z.array(PersonId).nullable(),
  /** Null: updates of any kind. */
  kinds: z.array(UpdateKind).nullable(),
  /** Whether drills are told there; they are told nowhere else. */
  drill: z.boolean(),
  class: DeliveryClass,
  corrects: CorrectionWay,
  /** Why nothing can be sent there; null where it can. */
  problem: z.string().nullable(),
  /** The last harmless read with its credentials; null before the first. */
  proof: ChannelProof.nullable(),
  /** Whether only the right people may post where it leads. */
  posting: PostingStanding,
  /** The last test message; null where none was sent. */
  test: ChannelTest.nullable(),
});
export type ChannelView = z.infer<typeof ChannelView>;

/** What stands in a setup for a secret that is written in the file in plain: it stays as it is there. */
export const KEPT_SECRET = '(kept)';

const Tried = ChannelProof.omit({ at: true }).extend({ /** Key of the configuration that has to be mended, where that is known. */ key: z.string().nullable() });

/** Calls about channels: how they stand, and the way into holdfast.yaml. Part of the contract. */
export const channelCalls = {
  'channels.list': call({ method: 'GET', path: '/channels', right: 'view', summary: 'Where updates can be published, with the age of the last proof that it would work.', input: none, output: z.object({ items: z.array(ChannelView) }) }),
  'channels.prove': call({ method: 'POST', path: '/channels/{id}/prove', right: 'publish', summary: 'Proves now that a channel would take an update, by a harmless read with its credentials. Nothing is sent.', input: z.object({ id: ChannelId }), output: ChannelView }),
  'channels.test': call({
    method: 'POST', path: '/channels/{id}/test', right: 'publish',
    summary: 'Sends a test message, once for each `key`: to one person where `to` names one, else to all who read there, which `readersSee` confirms. It is never sent again by itself.',
    input: z.object({ id: ChannelId, key: z.string().regex(/^[0-9a-f-]{16,64}$/i, 'expected 16 to 64 hexadecimal digits, made at random'), to: z.string().trim().min(1).max(254).nullable().default(null), readersSee: z.boolean().default(false) }),
    output: ChannelTest,
  }),
  'channels.confirmPosting': call({
    method: 'POST', path: '/channels/{id}/confirm-posting', right: 'publish', summary: 'Says that a person has looked who may post there at the vendor, and that it is only those who shall. Believed for 90 days.',
    input: z.object({ id: ChannelId }), output: ChannelView,
  }),
  'channels.setup': call({
    method: 'GET', path: '/channels/{id}/setup', right: 'admin', summary: 'A channel as it is written in holdfast.yaml, for a form that changes it. Secrets are references; `(kept)` stands for one that is written there in plain.',
    input: z.object({ id: ChannelId }), output: z.object({ setup: ChannelConfig, revision: z.string() }),
  }),
  'channels.try': call({
    method: 'POST', path: '/channels/try', right: 'admin', summary: 'Tries a channel without saving it, by a harmless read with its credentials. Secrets are references, or are typed once and not kept. `was`: the one that it changes.',
    input: z.object({ setup: ChannelConfig, was: ChannelId.nullable().default(null) }), output: Tried,
  }),
  'channels.write': call({
    method: 'PUT', path: '/channels', right: 'admin', summary: 'Adds a channel to holdfast.yaml, or changes the one whose `revision` was seen. Secrets that were typed are stored, and written as references.',
    input: z.object({ setup: ChannelConfig, revision: z.string().nullable().describe('of `channels.setup`; null adds a new one') }), output: none,
  }),
  'channels.remove': call({ method: 'DELETE', path: '/channels/{id}', right: 'admin', summary: 'Removes a channel from holdfast.yaml, and the secrets that were stored for it alone. What was sent stays.', input: z.object({ id: ChannelId }), output: none }),
} as const;
