import { z } from 'zod';
import { SeriesSelect, SignalKind, Stat, Unit } from './config.ts';
import { Point } from './entities.ts';
import { SourceId } from './ids.ts';

/** What the "connect your own" form collects. Secrets are references or are typed once and stored; they never come back. */
export const PrometheusSetup = z.object({
  id: SourceId,
  name: z.string().max(80).optional(),
  url: z.string().min(1).max(2_000),
  auth: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('none') }),
      z.object({ kind: z.literal('basic'), username: z.string().min(1).max(200), password: z.string().min(1).max(10_000) }),
      z.object({ kind: z.literal('bearer'), token: z.string().min(1).max(10_000) }),
    ])
    .default({ kind: 'none' }),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'expected a header name'), z.string().max(10_000)).default({}),
  /** PEM text or a `${file:…}` reference. */
  ca: z.string().max(100_000).optional(),
  timeoutMs: z.number().int().min(100).max(120_000).default(10_000),
});
export type PrometheusSetup = z.infer<typeof PrometheusSetup>;

/** The answer of "test the connection": one sentence, and the facts behind it. */
export const ConnectionReport = z.object({
  ok: z.boolean(),
  /** `slow` answers, but over 2 s; every other code is a failure. */
  code: z.enum(['ok', 'slow', 'bad_address', 'unresolved', 'refused', 'unreachable', 'timeout', 'tls', 'unauthorized', 'forbidden', 'redirected', 'other_service', 'too_large', 'bad_answer', 'server_error', 'rate_limited', 'secret']),
  message: z.string(),
  /** What to try next; null when nothing is wrong. */
  advice: z.string().nullable(),
  version: z.string().nullable(),
  product: z.string().nullable(),
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
