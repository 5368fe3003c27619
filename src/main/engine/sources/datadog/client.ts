import { z } from 'zod';
import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { formatMoment } from '../../../../shared/time/format.ts';
import { createHttpClient, type HttpAnswer, type HttpDeps, type HttpRequest } from '../http/client.ts';
import type { HttpEndpoint } from '../http/endpoint.ts';
import { retryAfterMs } from '../http/failure.ts';
import { SourceFailure, type TimeRange } from '../source.ts';
import type { VendorOperation } from '../vendor-operation.ts';
import { parseJson, read, readClassic, readTimeseries, reasonOf, type Answered, type AnsweredSeries } from './answers.ts';
import { QueryRefused, statusFailure, UNTOLD_WAIT_MS } from './failure.ts';
import { limitNow, limitWords, paceMs, readLimit, tightest, type Demand, type Limit } from './limits.ts';

/** Every call that is made, as Datadog describes it. */
const OPERATIONS = {
  validate: { id: 'Validate', method: 'GET', path: '/api/v1/validate' },
  validateKeys: { id: 'ValidateAPIKey', method: 'GET', path: '/api/v2/validate_keys' },
  timeseries: { id: 'QueryTimeseriesData', method: 'POST', path: '/api/v2/query/timeseries' },
  classic: { id: 'QueryMetrics', method: 'GET', path: '/api/v1/query' },
  monitors: { id: 'ListMonitors', method: 'GET', path: '/api/v1/monitor' },
  downtimes: { id: 'ListDowntimes', method: 'GET', path: '/api/v2/downtime' },
} as const satisfies Readonly<Record<string, VendorOperation>>;
export type OperationName = keyof typeof OPERATIONS;
export const DATADOG_OPERATIONS: readonly VendorOperation[] = Object.values(OPERATIONS);

/** What an application key must be allowed to do for each. */
const SCOPES: Readonly<Partial<Record<OperationName, string>>> = { timeseries: 'timeseries_query', classic: 'timeseries_query', monitors: 'monitors_read', downtimes: 'monitors_downtime' };

/** Many refused at the same moment come back one after the other. */
const APART_MS = 200;
/** A refusal is explained by two more requests, at most so often. */
const EXPLAINED_FOR_MS = 60_000;

export interface TimeseriesRequest {
  readonly range: TimeRange;
  readonly intervalMs: DurationMs;
  readonly queries: readonly { readonly name: string; readonly query: string }[];
  readonly formulas: readonly string[];
}

export interface PageRequest {
  readonly page: number;
  readonly size: number;
}

export interface DatadogAnswer<T> {
  readonly data: T;
  /** Between these instants of our clock it was made. */
  readonly sentAt: EpochMs;
  readonly receivedAt: EpochMs;
  readonly clockOffsetMs: number | null;
}

/**
 * The part of Datadog's API that we use. Every call throws `SourceFailure` when Datadog as a whole failed and `QueryRefused` when it
 * answered that this query cannot be answered; nothing else. What its limits do not allow is not even asked.
 */
export interface DatadogClient {
  timeseries(request: TimeseriesRequest, abort: AbortSignal): Promise<DatadogAnswer<readonly AnsweredSeries[]>>;
  classic(query: string, range: TimeRange, abort: AbortSignal): Promise<DatadogAnswer<readonly AnsweredSeries[]>>;
  /** One page of the monitors that carry all tags, the first being 0; with the groups that are not well and what keeps them silent. */
  monitors(page: PageRequest, tags: readonly string[], abort: AbortSignal): Promise<DatadogAnswer<readonly unknown[]>>;
  /** One page of all downtimes, those that are over too. */
  downtimes(page: PageRequest, abort: AbortSignal): Promise<DatadogAnswer<readonly unknown[]>>;
  /** Whether Datadog knows the API key; its `Date` tells the clock. */
  knowsApiKey(abort: AbortSignal): Promise<DatadogAnswer<boolean>>;
  /** Says that so much is asked regularly under the limit of an operation; 0 requests: no more. */
  demand(key: string, operation: OperationName, demand: Demand): void;
  /** How far apart the rounds of what was said under this key have to be, and the limit that says so; null: as asked. */
  pace(key: string): { readonly paceMs: DurationMs; readonly limit: Limit } | null;
  budget(): Limit | null;
  close(): void;
}

export interface DatadogEndpoint {
  readonly http: HttpEndpoint;
  /** Of the site, for people. */
  readonly site: string;
}

export function createDatadogClient({ http: endpoint, site }: DatadogEndpoint, deps: HttpDeps): DatadogClient {
  const { clock } = deps;
  const http = createHttpClient(endpoint, deps);
  const limits = new Map<string, Limit>();
  const limitOf = new Map<OperationName, string>();
  const demands = new Map<string, Demand & { readonly operation: OperationName }>();
  const waiting = new Map<string, { readonly until: EpochMs; count: number }>();
  let explained: { readonly atMs: number; readonly of: OperationName; readonly failure: SourceFailure } | null = null;

  const nameOf = (operation: OperationName): string => limitOf.get(operation) ?? OPERATIONS[operation].id;

  const learn = (operation: OperationName, { header, status, receivedAt }: HttpAnswer): void => {
    const told = readLimit(header, OPERATIONS[operation].id, receivedAt);
    if (told === null) return;
    limitOf.set(operation, told.name);
    limits.set(told.name, status === 429 ? { ...told, remaining: 0 } : told);
  };

  /** Throws where the limit is spent: asking again would only be refused, and count. */
  const mayAsk = (operation: OperationName): void => {
    const name = nameOf(operation);
    const told = limits.get(name);
    const now = clock.nowMs();
    if (told !== undefined && limitNow(told, now).remaining > 0) return;
    const until = told === undefined ? waiting.get(name)?.until : limitNow(told, now).resetsAt;
    if (until === undefined || until <= now) return;
    throw limited(name, until, told ?? null);
  };

  const limited = (name: string, until: EpochMs, limit: Limit | null): SourceFailure => {
    const known = waiting.get(name);
    const queue = known !== undefined && Math.abs(known.until - until) < 1_500 ? known : { until, count: 0 };
    waiting.set(name, queue);
    const waitMs = durationMs(Math.max(0, until - clock.nowMs()) + APART_MS * queue.count++);
    const allowed = limit === null ? 'Datadog asks us to slow down (429)' : `the limit of Datadog is spent: it allows ${limitWords(limit)} (${limit.name})`;
    return new SourceFailure('rate_limited', `${allowed}; asked again at ${formatMoment(epochMs(Math.ceil(until / 1_000) * 1_000), clock.nowMs())} UTC`, waitMs);
  };

  const ask = async (operation: OperationName, request: Pick<HttpRequest, 'query' | 'body'>, abort: AbortSignal): Promise<HttpAnswer> => {
    mayAsk(operation);
    const { method, path } = OPERATIONS[operation];
    const answer = await http.ask({ method, path, ...request }, abort);
    learn(operation, answer);
    const { status, text, header, receivedAt } = answer;
    if (status === 429) {
      const limit = limits.get(nameOf(operation)) ?? null;
      const until = limit === null ? epochMs(receivedAt + (retryAfterMs(header('retry-after'), receivedAt) ?? UNTOLD_WAIT_MS)) : limit.resetsAt;
      throw limited(nameOf(operation), until, limit);
    }
    const failure = statusFailure(status, text, site, retryAfterMs(header('retry-after'), receivedAt));
    if (failure !== null) throw failure;
    return answer;
  };

  /** The body of an answer, or who is to blame that there is none. */
  const bodyOf = async (operation: OperationName, request: Pick<HttpRequest, 'query' | 'body'>, abort: AbortSignal): Promise<DatadogAnswer<unknown>> => {
    const { status, text, sentAt, receivedAt, clockOffsetMs } = await ask(operation, request, abort);
    if (status === 401 || status === 403) throw await explain(operation, status, abort);
    if (status !== 200) {
      const reason = reasonOf(text);
      if (status === 400 || status === 422) throw new QueryRefused(refusal(reason));
      throw new SourceFailure('bad_answer', `Datadog answers with the unexpected status ${String(status)}${reason === null ? '' : `: ${http.clean(reason)}`}`);
    }
    return { data: parsed(text), sentAt, receivedAt, clockOffsetMs };
  };

  const query = async (operation: 'timeseries' | 'classic', request: Pick<HttpRequest, 'query' | 'body'>, readBody: (body: unknown) => Answered, abort: AbortSignal): Promise<DatadogAnswer<readonly AnsweredSeries[]>> => {
    const { data, ...at } = await bodyOf(operation, request, abort);
    const answered = readBody(data);
    if (!answered.ok) throw new QueryRefused(refusal(answered.reason));
    return { data: answered.series, ...at };
  };

  /** What is no query is asked as Datadog describes it: that it refuses it says that what answers is something else. */
  const list = async <T>(operation: OperationName, request: Pick<HttpRequest, 'query'>, shape: z.ZodType<T>, abort: AbortSignal): Promise<DatadogAnswer<T>> => {
    try {
      const { data, ...at } = await bodyOf(operation, request, abort);
      return { data: read(shape, data), ...at };
    } catch (error) {
      throw error instanceof QueryRefused ? new SourceFailure('bad_answer', error.message.replace('the query', 'the question')) : error;
    }
  };

  const refusal = (reason: string | null): string => (reason === null ? 'Datadog refuses the query, and does not say why' : `Datadog refuses the query: ${http.clean(reason.replaceAll(/\s+/g, ' '))}`);

  /** Datadog says "Forbidden" to a wrong key of either kind and to a missing scope alike; what it says of the keys alone tells them apart. */
  const explain = async (operation: OperationName, status: number, abort: AbortSignal): Promise<SourceFailure> => {
    const nowMs = clock.monotonicMs();
    if (explained !== null && explained.of === operation && nowMs - explained.atMs < EXPLAINED_FOR_MS) return explained.failure;
    const failure = await reasonFor(operation, status, abort).catch((error: unknown) => {
      if (error instanceof SourceFailure && error.code === 'aborted') throw error;
      return new SourceFailure('forbidden', `Datadog lets us not read (${String(status)}): a key is wrong or revoked, or the application key has not the scope ${SCOPES[operation] ?? 'that is needed'}`);
    });
    explained = { atMs: nowMs, of: operation, failure };
    return failure;
  };

  const reasonFor = async (operation: OperationName, status: number, abort: AbortSignal): Promise<SourceFailure> => {
    if (!isAllowed(await ask('validate', {}, abort))) return wrongApiKey(site);
    const keys = await ask('validateKeys', {}, abort).catch((error: unknown) => {
      /* A proxy may not pass everything on; then the two cannot be told apart. */
      if (error instanceof SourceFailure && error.code === 'other_service') return null;
      throw error;
    });
    const scope = SCOPES[operation] ?? 'that is needed';
    if (keys === null) return new SourceFailure('forbidden', `the application key is wrong or revoked, or has not the scope ${scope} (${String(status)})`);
    if (!isAllowed(keys)) return new SourceFailure('unauthorized', 'Datadog does not know the application key: it is wrong or revoked, or of another organisation than the API key');
    return new SourceFailure('forbidden', `the application key has not the scope ${scope}; add it to the key at Datadog, or to the role of whoever made it`);
  };

  return {
    timeseries: ({ range, intervalMs, queries, formulas }, abort) =>
      query(
        'timeseries',
        {
          body: {
            data: {
              type: 'timeseries_request',
              attributes: { from: range.from, to: range.to, interval: intervalMs, queries: queries.map((each) => ({ data_source: 'metrics', ...each })), formulas: formulas.map((formula) => ({ formula })) },
            },
          },
        },
        readTimeseries,
        abort,
      ),
    classic: (text, { from, to }, abort) => query('classic', { query: { from: Math.floor(from / 1_000), to: Math.ceil(to / 1_000), query: text } }, (body) => readClassic(body, to - from), abort),
    monitors: ({ page, size }, tags, abort) =>
      list('monitors', { query: { group_states: 'alert,warn,no data', with_downtimes: 'true', page, page_size: size, ...(tags.length === 0 ? {} : { monitor_tags: tags.join(',') }) } }, z.array(z.unknown()), abort),
    downtimes: async ({ page, size }, abort) => {
      const { data, ...at } = await list('downtimes', { query: { 'page[offset]': page * size, 'page[limit]': size } }, z.object({ data: z.array(z.unknown()) }), abort);
      return { data: data.data, ...at };
    },
    knowsApiKey: async (abort) => {
      const answer = await ask('validate', {}, abort);
      return { data: isAllowed(answer), sentAt: answer.sentAt, receivedAt: answer.receivedAt, clockOffsetMs: answer.clockOffsetMs };
    },
    demand: (key, operation, demand) => void (demand.requests === 0 ? demands.delete(key) : demands.set(key, { ...demand, operation })),
    pace: (key) => {
      const own = demands.get(key);
      if (own === undefined) return null;
      const name = nameOf(own.operation);
      const limit = limits.get(name);
      if (limit === undefined) return null;
      const all = [...demands.values()].filter(({ operation }) => nameOf(operation) === name);
      const pace = paceMs(limit, all, own, clock.nowMs());
      return pace <= own.periodMs ? null : { paceMs: pace, limit };
    },
    budget: () => tightest([...limits.values()], clock.nowMs()),
    close: () => http.close(),
  };
}

export const wrongApiKey = (site: string): SourceFailure => new SourceFailure('unauthorized', `${site} does not know the API key: it is wrong or revoked, or belongs to another site`);

const isAllowed = ({ status }: HttpAnswer): boolean => status === 200;

function parsed(text: string): unknown {
  const body = parseJson(text);
  if (body === undefined) throw new SourceFailure('bad_answer', 'the answer is not whole: its JSON cannot be read');
  return body;
}
