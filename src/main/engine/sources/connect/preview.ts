import type { SeriesSelect } from '../../../../shared/model/config.ts';
import type { Preview } from '../../../../shared/model/connect.ts';
import type { NoValue, Point } from '../../../../shared/model/entities.ts';
import type { SourceConfig } from '../../../../shared/model/sources/index.ts';
import { durationMs, epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import type { Labels, QueryData } from '../prometheus/answer.ts';
import { QueryRefused } from '../prometheus/failure.ts';
import { clip } from '../http/failure.ts';
import { SourceFailure, type HistoryPoint, type PollOutcome } from '../source.ts';
import { makeSource, SetupProblem, type ConnectDeps } from './setup.ts';
import { probeSignal } from './signals.ts';

export interface PreviewInput {
  readonly setup: SourceConfig;
  readonly query: string;
  readonly select: SeriesSelect | null;
}

const SPAN_MS = 15 * 60_000;
const STEP_MS = durationMs(5_000);
const MAX_SERIES = 20;
const MAX_LABEL_CHARS = 200;
const NEVER = new AbortController().signal;
const NO_VALUE: Readonly<Record<NoValue, string>> = {
  NaN: 'The value is not a number now; often that is 0 / 0, with no traffic.',
  '+Inf': 'The value is infinite now; often that is a division by 0.',
  '-Inf': 'The value is infinite now; often that is a division by 0.',
  empty: 'The query gives no series now.',
};

/** What a query would show right now and over the last 15 minutes; what is wrong with it is in `message`. */
export async function previewQuery({ setup, query, select }: PreviewInput, deps: ConnectDeps): Promise<Preview> {
  try {
    const source = await makeSource(setup, deps);
    try {
      const found = source.metrics === undefined ? ONE_SERIES : seriesOf((await source.metrics.instant(query, NEVER)).data);
      const signal = probeSignal('preview', query, select);
      const [group] = source.plan([signal]);
      const outcome = group ? (await source.poll(group, NEVER)).outcomes[0] : undefined;
      const now = deps.clock.nowMs();
      const points = await source.history(signal, { from: epochMs(now - SPAN_MS), to: now }, STEP_MS, NEVER);
      return { ...describe(outcome), ...found, points: points.flatMap(toPoint) };
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof SourceFailure || error instanceof QueryRefused || error instanceof SetupProblem) return { ...NOTHING, message: sentence(error.message) };
    throw error;
  }
}

/** Where the series behind a number cannot be listed. */
const ONE_SERIES = { series: [{}], total: 1 };
const NOTHING: Preview = { value: null, message: null, sampleAgeMs: null, series: [], total: 0, points: [] };

function describe(outcome: PollOutcome | undefined): Pick<Preview, 'value' | 'message' | 'sampleAgeMs'> {
  if (!outcome) return { value: null, message: 'The query was not answered.', sampleAgeMs: null };
  if (!outcome.ok) return { value: null, message: sentence(outcome.message), sampleAgeMs: null };
  const { value, noValue, sampleTime, evaluatedAt } = outcome.reading;
  return { value, message: noValue === null ? null : NO_VALUE[noValue], sampleAgeMs: sampleTime === null ? null : Math.max(0, evaluatedAt - sampleTime) };
}

function seriesOf(data: QueryData): Pick<Preview, 'series' | 'total'> {
  if (data.type === 'vector' || data.type === 'matrix') {
    const all: readonly { readonly labels: Labels }[] = data.type === 'vector' ? data.samples : data.series;
    return { series: all.slice(0, MAX_SERIES).map(({ labels }) => clipped(labels)), total: all.length };
  }
  return ONE_SERIES;
}

const clipped = (labels: Labels): Record<string, string> => Object.fromEntries(Object.entries(labels).map(([name, value]) => [clip(name, MAX_LABEL_CHARS), clip(value, MAX_LABEL_CHARS)]));

const toPoint = ({ time, value }: HistoryPoint): readonly Point[] => (Number.isFinite(value) ? [{ time: toRfc3339(time), min: value, max: value, avg: value, count: 1 }] : []);

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
