import { describe, expect, it } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../e2e/fakes/contracts.ts';
import { DATADOG_API_KEY, DATADOG_APP_KEY } from '../../../../../e2e/fakes/datadog.ts';
import { DATADOG_UNITS } from '../../../../../e2e/fakes/datadog/series.ts';
import type { Fault } from '../../../../../e2e/fakes/faults.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { SourceFailure, type PollResult, type Source } from '../source.ts';
import { datadogSignal } from './testing/signals.ts';
import { NEVER, points, startWorld, T, type World } from './testing/world.ts';

const LATENCY = 'p95:trace.http.request{service:checkout}';
const p95 = datadogSignal('p95', { query: LATENCY, unit: 's' });

async function failureOf(asked: Promise<unknown>): Promise<SourceFailure> {
  const thrown = await asked.then(() => null, (error: unknown) => error);
  expect(thrown).toBeInstanceOf(SourceFailure);
  const failure = thrown as SourceFailure;
  expect(failure.message).not.toContain(DATADOG_API_KEY);
  expect(failure.message).not.toContain(DATADOG_APP_KEY);
  return failure;
}

const identify = (source: Source): Promise<unknown> => source.identify?.(NEVER) ?? Promise.reject(new Error('nobody to ask'));

describe.skipIf(WITHOUT_CONTRACTS)(`what can be wrong with a Datadog (${NEEDS_CONTRACTS})`, () => {
  it('knows who is there', async () => {
    const world = await startWorld();
    expect(await identify(world.source)).toMatchObject({ product: 'Datadog', notes: [] });
  });

  it('says which key is wrong, or which scope is missing', async () => {
    const world = await startWorld();
    const wrong = async (source: Source): Promise<string[]> => {
      const failures = [await failureOf(identify(source)), await failureOf(world.poll([p95], source))];
      return failures.map(({ code, message }) => `${code}: ${message}`);
    };
    const apiKey = 'unauthorized: US1 (datadoghq.com) does not know the API key: it is wrong or revoked, or belongs to another site';
    expect(await wrong(world.another({ apiKey: 'f'.repeat(32) }))).toEqual([apiKey, apiKey]);
    const appKey = 'unauthorized: Datadog does not know the application key: it is wrong or revoked, or of another organisation than the API key';
    expect(await wrong(world.another({ applicationKey: 'f'.repeat(40) }))).toEqual([appKey, appKey]);
    world.datadog.permissions.delete('timeseries_query');
    const scope = 'forbidden: the application key has not the scope timeseries_query; add it to the key at Datadog, or to the role of whoever made it';
    expect(await wrong(world.another())).toEqual([scope, scope]);
  });

  it('says both where what is between does not pass on the question', async () => {
    const world = await startWorld();
    world.datadog.permissions.delete('timeseries_query');
    world.datadog.fail({ kind: 'status', status: 404 }, { only: ['ValidateAPIKey'] });
    expect((await failureOf(world.poll([p95]))).message).toBe('the application key is wrong or revoked, or has not the scope timeseries_query (403)');
  });

  it('goes on as soon as a key that was revoked is given again', async () => {
    const world = await startWorld();
    world.datadog.push(LATENCY, points(T - 600_000, T, () => 0.4), { unit: DATADOG_UNITS.second });
    expect(await world.outcomes([p95])).toMatchObject({ p95: { ok: true } });
    world.datadog.apiKey = 'a'.repeat(32);
    expect((await failureOf(world.poll([p95]))).message).toContain('does not know the API key');
    // The reason is not asked for again with every poll.
    const asked = world.datadog.calls('Validate').length;
    await failureOf(world.poll([p95]));
    expect(world.datadog.calls('Validate')).toHaveLength(asked);
    world.datadog.apiKey = DATADOG_API_KEY;
    expect(await world.outcomes([p95])).toMatchObject({ p95: { ok: true, reading: { value: 0.4 } } });
    world.datadog.appKey = 'b'.repeat(40);
    world.now += 61_000;
    expect((await failureOf(world.poll([p95]))).message).toContain('does not know the application key');
  });

  it.each<[string, string, Fault]>([
    ['server_error', 'Datadog answers with an error of its own (503)', { kind: 'status', status: 503 }],
    ['other_service', 'there is no API of Datadog at US1 (datadoghq.com) (404)', { kind: 'status', status: 404 }],
    ['other_service', 'is not the API of Datadog: expected JSON', { kind: 'html' }],
    ['redirected', 'it answers with a redirect', { kind: 'redirect' }],
    ['bad_answer', 'the answer broke off before its end', { kind: 'truncated' }],
    ['bad_answer', "the answer is not what Datadog's API gives (at \"data\")", { kind: 'shape', body: {} }],
    ['bad_answer', 'not what Datadog', { kind: 'shape', body: { data: { attributes: { series: [{}], times: [], values: [] } } } }],
    ['bad_answer', 'not what Datadog', { kind: 'shape', body: { data: { attributes: { series: [{}], times: ['now'], values: [[1]] } } } }],
    ['bad_answer', 'not what Datadog', { kind: 'shape', body: [] }],
    ['unreachable', 'closed the connection', { kind: 'dropped', when: 'before' }],
    ['bad_answer', 'unexpected status 418: invalid request:', { kind: 'echo', status: 418 }],
  ])('%s: %s', async (code, message, fault) => {
    const world = await startWorld();
    world.datadog.fail(fault);
    const failure = await failureOf(world.poll([p95]));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(message);
    world.datadog.mend();
    expect(await world.outcomes([p95])).toMatchObject({ p95: { ok: true } });
  });

  it('repeats no key that a refusal repeats', async () => {
    const world = await startWorld();
    world.datadog.fail({ kind: 'echo', status: 400 });
    const { p95: outcome } = await world.outcomes([p95]);
    expect(outcome).toMatchObject({ ok: false, kind: 'query', message: expect.stringContaining('dd-api-key') });
    expect(JSON.stringify(outcome)).not.toContain(DATADOG_API_KEY);
    expect(JSON.stringify(outcome)).not.toContain(DATADOG_APP_KEY);
  });

  it('waits no longer than it may for an answer, or for the end of one', async () => {
    const world = await startWorld();
    const source = world.another({ timeoutMs: 60 });
    for (const kind of ['held', 'stalled'] as const) {
      world.datadog.fail({ kind });
      expect((await failureOf(world.poll([p95], source))).code).toBe('timeout');
      world.datadog.mend();
    }
  });

  it('cuts off an answer without an end, and says which query gives too much', async () => {
    const world = await startWorld();
    world.datadog.fail({ kind: 'endless' });
    expect(await world.outcomes([p95])).toMatchObject({ p95: { ok: false, kind: 'query', message: 'the query gives more series than can be read; name fewer groups, or aggregate them' } });
  });

  it('reads ten thousand groups as one number', async () => {
    const world = await startWorld();
    const query = 'sum:hits{*} by {host}';
    for (let host = 0; host < 10_000; host++) world.datadog.push(query, [[T - 60_000, 1]], { tags: [`host:web-${String(host)}`] });
    const begun = process.threadCpuUsage();
    expect(await world.outcomes([datadogSignal('all', { query, select: { aggregate: 'sum' } }), p95])).toMatchObject({ all: { reading: { value: 10_000, sampleTime: T - 60_000 } } });
    /* What it costs, not how long a busy machine takes for it. */
    expect(process.threadCpuUsage(begun).user / 1_000).toBeLessThan(2_000);
  });
});

/** Polls one group as the poller does, for so long. */
async function follow(world: World, spanMs: number, each: (result: PollResult) => void): Promise<number> {
  const until = world.now + spanMs;
  const group = world.source.plan([p95])[0] ?? { key: '', signals: [] };
  let polls = 0;
  while (world.now < until) {
    const result = await world.source.poll(group, NEVER).catch((error: unknown) => error as SourceFailure);
    polls += 1;
    if (!(result instanceof SourceFailure)) each(result);
    world.now += Math.max(1_000, result instanceof SourceFailure ? (result.retryAfterMs ?? 15_000) : (result.nextMs ?? 15_000));
  }
  return polls;
}

describe.skipIf(WITHOUT_CONTRACTS)(`the limits of a Datadog (${NEEDS_CONTRACTS})`, () => {
  it('spreads its questions so that a limit lasts, and says so', async () => {
    const world = await startWorld();
    world.datadog.limits.set('QueryTimeseriesData', { name: 'query_v2', limit: 60, periodSeconds: 3_600 });
    const warnings = new Set<string>();
    const paces = new Set<number | undefined>();
    const polls = await follow(world, 3_600_000, (result) => {
      for (const warning of result.warnings) warnings.add(warning);
      paces.add(result.paceMs);
    });
    expect(polls).toBeGreaterThan(35);
    expect(polls).toBeLessThanOrEqual(60);
    expect(world.datadog.seen.map(({ status }) => status)).not.toContain(429);
    expect([...warnings]).toContain('1 signal asked every 90 s instead of 15 s: Datadog allows 60 requests an hour (query_v2).');
    expect(Math.max(...[...paces].map((pace) => pace ?? 0))).toBeLessThanOrEqual(120_000);
    expect(world.source.budget?.()).toMatchObject({ name: 'query_v2', limit: 60, periodMs: 3_600_000 });
  });

  it('says nothing and slows nothing where the limit is no matter', async () => {
    const world = await startWorld();
    const polls = await follow(world, 600_000, (result) => expect([result.warnings, result.paceMs]).toEqual([[], undefined]));
    expect(polls).toBeGreaterThan(25);
    expect(world.source.budget?.()).toMatchObject({ name: 'query_v2', limit: 100, periodMs: 60_000 });
  });

  it('asks nothing until the reset once a limit is spent, and then one after the other', async () => {
    const world = await startWorld();
    world.datadog.fail({ kind: 'limited', resetSeconds: 40 });
    const signals = Array.from({ length: 5 }, (_, index) => datadogSignal(`s${String(index)}`, { query: 'avg:a{*}', every: 15 + 60 * index }));
    const groups = world.source.plan(signals);
    const failures = [];
    for (const group of groups) failures.push(await failureOf(world.source.poll(group, NEVER)));
    expect(world.datadog.seen).toHaveLength(1);
    expect(failures.map(({ code }) => code)).toEqual(groups.map(() => 'rate_limited'));
    expect(failures[0]?.message).toBe('the limit of Datadog is spent: it allows 100 requests a minute (query_v2); asked again at 14:00:40 UTC');
    expect(failures.map(({ retryAfterMs }) => retryAfterMs)).toEqual([40_000, 40_200, 40_400, 40_600, 40_800]);
    world.datadog.mend();
    world.now += 39_000;
    await failureOf(world.source.poll(groups[0] ?? { key: '', signals: [] }, NEVER));
    expect(world.datadog.seen).toHaveLength(1);
    world.now += 1_000;
    expect(await world.outcomes(signals)).toMatchObject({ s0: { ok: true }, s4: { ok: true } });
    // What is asked for by a chart keeps to the limit too.
    world.datadog.fail({ kind: 'limited', resetSeconds: 40 });
    const span = { from: epochMs(T - 600_000), to: epochMs(T) };
    expect((await failureOf(world.source.history(p95, span, durationMs(20_000), NEVER))).code).toBe('rate_limited');
  });

  it('waits a minute where a 429 does not say how long', async () => {
    const world = await startWorld();
    world.datadog.fail({ kind: 'status', status: 429 });
    const failure = await failureOf(world.poll([p95]));
    expect([failure.code, failure.message, failure.retryAfterMs]).toEqual(['rate_limited', 'Datadog asks us to slow down (429); asked again at 14:01:00 UTC', 60_000]);
    const asked = world.datadog.seen.length;
    await failureOf(world.poll([p95]));
    expect(world.datadog.seen).toHaveLength(asked);
  });
});
