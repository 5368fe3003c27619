import { afterEach, describe, expect, it } from 'vitest';
import type { VendorOperation } from '../../src/main/engine/sources/vendor-operation.ts';
import { holdToContract } from './contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from './contracts.ts';
import { DATADOG_API_KEY, DATADOG_APP_KEY, startDatadog, type FakeDatadog } from './datadog.ts';
import { DATADOG_UNITS } from './datadog/series.ts';

const KEYS = { 'DD-API-KEY': DATADOG_API_KEY, 'DD-APPLICATION-KEY': DATADOG_APP_KEY };
const T = Date.parse('2026-11-02T14:00:00Z');
const LATENCY = 'avg:checkout.latency{env:prod}';

let datadog: FakeDatadog;
let nowMs = T;
const start = async (): Promise<FakeDatadog> => {
  nowMs = T;
  datadog = await startDatadog({ now: () => nowMs });
  return datadog;
};
afterEach(async () => {
  await datadog.stop();
  expect(datadog.problems).toEqual([]);
});

const get = async (path: string, query: Record<string, string> = {}, headers: Record<string, string> = KEYS): Promise<Response> => fetch(`${datadog.url}${path}?${new URLSearchParams(query).toString()}`, { headers });
const post = async (path: string, body: unknown): Promise<Response> => fetch(`${datadog.url}${path}`, { method: 'POST', headers: { ...KEYS, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const timeseries = (attributes: object): object => ({ data: { type: 'timeseries_request', attributes: { from: T - 60_000, to: T, interval: 20_000, ...attributes } } });

describe.skipIf(WITHOUT_CONTRACTS)(`a Datadog that plays by its own description (${NEEDS_CONTRACTS})`, () => {
  it('answers v1 in buckets, the newest one still filling', async () => {
    await start();
    datadog.push(LATENCY, [[T - 60_000, 0.2], [T - 50_000, 0.4], [T - 20_000, 0.8], [T - 1_000, 9], [T + 5_000, 99]], { unit: DATADOG_UNITS.second });
    const ask = async (): Promise<unknown> => ((await (await get('/api/v1/query', { from: String(T / 1_000 - 60), to: String(T / 1_000 + 60), query: LATENCY })).json()) as { series: { pointlist: unknown; unit: unknown[] }[] }).series.map(({ pointlist }) => pointlist);
    expect(await ask()).toEqual([[[T - 60_000, expect.closeTo(0.3)], [T - 20_000, 4.9]]]);
    nowMs = T + 6_000;
    expect(await ask()).toEqual([[[T - 60_000, expect.closeTo(0.3)], [T - 20_000, 4.9], [T, 99]]]);
  });

  it('makes buckets as wide as a rollup wants', async () => {
    await start();
    datadog.push('sum:errors{*}', [[T - 60_000, 1], [T - 50_000, 2], [T - 40_000, 3]]);
    const body = await (await get('/api/v1/query', { from: String(T / 1_000 - 60), to: String(T / 1_000), query: 'sum:errors{*}.rollup(max, 60)' })).json();
    expect(body).toMatchObject({ series: [{ interval: 60, aggr: 'max', pointlist: [[T - 60_000, 3]] }] });
    const v2 = await (await post('/api/v2/query/timeseries', timeseries({ queries: [{ data_source: 'metrics', query: 'sum:errors{*}.rollup(10)' }] }))).json();
    expect(v2).toMatchObject({ data: { attributes: { times: [T - 60_000, T - 50_000, T - 40_000], values: [[1, 2, 3]] } } });
  });

  it('answers several v1 queries of one request, and says which is which', async () => {
    await start();
    datadog.push('sum:errors{*}', [[T - 20_000, 3]]);
    datadog.push(LATENCY, [[T - 20_000, 0.5]]);
    const body = (await (await get('/api/v1/query', { from: String(T / 1_000 - 60), to: String(T / 1_000), query: `sum:errors{*},${LATENCY},avg:nobody.knows{*}` })).json()) as { series: { query_index: number; metric: string }[] };
    expect(body.series.map(({ query_index, metric }) => [query_index, metric])).toEqual([[0, 'errors'], [1, 'checkout.latency']]);
  });

  it('computes formulas over groups, with null where one has no value', async () => {
    await start();
    datadog.push('sum:errors{*} by {host}', [[T - 40_000, 5], [T - 20_000, 1]], { tags: ['host:a'] });
    datadog.push('sum:errors{*} by {host}', [[T - 20_000, 2]], { tags: ['host:b'] });
    datadog.push('sum:requests{*}', [[T - 40_000, 100], [T - 20_000, 50]]);
    const queries = [{ data_source: 'metrics', name: 'e', query: 'sum:errors{*} by {host}' }, { data_source: 'metrics', name: 'r', query: 'sum:requests{*}' }];
    const body = await (await post('/api/v2/query/timeseries', timeseries({ queries, formulas: [{ formula: 'e / r * 100' }] }))).json();
    expect(body).toMatchObject({ data: { attributes: { times: [T - 40_000, T - 20_000], values: [[5, 2], [null, 4]], series: [{ group_tags: ['host:a'] }, { group_tags: ['host:b'] }] } } });
    const scalar = await post('/api/v2/query/scalar', { data: { type: 'scalar_request', attributes: { from: T - 60_000, to: T, queries: queries.map((query) => ({ ...query, aggregator: 'sum' })), formulas: [{ formula: 'e / r' }] } } });
    expect(await scalar.json()).toMatchObject({ data: { attributes: { columns: [{ type: 'group', name: 'host', values: [['a'], ['b']] }, { type: 'number', values: [0.04, expect.closeTo(2 / 150)] }] } } });
    const wrong = await post('/api/v2/query/timeseries', timeseries({ queries, formulas: [{ formula: 'e / nobody' }] }));
    expect([wrong.status, await wrong.json()]).toEqual([400, { errors: ['Error parsing formula: query nobody is not defined'] }]);
  });

  it('answers a query that it cannot finish with an error in a 200', async () => {
    await start();
    datadog.queryError = 'Query timed out';
    expect(await (await get('/api/v1/query', { from: '0', to: '60', query: LATENCY })).json()).toMatchObject({ status: 'error', error: 'Query timed out', series: [] });
    const v2 = await post('/api/v2/query/timeseries', timeseries({ queries: [{ data_source: 'metrics', query: LATENCY }] }));
    expect([v2.status, await v2.json()]).toMatchObject([200, { errors: 'Query timed out' }]);
  });

  it('answers for ten thousand groups', async () => {
    await start();
    for (let host = 0; host < 10_000; host += 1) datadog.push('avg:cpu{*} by {host}', [[T - 40_000, host], [T - 20_000, host]], { tags: [`host:${String(host)}`] });
    const body = (await (await post('/api/v2/query/timeseries', timeseries({ queries: [{ data_source: 'metrics', query: 'avg:cpu{*} by {host}' }] }))).json()) as { data: { attributes: { values: number[][] } } };
    expect(body.data.attributes.values).toHaveLength(10_000);
  });

  it('says how much of a limit is left, and 429 when it is used up, until the period ends', async () => {
    const { limits } = await start();
    limits.set('QueryMetrics', { name: 'q', limit: 2, periodSeconds: 60 });
    nowMs = T + 15_000;
    const ask = async (): Promise<unknown> => {
      const { status, headers } = await get('/api/v1/query', { from: '0', to: '60', query: LATENCY });
      return [status, headers.get('x-ratelimit-remaining'), headers.get('x-ratelimit-reset'), headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-period'), headers.get('x-ratelimit-name')];
    };
    expect([await ask(), await ask(), await ask()]).toEqual([[200, '1', '45', '2', '60', 'q'], [200, '0', '45', '2', '60', 'q'], [429, '0', '45', '2', '60', 'q']]);
    nowMs = T + 61_000;
    expect(await ask()).toEqual([200, '1', '59', '2', '60', 'q']);
  });

  it('does not tell a wrong key from a missing permission, but a missing one from both', async () => {
    await start();
    const status = async (path: string, headers: Record<string, string>): Promise<number> => (await get(path, {}, headers)).status;
    expect(await status('/api/v1/validate', { 'DD-API-KEY': DATADOG_API_KEY })).toBe(200);
    expect(await status('/api/v1/validate', { 'DD-API-KEY': 'f'.repeat(32) })).toBe(403);
    expect(await status('/api/v1/monitor', { ...KEYS, 'DD-APPLICATION-KEY': 'f'.repeat(40) })).toBe(403);
    expect(await status('/api/v1/monitor', KEYS)).toBe(200);
    datadog.permissions.delete('monitors_read');
    expect(await status('/api/v1/monitor', KEYS)).toBe(403);
    expect(datadog.refused).toEqual([]);
    expect(await status('/api/v1/monitor', { 'DD-API-KEY': DATADOG_API_KEY })).toBe(401);
    expect(datadog.refused.map(({ reason }) => reason)).toEqual(['credentials are missing: dd-api-key and dd-application-key, or authorization: bearer']);
    expect(JSON.stringify([datadog.seen, datadog.refused])).not.toContain(DATADOG_API_KEY);
  });

  it('lists monitors by page, their groups and the downtimes that mute them only where asked', async () => {
    const { monitors, downtimes } = await start();
    for (let id = 1; id <= 5; id += 1) monitors.set(id, { id, name: `Monitor ${String(id)}`, query: 'avg(last_5m):avg:a{*} > 1', state: 'OK', tags: ['service:checkout'] });
    monitors.set(3, { id: 3, name: 'Latency', query: 'avg(last_5m):avg:a{*} by {host} > 1', state: 'Alert', groups: { 'host:a': { state: 'Alert', triggeredAt: 1_762_000_000 }, 'host:b': { state: 'OK' } } });
    downtimes.set('d1', { id: 'd1', numericId: 77, scope: 'env:prod', monitor: { id: 3 }, startMs: T - 1_000, endMs: T + 1_000 });
    const names = async (query: Record<string, string>): Promise<string[]> => ((await (await get('/api/v1/monitor', query)).json()) as { name: string }[]).map(({ name }) => name);
    expect(await names({ page: '1', page_size: '2' })).toEqual(['Latency', 'Monitor 4']);
    expect(await names({ monitor_tags: 'service:checkout' })).toHaveLength(4);
    expect(await (await get('/api/v1/monitor/3', {})).json()).not.toHaveProperty('state');
    expect(await (await get('/api/v1/monitor/3', { group_states: 'alert', with_downtimes: 'true' })).json()).toMatchObject({ state: { groups: { 'host:a': { status: 'Alert', last_triggered_ts: 1_762_000_000 } } }, matching_downtimes: [{ id: 77, end: (T + 1_000) / 1_000 }] });
    expect(await (await get('/api/v1/monitor/search', { query: 'status:alert' })).json()).toMatchObject({ monitors: [{ id: 3 }], metadata: { total_count: 1 } });
    expect(await (await get('/api/v1/monitor/groups/search', { query: 'status:alert' })).json()).toMatchObject({ groups: [{ group: 'host:a', monitor_id: 3 }] });
    expect((await get('/api/v1/monitor/99')).status).toBe(404);
    expect(await (await get('/api/v2/downtime', { current_only: 'true', 'page[limit]': '10' })).json()).toMatchObject({ data: [{ id: 'd1', attributes: { status: 'active', monitor_identifier: { monitor_id: 3 } } }] });
    nowMs = T + 2_000;
    expect(await (await get('/api/v2/downtime', { current_only: 'true' })).json()).toMatchObject({ data: [] });
  });

  it('holds a client to the description: what it sends is accepted, every change of it refused', async () => {
    await start();
    const client: VendorOperation[] = [
      { id: 'Validate', method: 'GET', path: '/api/v1/validate' },
      { id: 'QueryMetrics', method: 'GET', path: '/api/v1/query' },
      { id: 'QueryTimeseriesData', method: 'POST', path: '/api/v2/query/timeseries' },
      { id: 'ListMonitors', method: 'GET', path: '/api/v1/monitor' },
      { id: 'ListDowntimes', method: 'GET', path: '/api/v2/downtime' },
    ];
    await get('/api/v1/validate');
    await get('/api/v1/query', { from: '1', to: '2', query: LATENCY });
    await post('/api/v2/query/timeseries', timeseries({ queries: [{ data_source: 'metrics', query: LATENCY }] }));
    await get('/api/v1/monitor', { page: '0', with_downtimes: 'true' });
    await get('/api/v2/downtime', { 'page[limit]': '10' });
    const report = await holdToContract(datadog, client, KEYS);
    expect(report.problems).toEqual([]);
    expect(report.refused).toBeGreaterThan(25);

    const unknown = await holdToContract(datadog, [{ id: 'Validate', method: 'POST', path: '/api/v1/validate' }, { id: 'GetMonitor', method: 'GET', path: '/api/v1/monitor/{monitor_id}' }], KEYS);
    expect(unknown.problems).toEqual(["POST /api/v1/validate (Validate) is not in the vendor's description", 'GET /api/v1/monitor/{monitor_id} (GetMonitor) was never called by the client']);
  });
});
