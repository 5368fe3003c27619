import { describe, expect, it } from 'vitest';
import { holdToContract } from '../../../../../e2e/fakes/contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../e2e/fakes/contracts.ts';
import { DATADOG_API_KEY, DATADOG_APP_KEY } from '../../../../../e2e/fakes/datadog.ts';
import { DATADOG_UNITS } from '../../../../../e2e/fakes/datadog/series.ts';
import { SourceId } from '../../../../shared/model/ids.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { DATADOG_OPERATIONS } from './client.ts';
import { datadogSignal } from './testing/signals.ts';
import { NEVER, points, startWorld, T } from './testing/world.ts';

const LATENCY = 'p95:trace.http.request{service:checkout}';
const p95 = datadogSignal('p95', { query: LATENCY, unit: 's' });
const QUERIES = { e: 'sum:errors{*}.as_count()', r: 'sum:requests{*}.as_count()' };
const errors = datadogSignal('errors', { queries: QUERIES, formula: 'e / r', unit: 'ratio' });

describe.skipIf(WITHOUT_CONTRACTS)(`reading a Datadog (${NEEDS_CONTRACTS})`, () => {
  it('reads the newest point that is over, never the one that is filling', async () => {
    const world = await startWorld();
    world.now = T + 45_000;
    world.datadog.push(LATENCY, points(T - 600_000, T + 45_000, (at) => (at >= T + 40_000 ? 9 : at >= T + 20_000 ? 0.8 : 0.2)), { unit: DATADOG_UNITS.second });
    // Nothing is known of its delay: the last point but one.
    const { p95: first } = await world.outcomes([p95]);
    expect(first).toMatchObject({ ok: true, reading: { sampleTime: T, value: 0.2, noValue: null, usualAgeMs: 40_000 } });
    for (const at of [62_000, 66_000, 83_000, 87_000, 103_000]) {
      world.datadog.push(LATENCY, points(world.now, T + at, () => 9), { unit: DATADOG_UNITS.second });
      world.now = T + at;
      await world.poll([p95]);
    }
    // It was never seen to change after its end.
    const [result] = await world.poll([p95]);
    expect(result?.outcomes[0]).toMatchObject({ reading: { sampleTime: T + 80_000, value: 9 } });
    expect(result?.nextMs).toBeGreaterThan(10_000);
    expect(result?.nextMs).toBeLessThan(25_000);
  });

  it('asks plain queries and formulas of one interval in one request', async () => {
    const world = await startWorld();
    world.datadog.push(LATENCY, points(T - 600_000, T, () => 250), { unit: DATADOG_UNITS.millisecond });
    world.datadog.push(QUERIES.e, points(T - 600_000, T, () => 3));
    world.datadog.push(QUERIES.r, points(T - 600_000, T, () => 100));
    expect(await world.outcomes([p95, errors])).toMatchObject({ p95: { reading: { value: 0.25 } }, errors: { reading: { value: 0.03 } } });
    expect(world.datadog.seen.map(({ operationId }) => operationId)).toEqual(['QueryTimeseriesData']);
  });

  it('asks what mixes queries by itself as Datadog had it first', async () => {
    const world = await startWorld();
    world.datadog.push('sum:a{*}', points(T - 600_000, T, () => 3));
    world.datadog.push('top(sum:b{*}, 1)', points(T - 600_000, T, () => 4));
    const signals = [datadogSignal('a', { query: 'top(sum:b{*}, 1)' }), datadogSignal('b', { query: '2 * sum:c{*}' })];
    expect(await world.outcomes(signals)).toMatchObject({ a: { reading: { value: 4 } }, b: { reading: { value: null, noValue: 'empty', sampleTime: null } } });
    expect(world.datadog.seen.map(({ operationId, query }) => [operationId, query['query']])).toEqual([['QueryMetrics', 'top(sum:b{*}, 1), 2 * sum:c{*}']]);
  });

  it('says of each of several which one is wrong, and does not ask that one again for a while', async () => {
    const world = await startWorld();
    world.datadog.push(LATENCY, points(T - 600_000, T, () => 0.3), { unit: DATADOG_UNITS.second });
    const bad = datadogSignal('bad', { queries: { a: 'sum:errors' }, formula: 'a' });
    const worse = datadogSignal('worse', { queries: { a: 'sum:errors{*}' }, formula: 'a / / 2' });
    const all = [p95, bad, errors, worse];
    const check = async (): Promise<void> => {
      expect(await world.outcomes(all)).toMatchObject({
        p95: { ok: true, reading: { value: 0.3 } },
        errors: { ok: true, reading: { noValue: 'empty' } },
        bad: { ok: false, kind: 'query', message: expect.stringContaining('unable to parse sum:errors') },
        worse: { ok: false, kind: 'query', message: expect.stringContaining('Error parsing formula') },
      });
    };
    await check();
    const asked = world.datadog.seen.length;
    world.now += 20_000;
    await check();
    expect(world.datadog.seen.length - asked).toBe(1);
    world.now += 300_000;
    world.datadog.push(LATENCY, points(T, world.now, () => 0.3), { unit: DATADOG_UNITS.second });
    await check();
    expect(world.datadog.seen.length - asked).toBe(4);
  });

  it('says of a query that Datadog understood and could not finish why', async () => {
    const world = await startWorld();
    world.datadog.queryError = 'Query timed out';
    expect(await world.outcomes([p95, datadogSignal('c', { query: 'sum:c{*} / 2' })])).toMatchObject({ p95: { ok: false, kind: 'query', message: 'Datadog refuses the query: Query timed out' }, c: { ok: false, kind: 'query' } });
  });

  it('keeps gaps and nulls as gaps, and a line that has stopped as old', async () => {
    const world = await startWorld();
    world.datadog.push(LATENCY, points(T - 600_000, T - 120_000, (at) => (at < T - 300_000 && at >= T - 360_000 ? null : 0.4)), { unit: DATADOG_UNITS.second });
    expect(await world.outcomes([p95])).toMatchObject({ p95: { reading: { sampleTime: T - 140_000, value: 0.4, evaluatedAt: expect.any(Number) } } });
    const history = await world.source.history(p95, { from: epochMs(T - 600_000), to: epochMs(T) }, durationMs(20_000), NEVER);
    expect(history.map(({ time }) => time)).toEqual([...range(T - 600_000, T - 360_000), ...range(T - 300_000, T - 120_000)]);
    expect(history.every(({ value }) => value === 0.4)).toBe(true);
  });

  it('converts units that it knows, and refuses what it cannot', async () => {
    const world = await startWorld();
    world.datadog.push(LATENCY, points(T - 600_000, T, () => 0.4), { unit: DATADOG_UNITS.second });
    world.datadog.push('avg:cpu{*}', points(T - 600_000, T, () => 87), { unit: DATADOG_UNITS.percent });
    const signals = [datadogSignal('ms', { query: LATENCY, unit: 'ms' }), datadogSignal('cpu', { query: 'avg:cpu{*}', unit: 'ratio' }), datadogSignal('wrong', { query: 'avg:cpu{*}', unit: 'bytes' })];
    expect(await world.outcomes(signals)).toMatchObject({ ms: { reading: { value: 400 } }, cpu: { reading: { value: 0.87 } }, wrong: { ok: false, kind: 'query', message: expect.stringContaining('Datadog gives this in percent, and the signal is bytes') } });
  });

  it('takes the series that is meant, or all as one number; never the first of several', async () => {
    const world = await startWorld();
    const query = 'sum:hits{*} by {host}';
    for (const [host, value] of [['a', 1], ['b', 4]] as const) world.datadog.push(query, points(T - 600_000, T, () => value), { tags: [`host:${host}`] });
    const signals = [datadogSignal('none', { query }), datadogSignal('b', { query, select: { labels: { host: 'b' } } }), datadogSignal('all', { query, select: { aggregate: 'sum' } })];
    expect(await world.outcomes(signals)).toMatchObject({ none: { ok: false, message: expect.stringContaining('the query gives 2 series (they differ in host)') }, b: { reading: { value: 8 } }, all: { reading: { value: 10 } } });
  });

  it('serves the history of all that share a request from one answer', async () => {
    const world = await startWorld();
    world.datadog.push(LATENCY, points(T - 3_600_000, T, () => 0.4), { unit: DATADOG_UNITS.second });
    world.datadog.push(QUERIES.e, points(T - 3_600_000, T, () => 3));
    world.datadog.push(QUERIES.r, points(T - 3_600_000, T, () => 100));
    await world.poll([p95, errors]);
    const before = world.datadog.seen.length;
    const span = { from: epochMs(T - 3_600_000), to: epochMs(T) };
    const [latency, ratio] = await Promise.all([p95, errors].map((signal) => world.source.history(signal, span, durationMs(15_000), NEVER)));
    expect(world.datadog.seen.length - before).toBe(1);
    expect([latency?.length, ratio?.length]).toEqual([179, 179]);
    expect(ratio?.[0]).toEqual({ time: T - 3_600_000, value: 0.03 });
    // A week in an hour's steps is asked as such.
    await world.source.history(p95, { from: epochMs(T - 7 * 86_400_000), to: epochMs(T) }, durationMs(3_600_000), NEVER);
    expect(world.datadog.seen.at(-1)?.body).toMatchObject({ data: { attributes: { interval: 3_600_000 } } });
  });

  it('reckons on the clock of Datadog, and says how far it is from ours', async () => {
    const world = await startWorld();
    world.skewMs = 90_000;
    world.datadog.push(LATENCY, points(T - 600_000, T, (at) => (at >= T - 20_000 ? 9 : 0.4)), { unit: DATADOG_UNITS.second });
    await world.poll([p95]);
    const [result] = await world.poll([p95]);
    expect(result?.clockOffsetMs).toBeGreaterThan(-91_000);
    expect(result?.clockOffsetMs).toBeLessThan(-89_000);
    const [outcome] = result?.outcomes ?? [];
    expect(outcome).toMatchObject({ reading: { sampleTime: T - 40_000, value: 0.4 } });
  });

  it('makes only calls that Datadog describes', async () => {
    const world = await startWorld();
    world.datadog.push(LATENCY, points(T - 600_000, T, () => 0.4));
    await world.poll([p95, datadogSignal('c', { query: 'sum:c{*} / 2' })]);
    world.datadog.permissions.delete('timeseries_query');
    await expect(world.poll([p95])).rejects.toThrow();
    world.datadog.permissions.add('timeseries_query');
    const reads = world.another({ monitors: { source: SourceId.parse('dd'), everyMs: durationMs(60_000), tags: ['team:payments'] } });
    for (const feed of reads.feeds ?? []) await feed.poll(NEVER);
    const report = await holdToContract(world.datadog, DATADOG_OPERATIONS, { 'DD-API-KEY': DATADOG_API_KEY, 'DD-APPLICATION-KEY': DATADOG_APP_KEY });
    expect(report.problems).toEqual([]);
    expect(report.refused).toBeGreaterThan(DATADOG_OPERATIONS.length);
  });
});

const range = (from: number, to: number): number[] => Array.from({ length: (to - from) / 20_000 }, (_, index) => from + index * 20_000);
