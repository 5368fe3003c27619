import type { SignalId } from '../../../../shared/model/ids.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import { SourceFailure, type PollGroup, type PollOutcome, type PollResult, type SignalSpec, type Source } from '../source.ts';
import { createPrometheusClient, type PrometheusDeps } from './client.ts';
import { clockOffsetMs, sourceNow } from './clock-offset.ts';
import type { HttpEndpoint } from '../http/endpoint.ts';
import { parseBaseUrl } from './endpoint.ts';
import { QueryRefused } from './failure.ts';
import { createExpressions } from './expressions.ts';
import { identifyPrometheus } from './identify.ts';
import { readHistory } from './history.ts';
import { mergeQueries, unitsOf, type MergedQuery, type Unit, type UnitAnswer } from './merge.ts';
import { planGroups } from './plan.ts';
import { pickValue } from './select.ts';
import { createShards, halves, type Shards } from '../shards.ts';

/** What one request of a poll brought: answers, or the failure of the source itself. */
interface ShardResult {
  readonly outcomes: readonly PollOutcome[];
  readonly offsetMs: number | null;
  readonly warnings: readonly string[];
  readonly failure: SourceFailure | null;
}

export type PrometheusSource = Source & Required<Pick<Source, 'expressions' | 'metrics' | 'identify'>>;

/**
 * Reads a Prometheus, or whatever speaks its HTTP API, through `prometheus-query`. A poll asks all queries of its group in
 * one merged request; what is wrong with one query is told of that query alone.
 */
export function createPrometheusSource(endpoint: HttpEndpoint, deps: PrometheusDeps): PrometheusSource {
  const client = createPrometheusClient(endpoint, deps);
  const base = parseBaseUrl(endpoint.url)?.base ?? null;
  const groups = new Map<string, Shards<Unit>>();
  /**
   * Newest raw sample that was ever seen behind a signal. A series that Prometheus has marked stale tells no time any more,
   * while a rate over it still gives a value for a while: that value is as old as the last sample we saw.
   */
  const lastSample = new Map<SignalId, EpochMs>();
  /** Queries that are asked together are merged once, not at every poll; kept under the first of them. */
  const merges = new WeakMap<Unit, { readonly units: readonly Unit[]; readonly query: MergedQuery }>();
  let offsetMs: number | null = null;

  const mergedOf = (units: readonly Unit[]): MergedQuery => {
    const [first] = units;
    const known = first && merges.get(first);
    if (known?.units.length === units.length && known.units.every((unit, index) => unit === units[index])) return known.query;
    const query = mergeQueries(units);
    if (first) merges.set(first, { units, query });
    return query;
  };

  const shardsOf = (group: PollGroup): Shards<Unit> => {
    const known = groups.get(group.key) ?? createShards(unitsOf(group.signals));
    groups.set(group.key, known);
    return known;
  };

  const remember = (id: SignalId, { sampleTime, hasSelectors }: UnitAnswer): EpochMs | null => {
    const before = lastSample.get(id) ?? null;
    if (sampleTime === null) return hasSelectors ? before : null;
    if (before === null || sampleTime > before) lastSample.set(id, sampleTime);
    return sampleTime;
  };

  const outcomeOf = (signal: SignalSpec, answer: UnitAnswer, now: EpochMs): PollOutcome => {
    const sampleTime = remember(signal.id, answer);
    if (answer.problem !== null) return { signal: signal.id, ok: false, kind: 'query', message: answer.problem };
    const picked = pickValue(answer.samples, signal.config.select ?? null);
    if (!picked.ok) return { signal: signal.id, ok: false, kind: 'query', message: picked.message };
    return { signal: signal.id, ok: true, reading: { sampleTime, evaluatedAt: answer.evaluatedAt ?? now, value: picked.value, noValue: picked.noValue } };
  };

  const ask = async (units: readonly Unit[], shards: Shards<Unit>, abort: AbortSignal): Promise<ShardResult> => {
    const merged = mergedOf(units);
    try {
      const { data, warnings, sentAt, receivedAt } = await client.instant(merged.text, abort);
      const answers = merged.read(data);
      const evaluatedAt = answers.values().next().value?.evaluatedAt ?? null;
      const offset = clockOffsetMs(evaluatedAt, sentAt, receivedAt);
      offsetMs = offset ?? offsetMs;
      shards.answered(units);
      const outcomes = [...answers].flatMap(([unit, answer]) => unit.signals.map((signal) => outcomeOf(signal, answer, sourceNow(receivedAt, offsetMs))));
      return { outcomes, offsetMs: offset, warnings, failure: null };
    } catch (error) {
      if (error instanceof QueryRefused) return error.slow ? tooMuch(units, shards, error.message, null) : refused(units, shards, error.message, abort);
      if (!(error instanceof SourceFailure)) throw error;
      if (error.code !== 'timeout' && error.code !== 'too_large') return { outcomes: [], offsetMs: null, warnings: [], failure: error };
      return tooMuch(units, shards, error.message, error);
    }
  };

  /** One of the queries is wrong: halves are asked at once until it stands alone. */
  const refused = async (units: readonly Unit[], shards: Shards<Unit>, message: string, abort: AbortSignal): Promise<ShardResult> => {
    const [only] = units;
    if (only && units.length === 1) {
      shards.isolate(only);
      return { ...NOTHING, outcomes: failed(units, message) };
    }
    const [first, second] = halves(units);
    return join([await ask(first, shards, abort), await ask(second, shards, abort)]);
  };

  /** One of the queries, or all of them together, are too much: halves are asked at the next poll. */
  const tooMuch = (units: readonly Unit[], shards: Shards<Unit>, message: string, failure: SourceFailure | null): ShardResult => {
    if (failure === null) shards.halve(units);
    return { ...NOTHING, outcomes: failed(units, message), failure };
  };

  /** A source that answers a trivial question is well: then it is the query that asks too much. */
  const isWell = async (abort: AbortSignal): Promise<boolean> => {
    try {
      await client.instant('vector(1)', abort);
      return true;
    } catch {
      return false;
    }
  };

  const poll = async (group: PollGroup, abort: AbortSignal): Promise<PollResult> => {
    const shards = shardsOf(group);
    const asked = shards.current();
    const results = await Promise.all(asked.map((units) => ask(units, shards, abort)));
    const failures = results.flatMap(({ failure }) => (failure ? [failure] : []));
    const [failure] = failures;
    const overloaded = failures.every(({ code }) => code === 'timeout' || code === 'too_large');
    if (failure && failures.length === results.length && !(overloaded && (await isWell(abort)))) throw failure;
    const settled = results.map((result, index) => (result.failure ? settle(result, asked[index] ?? [], shards) : result));
    const { outcomes, warnings } = join(settled);
    return { outcomes, warnings: [...new Set(warnings)], clockOffsetMs: settled.find((result) => result.offsetMs !== null)?.offsetMs ?? null };
  };

  return {
    plan: planGroups,
    poll,
    history: (signal, range, stepMs, abort) => readHistory(client, signal, range, stepMs, abort),
    identify: (abort) => identifyPrometheus(client, abort),
    metrics: client,
    openUrl: ({ config }) => (base === null || config.query === undefined ? null : `${base}/graph?${new URLSearchParams({ 'g0.expr': config.query, 'g0.tab': '0' }).toString()}`),
    expressions: createExpressions(client),
    close: () => {
      client.close();
      return Promise.resolve();
    },
  };
}

const NOTHING: ShardResult = { outcomes: [], offsetMs: null, warnings: [], failure: null };

const failed = (units: readonly Unit[], message: string, kind: 'query' | 'source' = 'query'): readonly PollOutcome[] =>
  units.flatMap(({ signals }) => signals.map(({ id }): PollOutcome => ({ signal: id, ok: false, kind, message })));

/** Some of the requests of a poll failed while the source answered others. */
function settle(result: ShardResult, units: readonly Unit[], shards: Shards<Unit>): ShardResult {
  const { failure } = result;
  if (failure === null) return result;
  const overloaded = failure.code === 'timeout' || failure.code === 'too_large';
  if (overloaded) shards.halve(units);
  return { ...NOTHING, outcomes: failed(units, failure.message, overloaded ? 'query' : 'source') };
}

function join(results: readonly ShardResult[]): ShardResult {
  return {
    outcomes: results.flatMap(({ outcomes }) => outcomes),
    warnings: results.flatMap(({ warnings }) => warnings),
    offsetMs: results.find(({ offsetMs }) => offsetMs !== null)?.offsetMs ?? null,
    failure: results.find(({ failure }) => failure !== null)?.failure ?? null,
  };
}
