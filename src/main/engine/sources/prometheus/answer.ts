import { z } from 'zod';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { SourceFailure } from '../source.ts';
import { clip } from '../http/failure.ts';

/** Labels of a series; has no prototype, so that a label may be called anything. */
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly time: EpochMs;
  /** NaN and ±Infinity as they are; null where the sample is a native histogram. */
  readonly value: number | null;
}

export interface Series {
  readonly labels: Labels;
  readonly times: readonly EpochMs[];
  readonly values: readonly number[];
  readonly hasHistograms: boolean;
}

/** What a query gave, by the kind that Prometheus names. */
export type QueryData =
  | { readonly type: 'vector'; readonly samples: readonly Sample[] }
  | { readonly type: 'scalar'; readonly time: EpochMs; readonly value: number }
  | { readonly type: 'string'; readonly time: EpochMs; readonly text: string }
  | { readonly type: 'matrix'; readonly series: readonly Series[] };

/** What Prometheus says when it refuses (`errorType`, `error`) instead of answering. */
export interface Refusal {
  readonly errorType: string;
  readonly error: string;
}

const MAX_WARNINGS = 20;
/** The widest instant that a Date can hold (ECMA-262, 21.4.1.1), in seconds. */
const MAX_SECONDS = 8.64e12;

const Seconds = z.number().min(-MAX_SECONDS).max(MAX_SECONDS).transform((seconds) => epochMs(Math.round(seconds * 1_000)));
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A value as Prometheus writes it; null when the text is no number. `parseFloat` would read "+Inf" as NaN. */
export function parseValue(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  if (text === 'NaN') return Number.NaN;
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : null;
}

const Value = z.string().transform((text, context) => {
  const value = parseValue(text);
  if (value !== null) return value;
  context.addIssue('expected a number');
  return z.NEVER;
});

const LabelSet = z.unknown().transform((raw, context): Labels => {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) {
    const entries = Object.entries(raw);
    if (entries.every(([, value]) => typeof value === 'string')) return withoutPrototype(entries as [string, string][]);
  }
  context.addIssue('expected labels as text');
  return z.NEVER;
});

function withoutPrototype(entries: readonly (readonly [string, string])[]): Labels {
  const labels = Object.create(null) as Record<string, string>;
  for (const [name, value] of entries) labels[name] = value;
  return labels;
}

/** The same labels without those named. */
export const withoutLabels = (labels: Labels, names: readonly string[]): Labels => withoutPrototype(Object.entries(labels).filter(([name]) => !names.includes(name)));

const Point = z.tuple([Seconds, Value]);
const VectorSample = z.union([
  z.object({ metric: LabelSet, value: Point }).transform(({ metric, value }): Sample => ({ labels: metric, time: value[0], value: value[1] })),
  z.object({ metric: LabelSet, histogram: z.tuple([Seconds, z.object({})]) }).transform(({ metric, histogram }): Sample => ({ labels: metric, time: histogram[0], value: null })),
]);
const MatrixSeries = z
  .object({ metric: LabelSet, values: z.array(Point).optional(), histograms: z.array(z.unknown()).optional() })
  .transform(({ metric, values = [], histograms = [] }): Series => ({
    labels: metric,
    times: values.map(([time]) => time),
    values: values.map(([, value]) => value),
    hasHistograms: histograms.length > 0,
  }));

const Data = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('vector'), result: z.array(VectorSample) }).transform(({ result }): QueryData => ({ type: 'vector', samples: result })),
  z.object({ resultType: z.literal('matrix'), result: z.array(MatrixSeries) }).transform(({ result }): QueryData => ({ type: 'matrix', series: result })),
  z.object({ resultType: z.literal('scalar'), result: Point }).transform(({ result }): QueryData => ({ type: 'scalar', time: result[0], value: result[1] })),
  z.object({ resultType: z.literal('string'), result: z.tuple([Seconds, z.string()]) }).transform(({ result }): QueryData => ({ type: 'string', time: result[0], text: result[1] })),
]);

const Envelope = z.object({
  status: z.enum(['success', 'error']),
  data: z.unknown().optional(),
  errorType: z.unknown().optional(),
  error: z.unknown().optional(),
  warnings: z.unknown().optional(),
});

/** The answer's outer shape. Throws `SourceFailure` other_service for a web page, bad_answer for damaged JSON. */
export function openEnvelope(text: string): { readonly data: unknown; readonly refusal: Refusal | null; readonly warnings: readonly string[] } {
  const start = text.trimStart().slice(0, 1);
  if (start !== '{') throw new SourceFailure('other_service', start === '<' ? 'a web page answers there, not Prometheus’ API; perhaps a log-in page' : 'what answers there is not Prometheus’ API');
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new SourceFailure('bad_answer', 'the answer is damaged or cut off: it is not valid JSON');
  }
  const envelope = Envelope.safeParse(raw);
  if (!envelope.success) throw new SourceFailure('other_service', 'what answers there is not Prometheus’ API: its JSON has no "status"');
  const { status, data, errorType, error, warnings } = envelope.data;
  const refusal = status === 'error' ? { errorType: textOr(errorType, 'unknown'), error: textOr(error, 'no reason given') } : null;
  return { data, refusal, warnings: readWarnings(warnings) };
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? clip(value) : otherwise);
const readWarnings = (raw: unknown): readonly string[] =>
  Array.isArray(raw) ? raw.filter((warning) => typeof warning === 'string').slice(0, MAX_WARNINGS).map((warning) => clip(warning)) : [];

/** The data of a query. Throws `SourceFailure` bad_answer when it is of another shape. */
export const readQueryData = (data: unknown): QueryData => plainVector(data) ?? read(Data, data, 'a query');

const isRecord = (raw: unknown): raw is Readonly<Record<string, unknown>> => typeof raw === 'object' && raw !== null && !Array.isArray(raw);

/** What every poll brings, read without the schema, which costs a sixth of the engine's CPU; null for all else, which the schema then judges. */
function plainVector(data: unknown): QueryData | null {
  if (!isRecord(data) || data['resultType'] !== 'vector' || !Array.isArray(data['result'])) return null;
  const samples: Sample[] = [];
  for (const raw of data['result'] as readonly unknown[]) {
    const sample = plainSample(raw);
    if (sample === null) return null;
    samples.push(sample);
  }
  return { type: 'vector', samples };
}

function plainSample(raw: unknown): Sample | null {
  if (!isRecord(raw) || !isRecord(raw['metric']) || !Array.isArray(raw['value']) || raw['value'].length !== 2) return null;
  const [seconds, text] = raw['value'] as readonly unknown[];
  if (typeof seconds !== 'number' || !(Math.abs(seconds) <= MAX_SECONDS) || typeof text !== 'string') return null;
  const value = parseValue(text);
  const entries = Object.entries(raw['metric']);
  if (value === null || !entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return null;
  return { labels: withoutPrototype(entries), time: epochMs(Math.round(seconds * 1_000)), value };
}
export const readLabelValues = (data: unknown): readonly string[] => read(z.array(z.string()).nullable(), data, 'label values') ?? [];

const BuildInfo = z.object({ application: z.string().max(100).optional(), version: z.string().max(100).optional(), goVersion: z.string().optional() });
export type BuildInfo = z.infer<typeof BuildInfo>;
export const readBuildInfo = (data: unknown): BuildInfo => read(BuildInfo, data, 'build information');

function read<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.slice(0, 4).map(String).join('.') ?? '';
  throw new SourceFailure('bad_answer', `the answer to ${what} has an unexpected shape${path === '' ? '' : ` at ${clip(path, 60)}`}`);
}
