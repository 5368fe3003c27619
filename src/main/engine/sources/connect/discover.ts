import { durationMs, epochMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { Clock } from '../../ports.ts';
import type { Labels, Sample } from '../prometheus/answer.ts';
import { QueryRefused } from '../prometheus/failure.ts';
import { SourceFailure, type MetricReader } from '../source.ts';
import { CATALOG, CATALOG_MATCH, COMMON_SERVICE_LABELS, faultMatcher, type KnownFamily } from './catalog.ts';

/** A family of the catalog as it was found at a source. */
export interface FoundFamily {
  readonly known: KnownFamily;
  /** The metric that was found: the bucket of a histogram, else the metric itself. */
  readonly metric: string;
  /** The metric that counts requests, where the family has one. */
  readonly counter: string | null;
  /** Which label tells services apart, and its values; null where everything is one service. */
  readonly services: { readonly label: string; readonly values: readonly string[] } | null;
  /** Picks failed requests; null where no label tells them. */
  readonly faults: string | null;
  /** Distance between samples, learned from the newest ones. */
  readonly everyMs: DurationMs;
}

/** More services than this are not told apart by a label that a person would choose. */
const MAX_SERVICES = 50;
const MIN_COVERAGE = 0.9;
const RECENT_MS = 3_600_000;
const MAX_FAMILIES = 24;
/** Discovery ends here with what was found so far: a person is waiting. */
const MAX_MS = 20_000;
const DEFAULT_EVERY_MS = durationMs(15_000);
const USUAL_SECONDS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300];

/** Finds the families of the catalog among the metrics of the last hour. Throws `SourceFailure` when the source fails. */
export async function discover(client: MetricReader, clock: Clock, abort: AbortSignal): Promise<readonly FoundFamily[]> {
  const startedMs = clock.monotonicMs();
  const now = clock.nowMs();
  const names = await client.labelValues('__name__', CATALOG_MATCH, { from: epochMs(now - RECENT_MS), to: epochMs(now + RECENT_MS) }, abort);
  const present = CATALOG.flatMap((known) => names.filter((name) => known.metrics.test(name)).map((metric) => ({ known, metric }))).slice(0, MAX_FAMILIES);
  const found: FoundFamily[] = [];
  for (const { known, metric } of present) {
    if (clock.monotonicMs() - startedMs > MAX_MS) break;
    const family = await examine(client, known, metric, abort);
    if (family) found.push(family);
  }
  return found;
}

async function examine(client: MetricReader, known: KnownFamily, metric: string, abort: AbortSignal): Promise<FoundFamily | null> {
  const counter = counterOf(known, metric);
  const counted = counter ?? metric;
  try {
    const labels = [...new Set([...known.services, ...COMMON_SERVICE_LABELS])];
    const groups = await vectorOf(client, `count by (${labels.join(', ')}) (${selectorOf(counted, [known.only])})`, abort);
    if (groups.length === 0) return null;
    const services = chooseServiceLabel(labels, groups);
    const outcomes = known.outcomes.length === 0 ? [] : await vectorOf(client, `count by (${known.outcomes.join(', ')}) (${selectorOf(counted, [known.only])})`, abort);
    const faults = known.outcomes.map((label) => faultMatcher(label, outcomes.map((sample) => sample.labels[label] ?? ''))).find((matcher) => matcher !== null) ?? null;
    return { known, metric, counter, services, faults, everyMs: await learnInterval(client, counted, abort) };
  } catch (error) {
    /** One metric that cannot be looked into must not hide the others. */
    if (error instanceof QueryRefused || (error instanceof SourceFailure && error.code === 'too_large')) return null;
    throw error;
  }
}

function counterOf({ shape, metrics }: KnownFamily, metric: string): string | null {
  if (shape === 'counter') return metric;
  return shape === 'histogram' ? `${metrics.exec(metric)?.[1] ?? metric}_count` : null;
}

/** The first label that nearly every series has and that tells a sensible number of services apart. */
export function chooseServiceLabel(labels: readonly string[], groups: readonly Sample[]): FoundFamily['services'] {
  const total = groups.reduce((sum, { value }) => sum + (value ?? 0), 0);
  for (const label of labels) {
    const having = groups.filter((group) => (group.labels[label] ?? '') !== '');
    const covered = having.reduce((sum, { value }) => sum + (value ?? 0), 0);
    const values = [...new Set(having.map((group) => group.labels[label] ?? ''))].sort();
    if (values.length > 0 && values.length <= MAX_SERVICES && covered >= total * MIN_COVERAGE) return { label, values };
  }
  return null;
}

/** The distance between the newest samples of one series, as people write scrape intervals. */
async function learnInterval(client: MetricReader, metric: string, abort: AbortSignal): Promise<DurationMs> {
  const [one] = await vectorOf(client, `topk(1, ${metric})`, abort);
  if (!one) return DEFAULT_EVERY_MS;
  const { data } = await client.instant(`${exactSelector(metric, one.labels)}[10m]`, abort);
  const times = data.type === 'matrix' ? (data.series[0]?.times ?? []) : [];
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time)).slice(-5).sort((a, b) => a - b);
  const gapMs = gaps[Math.floor(gaps.length / 2)];
  if (gapMs === undefined) return DEFAULT_EVERY_MS;
  const seconds = USUAL_SECONDS.find((usual) => gapMs <= usual * 1_000 * 1.1) ?? Math.round(gapMs / 1_000);
  return durationMs(seconds * 1_000);
}

const exactSelector = (metric: string, labels: Labels): string => selectorOf(metric, Object.entries(labels).filter(([name]) => name !== '__name__' && /^[A-Za-z_]\w*$/.test(name)).map(([name, value]) => `${name}=${JSON.stringify(value)}`));

/** `metric{matcher, …}`; absent matchers are left out. */
export function selectorOf(metric: string, matchers: readonly (string | null | undefined)[]): string {
  const given = matchers.filter((matcher) => matcher !== null && matcher !== undefined);
  return given.length === 0 ? metric : `${metric}{${given.join(',')}}`;
}

async function vectorOf(client: MetricReader, query: string, abort: AbortSignal): Promise<readonly Sample[]> {
  const { data } = await client.instant(query, abort);
  return data.type === 'vector' ? data.samples : [];
}
