import { z } from 'zod';
import { Delivery } from './delivery.ts';
import { ChannelId, IncidentId, UpdateId } from './ids.ts';
import { IncidentActor } from './incident.ts';
import { Instant } from './instant.ts';
import { Audience } from './policy-config.ts';
import { LintFinding, UpdateFacts, UpdateText } from './update.ts';
import { ChannelType, UpdateKind } from './update-kind.ts';

/** `draft`: NOT SENT. `scheduled`: goes at `publishAt` as it is. `published`: on its way or there, see its deliveries. */
export const UpdateState = z.enum(['draft', 'scheduled', 'published', 'discarded']);
export type UpdateState = z.infer<typeof UpdateState>;

export const UpdateLink = z.object({ label: z.string().trim().min(1).max(200), url: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' }).max(2_000) });

/** What a person wrote: everything that the sign-off is for. */
export const UpdateDraft = z.object({
  audience: Audience,
  kind: UpdateKind,
  facts: UpdateFacts,
  text: UpdateText,
  channelTexts: z.partialRecord(ChannelType, UpdateText).default({}),
  links: z.array(UpdateLink).max(6).default([]),
  channels: z.array(ChannelId).max(100).default([]),
});
export type UpdateDraft = z.infer<typeof UpdateDraft>;

/** A stop that a person went past, and why. */
export const LintOverride = z.object({ code: LintFinding.shape.code, reason: z.string().trim().min(1).max(500) });
export type LintOverride = z.infer<typeof LintOverride>;

export const StatusUpdate = z.object({
  id: UpdateId,
  incident: IncidentId,
  state: UpdateState,
  draft: UpdateDraft,
  /** SHA-256 of the draft, hex: what is approved and sent is exactly this. */
  hash: z.string(),
  version: z.number().int(),
  /** Of exactly this text; an edit takes it away. */
  approval: z.object({ by: IncidentActor, at: Instant }).nullable(),
  /** It went without sign-off; why. */
  emergency: z.string().nullable(),
  overrides: z.array(LintOverride),
  /** The update that it corrects. */
  corrects: UpdateId.nullable(),
  createdBy: IncidentActor,
  createdAt: Instant,
  publishedBy: IncidentActor.nullable(),
  publishedAt: Instant.nullable(),
  publishAt: Instant.nullable(),
  /** When its first channel had it: the promise made in it counts from then. */
  toldAt: Instant.nullable(),
  /** Why it is a draft again that was scheduled, or what to look at before it is published; an edit ends it. */
  returned: z.string().nullable(),
  /** When its words were removed, by a redaction or by retention. */
  removedAt: Instant.nullable(),
});
export type StatusUpdate = z.infer<typeof StatusUpdate>;

export const StatusUpdateDetail = StatusUpdate.extend({ deliveries: z.array(Delivery) });
export type StatusUpdateDetail = z.infer<typeof StatusUpdateDetail>;
