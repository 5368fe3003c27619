import { z } from 'zod';
import { Freshness } from './entities.ts';
import { SourceId } from './ids.ts';
import { Instant } from './instant.ts';

/** How a source has answered of late. Spans are ms, and of answers alone: a refusal is quick and says nothing of how long an answer takes. */

const count = z.number().int();

/** Why a question failed; kept after the next one has been answered. */
export const QuestionFailure = z.object({
  at: Instant,
  /** Machine-readable: `refused`, `timeout`, `unauthorized` and so on. */
  code: z.string(),
  message: z.string(),
  /** The feed that was asked for; null where values of signals were. */
  feed: z.string().nullable(),
});
export type QuestionFailure = z.infer<typeof QuestionFailure>;

/** Something that a source tells beside values, such as its alerts. */
export const FeedHealth = z.object({
  name: z.string(),
  everyMs: z.number(),
  /** In intervals of its own, as for a signal: late after two or with the first failure, blind after five or three failures in a row. `waiting`: it never came. */
  state: z.enum(['waiting', ...Freshness.options]),
  lastAt: Instant.nullable(),
  lastFailure: QuestionFailure.nullable(),
});
export type FeedHealth = z.infer<typeof FeedHealth>;

/** An alert that always fires, of a source that is to be blind without it. */
export const WatchdogHealth = z.object({
  name: z.string(),
  /** It must arrive at least this often. */
  withinMs: z.number(),
  /** `waiting`: it was not looked for yet, or may have arrived before that began. */
  state: z.enum(['waiting', 'arrives', 'missing']),
  /** When it arrived last, on our clock; null where it was not seen since the start. */
  lastAt: Instant.nullable(),
});
export type WatchdogHealth = z.infer<typeof WatchdogHealth>;

/** A limit of the source's, as its last answer told it. What it says is over at `resetsAt`. */
export const Budget = z.object({ name: z.string(), limit: z.number(), remaining: z.number(), periodMs: z.number(), resetsAt: Instant });
export type Budget = z.infer<typeof Budget>;

export const SourceHealth = z.object({
  source: SourceId,
  /** Questions for signals and feeds since `countedSince`; looks into the past and rule files are not among them. */
  asked: count,
  failed: count,
  countedSince: Instant,
  /** Of the last answers, at most 200; percentiles by nearest rank. Null = none yet. */
  took: z.object({ lastMs: z.number(), p50Ms: z.number(), p95Ms: z.number(), n: count }).nullable(),
  /** The last hour, minute by minute, the oldest first: its slowest answer (null = none), and how many questions failed. */
  hour: z.object({ from: Instant, slowestMs: z.array(z.number().nullable()), failed: z.array(count) }),
  lastAnswerAt: Instant.nullable(),
  lastFailure: QuestionFailure.nullable(),
  /** Since when nothing of it is seen: it fails, or each of its signals is blind. Null = something is. */
  blindSince: Instant.nullable(),
  signals: z.object({ live: count, late: count, blind: count }),
  feeds: z.array(FeedHealth),
  /** Null where none is configured. */
  watchdog: WatchdogHealth.nullable(),
  budget: Budget.nullable(),
  /** Source's clock minus ours; null while unknown. */
  clockOffsetMs: z.number().nullable(),
});
export type SourceHealth = z.infer<typeof SourceHealth>;
