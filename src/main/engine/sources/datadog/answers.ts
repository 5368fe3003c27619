import { z } from 'zod';
import { durationMs, epochMs, type DurationMs } from '../../../../shared/model/units.ts';
import { SourceFailure, type SeriesLabels } from '../source.ts';
import type { Bucket } from './settling.ts';

/** A unit as Datadog tells it beside a series. */
const Unit = z.object({ family: z.string().default(''), name: z.string().default(''), short_name: z.string().nullish(), scale_factor: z.number().default(1) });
export type DatadogUnit = z.infer<typeof Unit>;
/** What is counted, and per what: bytes per second. */
const Units = z.array(Unit.nullable()).max(2).nullish().transform((units) => ({ of: units?.[0] ?? null, per: units?.[1] ?? null }));
export type DatadogUnits = z.infer<typeof Units>;

/** One series of an answer: gaps are left out, oldest first. */
export interface AnsweredSeries {
  /** Of the formula, or of the query, that it belongs to. */
  readonly index: number;
  readonly labels: SeriesLabels;
  readonly units: DatadogUnits;
  /** Null where the request has told it. */
  readonly widthMs: DurationMs | null;
  readonly points: readonly Bucket[];
}

/** Instants that a Date can hold. */
const Time = z.number().min(0).max(8.64e15).transform(epochMs);
const Tags = z.array(z.string()).nullish().transform((tags) => labelsOf(tags ?? []));

/** `env:prod` as a label; of a tag without a value, and of one that comes twice, the first counts. */
export function labelsOf(tags: readonly string[]): SeriesLabels {
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const tag of tags) {
    const colon = tag.indexOf(':');
    const name = colon === -1 ? tag : tag.slice(0, colon);
    labels[name] ??= colon === -1 ? '' : tag.slice(colon + 1);
  }
  return labels;
}

const Timeseries = z.object({
  errors: z.unknown().optional(),
  data: z
    .object({
      attributes: z.object({
        series: z.array(z.object({ group_tags: Tags, query_index: z.int().min(0).default(0), unit: Units })).default([]),
        times: z.array(Time).default([]),
        values: z.array(z.array(z.number().nullable())).default([]),
      }),
    })
    .optional(),
});

const Classic = z.object({
  status: z.string().optional(),
  error: z.string().optional(),
  series: z
    .array(
      z.object({
        query_index: z.int().min(0).default(0),
        scope: z.string().nullish(),
        tag_set: z.array(z.string()).nullish(),
        interval: z.number().min(0).nullish(),
        unit: Units,
        pointlist: z.array(z.tuple([Time, z.number().nullable()])).default([]),
      }),
    )
    .default([]),
});

/** Series, or in Datadog's words why it could not finish the query. */
export type Answered = { readonly ok: true; readonly series: readonly AnsweredSeries[] } | { readonly ok: false; readonly reason: string };

/** `POST /api/v2/query/timeseries`: one axis of times, and null where a series has nothing. */
export function readTimeseries(body: unknown): Answered {
  const { errors, data } = read(Timeseries, body);
  if (typeof errors === 'string' && errors !== '') return { ok: false, reason: errors };
  if (data === undefined) throw wrong('data');
  const { series, times, values } = data.attributes;
  if (values.length !== series.length || values.some((line) => line.length !== times.length)) throw wrong('values');
  return {
    ok: true,
    series: series.map(({ query_index, group_tags, unit }, index) => {
      const line = values[index] ?? [];
      const points = times.flatMap((start, at): Bucket[] => bucketAt(start, line[at] ?? null));
      return { index: query_index, labels: group_tags, units: unit, widthMs: null, points: points.sort((a, b) => a.start - b.start) };
    }),
  };
}

/** `GET /api/v1/query`; `spanMs` is what was asked for: descriptions differ in whether an interval is told in seconds. */
export function readClassic(body: unknown, spanMs: number): Answered {
  const { status, error, series } = read(Classic, body);
  if (status === 'error' || (error !== undefined && error !== '')) return { ok: false, reason: error ?? 'it does not say why' };
  return {
    ok: true,
    series: series.map(({ query_index, tag_set, scope, interval, unit, pointlist }) => {
      const points = pointlist.flatMap(([start, value]) => bucketAt(start, value)).sort((a, b) => a.start - b.start);
      const tags = tag_set ?? (scope === null || scope === undefined || scope === '*' ? [] : scope.split(','));
      const told = interval ?? 0;
      return { index: query_index, labels: labelsOf(tags), units: unit, widthMs: durationMs(told * 1_000 <= spanMs ? told * 1_000 : told), points };
    }),
  };
}

const bucketAt = (start: Bucket['start'], value: number | null): Bucket[] => (value === null || !Number.isFinite(value) ? [] : [{ start, value }]);

/** A body of the shape that it must have. Throws `SourceFailure`. */
export function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw wrong(parsed.error.issues[0]?.path.map(String).join('.') ?? '');
}

const wrong = (where: string): SourceFailure => new SourceFailure('bad_answer', `the answer is not what Datadog's API gives${where === '' ? '' : ` (at "${where.slice(0, 60)}")`}`);

const Errors = z.object({ errors: z.array(z.union([z.string(), z.object({ title: z.string().optional(), detail: z.string().optional() })])) });

/** What Datadog says when it refuses, in its words; null where it says nothing. */
export function reasonOf(text: string): string | null {
  const parsed = Errors.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const words = parsed.data.errors.map((error) => (typeof error === 'string' ? error : (error.detail ?? error.title ?? ''))).filter((each) => each !== '');
  return words.length === 0 ? null : words.join('; ');
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
