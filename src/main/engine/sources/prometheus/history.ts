import type { SeriesSelect } from '../../../../shared/model/config.ts';
import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { LATE_AFTER_INTERVALS } from '../../freshness/rules.ts';
import { SourceFailure, type HistoryPoint, type SignalSpec, type TimeRange } from '../source.ts';
import type { QueryData, Series } from './answer.ts';
import type { PrometheusClient } from './client.ts';
import { QueryRefused } from './failure.ts';
import { parsePromql, timestampExpressions, type Expression } from './promql/ast.ts';
import { matches } from './select.ts';

/** Prometheus refuses more than 11,000 points per series in one range query. */
const MAX_POINTS = 10_000;
/** Below this, an answer that is still too large cannot be cut into anything useful. */
const MIN_POINTS = 250;
/** A line ends when its newest raw sample would no longer be live; what a range query repeats beyond that was never measured. */
const TIME_TAG = '__hf';

/**
 * Past values of one signal, at the multiples of the step, so that spans fetched at different times fit together.
 * A range query repeats the last sample for up to five minutes after its series has ended; such points are left out, so
 * that a gap is a gap. Empty where the query does not give one series: the poll says why. Throws `SourceFailure`.
 */
export async function readHistory(client: PrometheusClient, signal: SignalSpec, range: TimeRange, stepMs: DurationMs, abort: AbortSignal): Promise<readonly HistoryPoint[]> {
  const expression = parsePromql(signal.config.query ?? '');
  if (expression.type === 'range' || expression.type === 'string') return [];
  const select = signal.config.select ?? null;
  const query = historyQuery(expression, select);
  const step = durationMs(Math.max(1, Math.ceil(stepMs)));
  const from = Math.ceil(range.from / step) * step;
  const points: HistoryPoint[] = [];
  let at = from;
  let span = MAX_POINTS;
  while (at <= range.to) {
    const to = Math.min(range.to, at + (span - 1) * step);
    try {
      const { data } = await client.range(query, { from: epochMs(at), to: epochMs(to) }, step, abort);
      points.push(...readPoints(data, select, Math.max(signal.everyMs, step)));
      at += span * step;
    } catch (error) {
      if (error instanceof QueryRefused) return [];
      if (!(error instanceof SourceFailure) || error.code !== 'too_large' || span <= MIN_POINTS) throw error;
      span = Math.ceil(span / 4);
    }
  }
  return points;
}

/** The query with its aggregation, and beside it the time of the newest raw sample of each step. */
function historyQuery(expression: Expression, select: SeriesSelect | null): string {
  if (expression.type === 'unknown') return expression.text;
  const vector = expression.type === 'scalar' ? `vector(${expression.text}\n)` : expression.text;
  const wanted = select !== null && 'aggregate' in select ? `${select.aggregate}(${vector}\n)` : vector;
  const times = timestampExpressions(expression).map((text, index) => `label_replace(max(${text}), "${TIME_TAG}", "t${String(index)}", "", "")`);
  return [`(${wanted}\n)`, ...times].join('\nor\n');
}

function readPoints(data: QueryData, select: SeriesSelect | null, everyMs: number): readonly HistoryPoint[] {
  if (data.type !== 'matrix') return [];
  const times = data.series.filter(({ labels }) => labels[TIME_TAG] !== undefined);
  const values = data.series.filter(({ labels }) => labels[TIME_TAG] === undefined && (select === null || !('labels' in select) || matches(labels, select.labels)));
  const [only, another] = values;
  if (!only || another || only.hasHistograms) return [];
  const isCurrent = times.length > 0 ? currency(times, everyMs) : () => true;
  return only.times.flatMap((time, index) => (isCurrent(time) ? [{ time, value: only.values[index] ?? Number.NaN }] : []));
}

/** Tells whether, at a step, the newest raw sample was young enough. Where the source tells none, the last one told counts. */
function currency(times: readonly Series[], everyMs: number): (at: EpochMs) => boolean {
  const newest = new Map<number, number>();
  for (const { times: steps, values } of times)
    for (const [index, at] of steps.entries()) newest.set(at, Math.max(newest.get(at) ?? Number.NEGATIVE_INFINITY, (values[index] ?? Number.NaN) * 1_000));
  const ordered = [...newest].sort(([a], [b]) => a - b);
  const limitMs = LATE_AFTER_INTERVALS * Math.max(everyMs, spacingOf(ordered.map(([, sample]) => sample)));
  let index = -1;
  return (at) => {
    while ((ordered[index + 1]?.[0] ?? Number.POSITIVE_INFINITY) <= at) index += 1;
    const sample = ordered[index]?.[1];
    return sample === undefined || at - sample <= limitMs;
  };
}

/** Median distance between different samples; 0 where fewer than two were seen. */
function spacingOf(samples: readonly number[]): number {
  const distinct = [...new Set(samples)].sort((a, b) => a - b);
  const gaps = distinct.slice(1).map((sample, index) => sample - (distinct[index] ?? sample)).sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 0;
}
