import { readContract } from './contracts.ts';
import { DOWNTIME_API, downtimeHandlers, type DatadogDowntime } from './datadog/downtimes.ts';
import { KEYS_API } from './datadog/keys.ts';
import { monitorHandlers, type DatadogMonitor } from './datadog/monitors.ts';
import { queryHandlers } from './datadog/queries.ts';
import { SeriesStore, type DatadogPoint, type DatadogUnit } from './datadog/series.ts';
import { readOperations, type Operation } from './openapi.ts';
import type { Answer } from './send.ts';
import { startVendor, type Call, type FakeVendor, type Now, type Vendor } from './vendor.ts';

/** Keys of the length and alphabet of real ones. */
export const DATADOG_API_KEY = '0123456789abcdef0123456789abcdef';
export const DATADOG_APP_KEY = '0123456789abcdef0123456789abcdef01234567';

/** How many requests of one name are allowed in a period that begins on the clock's full multiples of it. */
export interface DatadogLimit {
  /** `X-RateLimit-Name`. Datadog does not publish its names; these are ours. */
  readonly name: string;
  readonly limit: number;
  readonly periodSeconds: number;
}

export interface FakeDatadog extends FakeVendor {
  /** Adds points to the series of a query; a query `by {host}` has one series for each set of tags. */
  push(query: string, points: readonly DatadogPoint[], options?: { readonly tags?: readonly string[]; readonly unit?: DatadogUnit }): void;
  readonly monitors: Map<number, DatadogMonitor>;
  readonly downtimes: Map<string, DatadogDowntime>;
  /** What the application key may do; take one away and Datadog answers 403 without saying which. */
  readonly permissions: Set<string>;
  /** By operation id. Operations with a limit of the same name share it. */
  readonly limits: Map<string, DatadogLimit>;
  /** Keys that are right; change one and the old one is revoked. */
  apiKey: string;
  appKey: string;
  /** While it is set, queries are answered with 200 and this error inside. */
  queryError: string | null;
}

export interface DatadogOptions {
  readonly now?: Now;
}

const errors = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, body: { errors: [message] }, headers });

let operations: readonly Operation[] | undefined;

/** Every operation of Datadog that the fake may be asked for. */
export function datadogOperations(): readonly Operation[] {
  operations ??= [...readOperations('datadog-v1', readContract('datadog/v1.openapi.json')), ...readOperations('datadog-v2', readContract('datadog/v2.openapi.json')), ...readOperations('datadog-downtime', DOWNTIME_API), ...readOperations('datadog-keys', KEYS_API)];
  return operations;
}

const DEFAULT_LIMITS: readonly (readonly [string, DatadogLimit])[] = [
  ['QueryMetrics', { name: 'query', limit: 100, periodSeconds: 60 }],
  ['QueryTimeseriesData', { name: 'query_v2', limit: 100, periodSeconds: 60 }],
  ['QueryScalarData', { name: 'query_v2', limit: 100, periodSeconds: 60 }],
  ['ListMonitors', { name: 'monitors', limit: 100, periodSeconds: 60 }],
  ['ListDowntimes', { name: 'downtimes', limit: 100, periodSeconds: 60 }],
];

/** Starts a Datadog with no data, no monitors, and a key that may do everything. */
export async function startDatadog({ now = Date.now }: DatadogOptions = {}): Promise<FakeDatadog> {
  const store = new SeriesStore();
  const monitors = new Map<number, DatadogMonitor>();
  const downtimes = new Map<string, DatadogDowntime>();
  const permissions = new Set(datadogOperations().flatMap(({ scopes }) => scopes));
  const limits = new Map(DEFAULT_LIMITS);
  const used = new Map<string, number>();

  const resetSeconds = ({ periodSeconds }: DatadogLimit): number => periodSeconds - (Math.floor(now() / 1_000) % periodSeconds);
  const headersOf = (limit: DatadogLimit, remaining: number, reset = resetSeconds(limit)): Record<string, string> => ({
    'X-RateLimit-Limit': String(limit.limit),
    'X-RateLimit-Period': String(limit.periodSeconds),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(reset),
    'X-RateLimit-Name': limit.name,
  });
  const limited = ({ operation }: Call, reset: number | undefined): Answer => {
    const limit = limits.get(operation.id) ?? { name: 'default', limit: 100, periodSeconds: 60 };
    return errors(429, `Rate limit of ${String(limit.limit)} requests in ${String(limit.periodSeconds)} seconds reached. Please try again later.`, headersOf(limit, 0, reset));
  };

  const vendor: Vendor = {
    operations: datadogOperations(),
    handlers: {
      'GET /api/v1/validate': () => ({ status: 200, body: { valid: true } }),
      'GET /api/v2/validate_keys': () => ({ status: 200, body: { status: 'ok' } }),
      ...queryHandlers(store, now, () => fake.queryError),
      ...monitorHandlers(monitors, downtimes, now),
      ...downtimeHandlers(downtimes, now),
    },
    /** A wrong key and a missing permission look the same. */
    authorise: ({ operation, request }) => {
      const needsAppKey = operation.credentials.some((combination) => combination.some(({ header }) => header === 'dd-application-key'));
      const right = request.headers['dd-api-key'] === fake.apiKey && (!needsAppKey || request.headers['dd-application-key'] === fake.appKey);
      return right && operation.scopes.every((scope) => permissions.has(scope)) ? null : errors(403, 'Forbidden');
    },
    error: (status, message) => errors(status, message),
    unauthorized: () => errors(401, 'Unauthorized'),
    forbidden: () => errors(403, 'Forbidden'),
    limited,
    meter: ({ operation }) => {
      const limit = limits.get(operation.id);
      if (limit === undefined) return { headers: {}, spent: false };
      const period = `${limit.name} ${String(Math.floor(now() / 1_000 / limit.periodSeconds))}`;
      const count = (used.get(period) ?? 0) + 1;
      used.set(period, count);
      return { headers: headersOf(limit, Math.max(0, limit.limit - count)), spent: count > limit.limit };
    },
  };
  const fake: FakeDatadog = Object.assign(await startVendor(vendor, now), { push: store.push.bind(store), monitors, downtimes, permissions, limits, apiKey: DATADOG_API_KEY, appKey: DATADOG_APP_KEY, queryError: null });
  return fake;
}
