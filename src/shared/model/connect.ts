import { z } from 'zod';
import { SeriesSelect, SignalKind, Stat, Unit } from './config.ts';
import { Point } from './entities.ts';

/** The answer of "test the connection": one sentence, and the facts behind it. */
export const ConnectionReport = z.object({
  ok: z.boolean(),
  /** `slow` answers, but over 2 s; every other code is a failure. */
  code: z.enum(['ok', 'slow', 'unresolved', 'refused', 'unreachable', 'timeout', 'tls', 'unauthorized', 'forbidden', 'redirected', 'other_service', 'too_large', 'bad_answer', 'server_error', 'rate_limited', 'no_runner', 'secret']),
  message: z.string(),
  /** What to try next; null when nothing is wrong. */
  advice: z.string().nullable(),
  version: z.string().nullable(),
  product: z.string().nullable(),
  /** Who we are there, where it says so. */
  account: z.string().nullable(),
  /** What will not work although the connection does, such as a missing permission; each a sentence. */
  notes: z.array(z.string()),
  tookMs: z.number().nullable(),
  clockOffsetMs: z.number().nullable(),
});
export type ConnectionReport = z.infer<typeof ConnectionReport>;

/** A signal that metrics found at the source suggest; a person picks from these. */
export const Proposal = z.object({
  key: z.string().max(200),
  service: z.string().min(1).max(80),
  serviceName: z.string().min(1).max(80),
  name: z.string().min(1).max(120),
  kind: SignalKind,
  unit: Unit,
  stat: Stat.nullable(),
  query: z.string().min(1).max(20_000),
  select: SeriesSelect.nullable(),
  everyMs: z.number().int().min(1_000),
  /** A limit worth starting with, or null where none can be known. */
  above: z.number().nullable(),
  /** The metric that suggested it. */
  because: z.string(),
});
export type Proposal = z.infer<typeof Proposal>;

export const Preview = z.object({
  /** Null with `message` set where the query gives no single number. */
  value: z.number().nullable(),
  message: z.string().nullable(),
  sampleAgeMs: z.number().nullable(),
  /** Labels of the series found, at most 20; `total` counts all. */
  series: z.array(z.record(z.string(), z.string())),
  total: z.number().int(),
  points: z.array(Point),
});
export type Preview = z.infer<typeof Preview>;
