import { z } from 'zod';
import { HookKindName, HookMap } from './hook-config.ts';
import { HookId, ServiceId, SourceId } from './ids.ts';
import { Instant } from './instant.ts';
import { Severity } from './severity.ts';

/** How a sender proves itself: by a token that it sends, by signing, or, where nothing is configured, as a person that may operate. */
export const HookProof = z.enum(['token', 'secret', 'person']);
export type HookProof = z.infer<typeof HookProof>;

const Reason = z.object({ reason: z.string(), count: z.number().int(), lastAt: Instant });

/** A webhook and how it fares since Holdfast started; nothing of its secret. */
export const HookView = z.object({
  id: HookId,
  kind: HookKindName,
  /** False: it exists without a line in holdfast.yaml. */
  configured: z.boolean(),
  proof: HookProof,
  source: SourceId.nullable(),
  service: ServiceId.nullable(),
  severity: Severity.nullable(),
  reportedBy: z.enum(['monitoring', 'customers']),
  map: HookMap.nullable(),
  /** Messages of whoever may send. */
  received: z.number().int(),
  /** Alerts or changes that they brought. */
  taken: z.number().int(),
  /** Messages that had come within five minutes already. */
  repeated: z.number().int(),
  /** Messages that told nothing to be taken in. */
  ignored: z.number().int(),
  refused: z.number().int(),
  lastReceivedAt: Instant.nullable(),
  /** The newest first, at most five. */
  refusals: z.array(Reason),
  ignoredFor: z.array(Reason),
  /** Whether the last message can be looked at, as a sample for a mapping. */
  hasSample: z.boolean(),
});
export type HookView = z.infer<typeof HookView>;

export const MAPPED_PATHS = ['identity', 'title', 'state', 'severity', 'service', 'startsAt', 'updatedAt', 'url'] as const;
/** The paths of a mapping, in the order in which a person reads them. */
export const MappedPath = z.enum(MAPPED_PATHS);
export type MappedPath = z.infer<typeof MappedPath>;

const words = z.string().max(100);
/** A mapping as somebody writes it: its paths may be wrong, which the preview says at each of them. */
export const HookMapDraft = z.strictObject({
  paths: z.partialRecord(MappedPath, z.string().max(300)),
  resolvedWhen: z.array(words).max(20).optional(),
  severities: z.record(words, Severity).optional(),
});
export type HookMapDraft = z.infer<typeof HookMapDraft>;

/** What one path led to: `found`, or what is wrong; `note`: what is made of it where that may surprise. */
const Looked = z.object({ found: z.string().nullable(), problem: z.string().nullable(), note: z.string().nullable() });

/** What a mapping makes of a sample. */
export const HookPreview = z.object({
  /** Why nothing can be looked up in the sample; null where it can. */
  sample: z.string().nullable(),
  paths: z.partialRecord(MappedPath, Looked),
  /** Null where something that must be known is missing: `problem` says what. */
  alert: z
    .object({
      identity: z.string(),
      title: z.string(),
      state: z.enum(['firing', 'resolved']),
      severity: Severity,
      service: ServiceId.nullable(),
      startsAt: Instant.nullable(),
      url: z.string().nullable(),
      reportedBy: z.enum(['monitoring', 'customers']),
    })
    .nullable(),
  problem: z.string().nullable(),
});
export type HookPreview = z.infer<typeof HookPreview>;
