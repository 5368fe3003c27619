import type { Answer } from '../send.ts';
import type { Handler, Now } from '../vendor.ts';
import { namesIn, readFormula } from './formula.ts';
import { aggregatorOf, buckets, metricOf, parseError, reduce, scopeOf, splitQueries, usualIntervalMs, type DatadogSeries, type SeriesStore, type Window, windowOf } from './series.ts';

const bad = (message: string): Answer => ({ status: 400, body: { errors: [message] } });

interface Query {
  readonly name?: string;
  readonly query?: string;
  readonly aggregator?: string;
}

interface FormulaRequest {
  readonly data: { readonly attributes: { readonly from: number; readonly to: number; readonly interval?: number; readonly queries: readonly Query[]; readonly formulas?: readonly { readonly formula: string }[] } };
}

/** Handlers of everything that asks for values. */
export function queryHandlers(store: SeriesStore, now: Now, failing: () => string | null): Record<string, Handler> {
  /** 200 with an error inside: so Datadog answers a query that it understood and could not finish. */
  const unless = (answer: () => Answer, failed: (error: string) => unknown): Answer => {
    const error = failing();
    return error === null ? answer() : { status: 200, body: failed(error) };
  };
  return {
    'GET /api/v1/query': ({ query }) => unless(() => v1(store, query as { from: number; to: number; query: string }, now()), (error) => ({ status: 'error', error, res_type: 'time_series', series: [], query: query['query'], message: '', group_by: [] })),
    'POST /api/v2/query/timeseries': ({ body }) => unless(() => timeseries(store, body as FormulaRequest, now()), (errors) => ({ data: { type: 'timeseries_response', attributes: { series: [], times: [], values: [] } }, errors })),
    'POST /api/v2/query/scalar': ({ body }) => unless(() => scalar(store, body as FormulaRequest, now()), (errors) => ({ data: { type: 'scalar_response', attributes: { columns: [] } }, errors })),
    'GET /api/v1/metrics': ({ query }) => ({ status: 200, body: { from: String(query['from']), metrics: store.metricsSince(Number(query['from']) * 1_000) } }),
  };
}

/** Seconds in, milliseconds out; buckets without a point are left out. */
function v1(store: SeriesStore, ask: { readonly from: number; readonly to: number; readonly query: string }, nowMs: number): Answer {
  const [fromMs, toMs] = [ask.from * 1_000, ask.to * 1_000];
  const queries = splitQueries(ask.query);
  const wrong = queries.map(parseError).find((error) => error !== null);
  if (wrong !== undefined) return bad(wrong);
  if (toMs <= fromMs) return bad('Invalid time range: from must be before to');
  const usual: Window = { fromMs, toMs, intervalMs: usualIntervalMs(toMs - fromMs) };
  const series = queries.flatMap((query, index) =>
    [...store.find(query).values()].map(({ tags, unit, points }) => {
      const window = windowOf(query, usual);
      const pointlist = [...buckets(points, window, nowMs, aggregatorOf(query))];
      return {
        aggr: aggregatorOf(query),
        display_name: metricOf(query),
        metric: metricOf(query),
        expression: query,
        scope: tags.length > 0 ? tags.join(',') : scopeOf(query),
        tag_set: tags,
        query_index: index,
        interval: window.intervalMs / 1_000,
        length: pointlist.length,
        start: pointlist[0]?.[0] ?? fromMs,
        end: (pointlist.at(-1)?.[0] ?? toMs) + window.intervalMs - 1,
        unit: [unit, null],
        pointlist,
      };
    }),
  );
  return { status: 200, body: { status: 'ok', res_type: 'time_series', query: ask.query, from_date: fromMs, to_date: toMs, group_by: [], message: '', series: series.filter(({ length }) => length > 0) } };
}

interface Wanted {
  readonly index: number;
  readonly label: string;
  readonly uses: readonly Query[];
  readonly compute: (valueOf: (name: string) => number | null) => number | null;
}

/** What a request wants answers to: its formulas, else each of its queries. Throws a sentence. */
function wantedOf({ queries, formulas }: FormulaRequest['data']['attributes']): readonly Wanted[] {
  const named = queries.map((query, index) => ({ ...query, name: query.name ?? `query${String(index + 1)}` }));
  for (const { query } of named) {
    const wrong = query === undefined ? 'the fake plays only queries of metrics' : parseError(query);
    if (wrong !== null) throw new SyntaxError(wrong);
  }
  if (formulas === undefined || formulas.length === 0) return named.map((query, index) => ({ index, label: query.name, uses: [query], compute: (valueOf) => valueOf(query.name) }));
  return formulas.map(({ formula }, index) => {
    const names = namesIn(formula);
    const unknown = names.find((name) => !named.some((query) => query.name === name));
    if (unknown !== undefined) throw new SyntaxError(`Error parsing formula: query ${unknown} is not defined`);
    return { index, label: formula, uses: named.filter(({ name }) => names.includes(name)), compute: readFormula(formula) };
  });
}

/** Sets of tags that the queries of a formula share; a query without groups counts for every group. */
function groupsOf(store: SeriesStore, uses: readonly Query[]): readonly (readonly string[])[] {
  const found = uses.flatMap(({ query }) => [...store.find(query ?? '').values()].map(({ tags }) => tags));
  const grouped = found.filter((tags) => tags.length > 0);
  return [...new Map((grouped.length > 0 ? grouped : found).map((tags) => [tags.join(), tags])).values()];
}

const seriesFor = (store: SeriesStore, query: Query, tags: readonly string[]): DatadogSeries | undefined => {
  const all = store.find(query.query ?? '');
  return all.get(tags.join()) ?? all.get('');
};

/** The unit of the one query; a formula over several has none. */
const unitOf = (store: SeriesStore, { uses }: Wanted, tags: readonly string[]): unknown => (uses.length === 1 && uses[0] !== undefined ? [seriesFor(store, uses[0], tags)?.unit ?? null, null] : null);

function guarded(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof SyntaxError) return bad(error.message);
    throw error;
  }
}

/** One axis of times for all series, with null where one has none. */
function timeseries(store: SeriesStore, { data: { attributes } }: FormulaRequest, nowMs: number): Answer {
  return guarded(() => {
    const { from: fromMs, to: toMs } = attributes;
    const window: Window = { fromMs, toMs, intervalMs: attributes.interval ?? usualIntervalMs(toMs - fromMs) };
    if (toMs <= fromMs) return bad('Invalid time range: from must be before to');
    const lines = wantedOf(attributes).flatMap((wanted) =>
      groupsOf(store, wanted.uses).map((tags) => {
        const inputs = new Map(wanted.uses.map((query) => [query.name ?? '', buckets(seriesFor(store, query, tags)?.points ?? [], windowOf(query.query ?? '', window), nowMs, aggregatorOf(query.query ?? ''))]));
        const times = new Set([...inputs.values()].flatMap((input) => [...input.keys()]));
        return { wanted, tags, at: new Map([...times].map((time) => [time, wanted.compute((name) => inputs.get(name)?.get(time) ?? null)])) };
      }),
    );
    const filled = lines.filter(({ at }) => at.size > 0);
    const times = [...new Set(filled.flatMap(({ at }) => [...at.keys()]))].sort((a, b) => a - b);
    return {
      status: 200,
      body: {
        data: {
          type: 'timeseries_response',
          attributes: {
            series: filled.map(({ wanted, tags }) => ({ group_tags: tags, query_index: wanted.index, unit: unitOf(store, wanted, tags) })),
            times,
            values: filled.map(({ at }) => times.map((time) => at.get(time) ?? null)),
          },
        },
      },
    };
  });
}

/** One column for each tag key, then one for each formula or query. */
function scalar(store: SeriesStore, { data: { attributes } }: FormulaRequest, nowMs: number): Answer {
  return guarded(() => {
    const wanted = wantedOf(attributes);
    const groups = groupsOf(store, attributes.queries);
    const keys = [...new Set(groups.flat().map((tag) => tag.split(':')[0] ?? tag))];
    const valueFor = (query: Query, tags: readonly string[]): number | null =>
      reduce((seriesFor(store, query, tags)?.points ?? []).filter(([at]) => at >= attributes.from && at <= Math.min(attributes.to, nowMs)), query.aggregator ?? 'avg');
    const valueIn = (tags: readonly string[], key: string): string[] => tags.filter((tag) => tag.startsWith(`${key}:`)).map((tag) => tag.slice(key.length + 1));
    const columns = [
      ...keys.map((key) => ({ type: 'group', name: key, values: groups.map((tags) => valueIn(tags, key)) })),
      ...wanted.map((one) => ({
        type: 'number',
        name: one.label,
        values: groups.map((tags) => one.compute((name) => valueFor(one.uses.find((query) => query.name === name) ?? {}, tags))),
        meta: { unit: unitOf(store, one, groups[0] ?? []) },
      })),
    ];
    return { status: 200, body: { data: { type: 'scalar_response', attributes: { columns: groups.length === 0 ? [] : columns } } } };
  });
}
