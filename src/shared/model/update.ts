import { z } from 'zod';
import { ServiceId } from './ids.ts';
import { Instant } from './instant.ts';
import { Unit } from './config.ts';
import { ChannelType } from './update-kind.ts';

export { CHANNEL_TYPES, ChannelType, UPDATE_KINDS, UpdateKind } from './update-kind.ts';

/** How much of the affected services is gone. */
export const Extent = z.enum(['outage', 'partialOutage', 'degraded']);
export type Extent = z.infer<typeof Extent>;

const LONGEST_FACT = 12_000;
/** All facts of one update together, as JSON. */
const LONGEST_FACTS = 40_000;
const Words = z.string().trim().max(LONGEST_FACT);
const Fact = Words.min(1, 'expected some words, or null where it is not known').nullable().default(null);
const Short = z.string().trim().min(1).max(200);

/** When it is expected to be over: a span from the instant at which somebody said so, or from one instant to another. The same value twice is a promise without a range. */
export const ExpectedEnd = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('minutes'), from: z.number().int().min(1).max(100_000), to: z.number().int().min(1).max(100_000), saidAt: Instant, /** What the estimate rests on. */ basis: Short.nullable().default(null) }),
  z.strictObject({ as: z.literal('instants'), from: Instant, to: Instant, basis: Short.nullable().default(null) }),
]).refine(({ from, to }) => from <= to, 'expected "from" before "to"');
export type ExpectedEnd = z.infer<typeof ExpectedEnd>;

/** A measured number with when it was true and who says so, so that it can never look newer than it is. `sampleTime` null: not known. */
export const FactNumber = z.strictObject({ label: Short, value: z.number(), unit: Unit, sampleTime: Instant.nullable(), source: Short });
export type FactNumber = z.infer<typeof FactNumber>;

export const FactService = z.strictObject({ /** Null: one that is not in the configuration. */ id: ServiceId.nullable(), name: Short });

/** What is known, from which every message is made. Null: not known, or not to be told. */
export const UpdateFacts = z
  .strictObject({
    services: z.array(FactService).max(50).default([]),
    extent: Extent.nullable().default(null),
    customers: Fact,
    regions: z.array(Short).max(50).default([]),
    since: Instant.nullable().default(null),
    /** When the effect on users ended. */
    until: Instant.nullable().default(null),
    /** What users see. */
    symptoms: Fact,
    works: Fact,
    /** What is being done. */
    doing: Fact,
    expectedEnd: ExpectedEnd.nullable().default(null),
    cause: z.strictObject({ text: Words.min(1), confirmed: z.boolean() }).nullable().default(null),
    nextUpdateAt: Instant.nullable().default(null),
    numbers: z.array(FactNumber).max(50).default([]),
    /** Of maintenance; of one that is postponed, the new time. */
    window: z.strictObject({ from: Instant, to: Instant }).refine(({ from, to }) => from < to, 'expected "from" before "to"').nullable().default(null),
  })
  .refine((facts) => JSON.stringify(facts).length <= LONGEST_FACTS, `expected facts of at most ${LONGEST_FACTS} characters together`);
export type UpdateFacts = z.infer<typeof UpdateFacts>;

/** A message before any channel has made it its own: plain text. Empty lines part paragraphs, `- ` begins an item; nothing else means anything. */
export const UpdateText = z.strictObject({ title: z.string().max(1_000), body: z.string().max(60_000) });
export type UpdateText = z.infer<typeof UpdateText>;

/** How much of what a channel takes is used. `max` null: it names no limit. `aim`: above it, it may fail without anybody being told. */
export const UpdateLimit = z.object({ what: z.string(), used: z.number(), max: z.number().nullable(), unit: z.enum(['characters', 'weighted characters', 'bytes', 'blocks', 'parts']), aim: z.number().optional(), least: z.number().optional() });
export type UpdateLimit = z.infer<typeof UpdateLimit>;

/** `stop`: is not sent as it is, or only with a reason where `overridable`. `advice`: may be sent. */
export const LintFinding = z.object({
  level: z.enum(['stop', 'advice']),
  code: z.enum(['unresolved', 'empty', 'secret', 'wrongAudience', 'contradiction', 'pastTime', 'tooLong', 'incomplete', 'noNextUpdate', 'noRange', 'hostName', 'internalName', 'emailAddress', 'ipAddress', 'blame', 'unconfirmedCause', 'nearLimit', 'markup']),
  /** Where it stands, in UTF-16 units; null where it is about no place of the text. */
  at: z.object({ field: z.enum(['title', 'body']), start: z.number().int(), end: z.number().int() }).nullable(),
  /** Null: about the text that channels share. */
  channel: ChannelType.nullable(),
  /** What was found, as short as it can be shown; never a secret. */
  found: z.string(),
  /** Why, and what to do, in one or two sentences. */
  says: z.string(),
  overridable: z.boolean(),
});
export type LintFinding = z.infer<typeof LintFinding>;
