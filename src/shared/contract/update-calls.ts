import { z } from 'zod';
import { call } from './define.ts';
import { IncidentId } from '../model/ids.ts';
import { Instant } from '../model/instant.ts';
import { Audience } from '../model/policy-config.ts';
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

export const UpdatePreview = z.object({
  /** Those that were given, or what Holdfast filled in by itself. */
  facts: UpdateFacts,
  prefilled: z.boolean(),
  text: UpdateText,
  channels: z.array(ChannelPreview),
  /** What was found in the text, and of each channel what is only there. */
  lint: z.array(LintFinding),
  /** Against the last message to this audience; null where there is none, or its words were removed. */
  difference: z.object({ at: Instant, pieces: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })) }).nullable(),
});
export type UpdatePreview = z.infer<typeof UpdatePreview>;

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
      /** Who reads the channels; the audience unless told. */
      readers: Audience.optional(),
      /** Texts that a person wrote in place of those that the templates make. */
      text: UpdateText.optional(),
      channelTexts: z.partialRecord(ChannelType, UpdateText).default({}),
      /** IANA zone of the readers; that of the workspace unless told. */
      timeZone: z.string().min(1).max(100).optional(),
      links: z.array(z.object({ label: z.string().trim().min(1).max(200), url: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' }).max(2_000) })).max(6).default([]),
    }),
    output: UpdatePreview,
  }),
} as const;
