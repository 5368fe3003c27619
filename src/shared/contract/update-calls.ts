import { z } from 'zod';
import { call } from './define.ts';
import { Delivery, DeliverySeq } from '../model/delivery.ts';
import { ChannelId, IncidentId, ServiceId, UpdateId } from '../model/ids.ts';
import { Instant } from '../model/instant.ts';
import { Audience } from '../model/policy-config.ts';
import { LintOverride, StatusUpdate, StatusUpdateDetail, UpdateDraft, UpdateLink } from '../model/status-update.ts';
import { ChannelType, CHANNEL_TYPES, LintFinding, UpdateFacts, UpdateKind, UpdateLimit, UpdateText } from '../model/update.ts';

/** What one channel would be sent. */
const ChannelPreview = z.object({
  channel: ChannelType,
  text: UpdateText,
  /** `own`: of a template for this channel. `shared`: the text of the audience. `edited`: as a person wrote it. */
  from: z.enum(['own', 'shared', 'edited']),
  /** In the channel's own form: of Slack its blocks, of Teams the card, of mail subject, text and HTML. */
  content: z.record(z.string(), z.unknown()),
  limits: z.array(UpdateLimit),
  /** True where something was shortened that stands whole elsewhere in the same message. */
  cut: z.boolean(),
  /** What sending it costs, in US dollars; null where it costs nothing by itself. */
  costUsd: z.number().nullable(),
});
export type ChannelPreview = z.infer<typeof ChannelPreview>;

/** What a status page will say of one of its parts. */
const PagePart = z.object({
  channel: ChannelId,
  service: ServiceId,
  name: z.string(),
  status: z.string(),
  /** What this update alone would say. */
  own: z.string(),
  /** Other open incidents that keep it where it is. */
  because: z.array(IncidentId),
  /** How many more there are that may not be shown. */
  hidden: z.number().int(),
});
export type PagePart = z.infer<typeof PagePart>;

const Recipients = z.object({
  channel: ChannelId,
  count: z.number().int(),
  first: z.array(z.string()).max(5),
  /** Left out because they get no mail. */
  suppressed: z.number().int(),
  /** Named more than once; each gets one. */
  duplicates: z.number().int(),
  /** Why it is not known who gets it; null where it is. */
  problem: z.string().nullable(),
});
export type Recipients = z.infer<typeof Recipients>;

export const UpdatePreview = z.object({
  /** Those that were given, or what Holdfast filled in by itself. */
  facts: UpdateFacts,
  prefilled: z.boolean(),
  text: UpdateText,
  channels: z.array(ChannelPreview),
  /** Of those status pages. */
  parts: z.array(PagePart),
  /** What was found in the text, and of each channel what is only there. */
  lint: z.array(LintFinding),
  /** What was published to this audience before, or what is corrected: its facts are the beginning of these; null where there is none. */
  previous: z.object({ id: UpdateId, at: Instant, facts: UpdateFacts }).nullable(),
  /** Against the last message to this audience, or the one that is corrected; null where there is none, or its words were removed. */
  difference: z.object({ at: Instant, pieces: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })) }).nullable(),
});
export type UpdatePreview = z.infer<typeof UpdatePreview>;

const Page = { limit: z.coerce.number().int().min(1).max(200).default(50) };

/** Calls about messages of an incident. Part of the contract. */
export const updateCalls = {
  'updates.preview': call({
    method: 'POST', path: '/updates/preview', right: 'publish',
    summary: 'The message that facts make for an audience, as each channel would be sent it, with limits, what is wrong with it, and what differs from the last one. Sends nothing, keeps nothing. Without facts it begins with those that the incident knows.',
    input: z.object({
      incident: IncidentId,
      audience: Audience,
      kind: UpdateKind,
      facts: UpdateFacts.nullable().default(null),
      channels: z.array(ChannelType).max(CHANNEL_TYPES.length).default([...CHANNEL_TYPES]),
      /** Where it would go, for the parts of its status pages; all channels of these readers unless told. */
      to: z.array(ChannelId).max(100).default([]),
      /** Who reads the channels; the audience unless told. */
      readers: Audience.optional(),
      /** Texts that a person wrote in place of those that the templates make. */
      text: UpdateText.optional(),
      channelTexts: z.partialRecord(ChannelType, UpdateText).default({}),
      /** IANA zone of the readers; that of the workspace unless told. */
      timeZone: z.string().min(1).max(100).optional(),
      links: z.array(UpdateLink).max(6).default([]),
      /** The update that it corrects: channels that cannot edit it get a message that says so. */
      corrects: UpdateId.nullable().default(null),
    }),
    output: UpdatePreview,
  }),
  'updates.recipients': call({
    method: 'POST', path: '/updates/recipients', right: 'publish',
    summary: 'Of channels with many recipients, to how many an update with these facts would go, with the first five addresses and none beyond; of a correction, who may have what it corrects. Sends nothing, keeps nothing.',
    input: z.object({ incident: IncidentId, facts: UpdateFacts, channels: z.array(ChannelId).max(100), corrects: UpdateId.nullable().default(null) }), output: z.object({ items: z.array(Recipients) }),
  }),
  'updates.list': call({
    method: 'GET', path: '/updates', right: 'view', summary: 'Updates of an incident, or of all, the newest first.',
    input: z.object({ incident: IncidentId.optional(), before: UpdateId.optional(), ...Page }), output: z.object({ items: z.array(StatusUpdate), next: UpdateId.nullable() }),
  }),
  'updates.get': call({ method: 'GET', path: '/updates/{id}', right: 'view', summary: 'An update with what became of it on each channel.', input: z.object({ id: UpdateId }), output: StatusUpdateDetail }),
  'updates.draft': call({
    method: 'POST', path: '/updates', right: 'publish', summary: 'Keeps a draft of an update; nothing is sent. `corrects`: an update that was published, whose messages it changes or follows up.',
    input: UpdateDraft.extend({ incident: IncidentId, corrects: UpdateId.nullable().default(null) }), output: StatusUpdateDetail,
  }),
  'updates.edit': call({
    method: 'PUT', path: '/updates/{id}', right: 'publish', summary: 'Writes a draft anew. A sign-off was for the text before, and is gone.',
    input: UpdateDraft.extend({ id: UpdateId, version: z.number().int() }), output: StatusUpdateDetail,
  }),
  'updates.approve': call({
    method: 'POST', path: '/updates/{id}/approve', right: 'publish', summary: 'Signs exactly this text off: the commander of the incident, or whoever has the right to approve.',
    input: z.object({ id: UpdateId, hash: z.string() }), output: StatusUpdateDetail,
  }),
  'updates.publish': call({
    method: 'POST', path: '/updates/{id}/publish', right: 'publish',
    summary: 'Publishes exactly this text, once, to the channels of the draft, now or at a time. Executive and public texts need a sign-off, or a reason why it goes as an emergency; a stop that may be overridden needs a reason; more than 100 recipients of a channel are confirmed by their number.',
    input: z.object({ id: UpdateId, hash: z.string(), emergency: z.string().trim().min(1).max(500).nullable().default(null), overrides: z.array(LintOverride).max(20).default([]), recipients: z.record(z.string(), z.number().int()).default({}), at: Instant.nullable().default(null) }),
    output: StatusUpdateDetail,
  }),
  'updates.discard': call({ method: 'POST', path: '/updates/{id}/discard', right: 'publish', summary: 'Takes a scheduled update back to a draft, and throws a draft away.', input: z.object({ id: UpdateId }), output: StatusUpdateDetail }),
  'deliveries.list': call({
    method: 'GET', path: '/deliveries', right: 'view', summary: 'The ledger: what became of each update on each channel, the newest first. `open`: only what is on its way, failed or unknown.',
    input: z.object({ incident: IncidentId.optional(), open: z.stringbool().default(false), before: z.coerce.number().pipe(DeliverySeq).optional(), ...Page }), output: z.object({ items: z.array(Delivery), next: DeliverySeq.nullable() }),
  }),
  'deliveries.retry': call({
    method: 'POST', path: '/deliveries/{id}/retry', right: 'publish', summary: 'Sends what failed once more. `overwrite`: what somebody else changed there is replaced by ours.',
    input: z.object({ id: z.coerce.number().pipe(DeliverySeq), overwrite: z.boolean().default(false) }), output: Delivery,
  }),
  'deliveries.resolve': call({
    method: 'POST', path: '/deliveries/{id}/resolve', right: 'publish', summary: 'Says what became of an unknown delivery: it arrived, or it did not and is sent once more.',
    input: z.object({ id: z.coerce.number().pipe(DeliverySeq), arrived: z.boolean() }), output: Delivery,
  }),
  'deliveries.giveUp': call({
    method: 'POST', path: '/deliveries/{id}/give-up', right: 'publish', summary: 'Leaves a delivery that is queued, failed or unknown as it is, with a reason.',
    input: z.object({ id: z.coerce.number().pipe(DeliverySeq), reason: z.string().trim().min(1).max(500) }), output: Delivery,
  }),
} as const;
