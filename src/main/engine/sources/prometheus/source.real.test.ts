import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeriesSelect } from '../../../../shared/model/config.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { findPrometheus, serviceMetrics, startExporter, startPrometheus, waitUntil, type RunningExporter, type RunningPrometheus } from '../testing/processes.ts';
import { endpointAt, promSignal } from '../testing/specs.ts';
import type { PollOutcome, PollResult, SampleReading, SignalSpec, Source } from '../source.ts';
import { createPrometheusSource } from './source.ts';
import { realClock } from '../../testing/real-clock.ts';

const HAS_PROMETHEUS = (await findPrometheus()) !== null;
const NEVER = new AbortController().signal;
const RULES = `groups:
  - name: recorded
    rules: [{ record: "job:up:sum", expr: "sum by (job) (up)" }]
`;
const ODD_VALUES = 'odd_value{kind="nan"} NaN\nodd_value{kind="plus"} +Inf\nodd_value{kind="minus"} -Inf\n';

describe.skipIf(!HAS_PROMETHEUS)('reading a real Prometheus', () => {
  let exporter: RunningExporter;
  let prometheus: RunningPrometheus;
  let source: Source;

  beforeAll(async () => {
    const metrics = serviceMetrics(['checkout', 'login', 'search']);
    exporter = await startExporter(() => metrics() + ODD_VALUES);
    prometheus = await startPrometheus({ targets: { api: [exporter.target] }, rules: RULES });
    source = createPrometheusSource(endpointAt(prometheus.url), { clock: realClock });
    await waitUntil('eight scrapes', () => exporter.scrapes() >= 8);
  });
  afterAll(async () => {
    await source?.close();
    await prometheus?.remove();
    await exporter?.stop();
  });

  const pollAll = async (signals: readonly SignalSpec[]): Promise<PollResult> => {
    const results = await Promise.all(source.plan(signals).map((group) => source.poll(group, NEVER)));
    return { outcomes: results.flatMap(({ outcomes }) => outcomes), clockOffsetMs: results[0]?.clockOffsetMs ?? null, warnings: results.flatMap(({ warnings }) => warnings) };
  };
  const pollOne = async (query: string, select?: SeriesSelect): Promise<PollOutcome> => {
    const { outcomes } = await pollAll([promSignal('one', query, select)]);
    expect(outcomes).toHaveLength(1);
    return outcomes[0]!;
  };
  const readingOf = (outcome: PollOutcome): SampleReading => {
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.reading;
  };

  it('brings the value, the time of its newest raw sample and the offset of the clock', async () => {
    const { outcomes, clockOffsetMs, warnings } = await pollAll([promSignal('depth', 'queue_depth{service="login"}')]);
    const reading = readingOf(outcomes[0]!);
    expect(reading).toMatchObject({ value: 6, noValue: null });
    expect(reading.evaluatedAt - reading.sampleTime!).toBeGreaterThanOrEqual(0);
    expect(reading.evaluatedAt - reading.sampleTime!).toBeLessThan(10_000);
    expect(Math.abs(clockOffsetMs!)).toBeLessThan(2_000);
    expect(warnings).toEqual([]);
  });

  it('asks sixty signals in one request, each with its own answer', async () => {
    const services = ['checkout', 'login', 'search', ...Array.from({ length: 57 }, (_, index) => `none-${String(index)}`)];
    const signals = services.map((service) => promSignal(`depth-${service}`, `sum(queue_depth{service="${service}"})`));
    expect(source.plan(signals)).toHaveLength(1);
    expect(source.plan(signals.toReversed())).toEqual(source.plan(signals));
    const { outcomes } = await pollAll(signals);
    const values = new Map(outcomes.map((outcome) => [outcome.signal as string, readingOf(outcome)]));
    expect(values.get('depth-checkout')).toMatchObject({ value: 5, noValue: null });
    expect(values.get('depth-search')).toMatchObject({ value: 7, noValue: null });
    expect(values.get('depth-none-3')).toMatchObject({ value: null, noValue: 'empty', sampleTime: null });
  });

  it('says how to choose when a query gives several series, and takes the one chosen', async () => {
    const several = await pollOne('queue_depth');
    expect(several).toMatchObject({ ok: false, kind: 'query' });
    expect(several.ok ? '' : several.message).toMatch(/gives 3 series \(they differ in service\); choose one with "select: \{ labels/);
    expect(readingOf(await pollOne('queue_depth', { labels: { service: 'search' } })).value).toBe(7);
    expect(readingOf(await pollOne('queue_depth', { labels: { service: 'nobody' } })).noValue).toBe('empty');
    expect(await pollOne('queue_depth', { labels: { queue: 'mail' } })).toMatchObject({ ok: false, message: expect.stringContaining('3 series match "select.labels"') });
    for (const [how, value] of [['sum', 18], ['avg', 6], ['min', 5], ['max', 7]] as const) expect(readingOf(await pollOne('queue_depth', { aggregate: how })).value).toBe(value);
  });

  it('asks a query once for all signals that select from it', async () => {
    const signals = (['checkout', 'login', 'search'] as const).map((service) => promSignal(`s-${service}`, 'queue_depth', { labels: { service } }));
    const { outcomes } = await pollAll(signals);
    expect(outcomes.map((outcome) => readingOf(outcome).value)).toEqual([5, 6, 7]);
  });

  it.each([
    ['odd_value{kind="nan"}', 'NaN'],
    ['odd_value{kind="plus"}', '+Inf'],
    ['odd_value{kind="minus"}', '-Inf'],
    ['odd_value{kind="none"}', 'empty'],
  ])('keeps %s apart from every number', async (query, noValue) => {
    expect(readingOf(await pollOne(query))).toMatchObject({ value: null, noValue });
  });

  it('knows no sample time where there are no samples', async () => {
    for (const query of ['vector(1)', 'time() * 0 + 1', 'absent(nothing_like_this)', '1']) expect(readingOf(await pollOne(query))).toMatchObject({ value: 1, sampleTime: null });
  });

  it('takes the time of a recorded series from the recording', async () => {
    await waitUntil('the rule has run', async () => readingOf(await pollOne('job:up:sum')).value !== null);
    expect(readingOf(await pollOne('job:up:sum')).sampleTime).not.toBeNull();
  });

  it('tells the wrong query of itself alone, in the words of Prometheus', async () => {
    const signals = [
      promSignal('good', 'sum(queue_depth)'),
      promSignal('broken', 'sum(queue_depth'),
      promSignal('mistyped', 'rate(queue_depth)'),
      promSignal('many', 'queue_depth * on (queue) queue_depth'),
      promSignal('range', 'queue_depth[5s]'),
      promSignal('text', '"hello"'),
      promSignal('good-too', 'avg(queue_depth)'),
    ];
    for (const round of [1, 2]) {
      const { outcomes } = await pollAll(signals);
      const by = new Map(outcomes.map((outcome) => [outcome.signal as string, outcome]));
      expect([round, readingOf(by.get('good')!).value, readingOf(by.get('good-too')!).value]).toEqual([round, 18, 6]);
      expect(by.get('broken')).toMatchObject({ ok: false, kind: 'query', message: expect.stringContaining('parse error') });
      expect(by.get('mistyped')).toMatchObject({ ok: false, kind: 'query', message: expect.stringContaining('expected type range vector') });
      expect(by.get('many')).toMatchObject({ ok: false, kind: 'query', message: expect.stringContaining('duplicate series') });
      expect(by.get('range')).toMatchObject({ ok: false, kind: 'query', message: expect.stringContaining('a range of samples') });
      expect(by.get('text')).toMatchObject({ ok: false, kind: 'query', message: expect.stringContaining('a text') });
    }
  });

  it('reads history without repeating the last sample, as many points as were asked for', async () => {
    const to = epochMs(Date.now());
    const points = await source.history(promSignal('depth', 'queue_depth', { aggregate: 'sum' }), { from: epochMs(to - 6_000), to }, durationMs(1_000), NEVER);
    expect(points.length).toBeGreaterThanOrEqual(4);
    expect(points.length).toBeLessThanOrEqual(7);
    expect(points.every(({ time, value }) => time % 1_000 === 0 && value === 18)).toBe(true);
    expect(await source.history(promSignal('all', 'queue_depth'), { from: epochMs(to - 6_000), to }, durationMs(1_000), NEVER)).toEqual([]);
    const odd = await source.history(promSignal('nan', 'odd_value{kind="nan"}'), { from: epochMs(to - 3_000), to }, durationMs(1_000), NEVER);
    expect(odd.length).toBeGreaterThan(0);
    expect(odd.every(({ value }) => Number.isNaN(value))).toBe(true);
  });

  it('splits a long history into requests that Prometheus takes', async () => {
    const to = epochMs(Date.now());
    const points = await source.history(promSignal('one', 'vector(1)'), { from: epochMs(to - 25_000_000), to }, durationMs(1_000), NEVER);
    expect(points.length).toBeGreaterThan(24_990);
    expect(new Set(points.map(({ time }) => time)).size).toBe(points.length);
  });

  it('leads to the query in Prometheus’ own UI', async () => {
    const url = source.openUrl(promSignal('depth', 'sum(queue_depth{service="a b"})'));
    expect(new URL(url!).searchParams.get('g0.expr')).toBe('sum(queue_depth{service="a b"})');
    expect((await fetch(url!)).status).toBe(200);
  });
});

describe.skipIf(!HAS_PROMETHEUS)('an exporter that dies while Prometheus lives', () => {
  it('stops the time of the sample, although every poll is answered; the line of its history ends', async () => {
    const exporter = await startExporter(serviceMetrics(['checkout']));
    const prometheus = await startPrometheus({ targets: { api: [exporter.target] } });
    const source = createPrometheusSource(endpointAt(prometheus.url), { clock: realClock });
    try {
      const signal = promSignal('traffic', 'sum(rate(http_requests_total{service="checkout"}[1m]))');
      const [group] = source.plan([signal]);
      const poll = async (): Promise<SampleReading> => {
        const outcome = (await source.poll(group!, NEVER)).outcomes[0]!;
        if (!outcome.ok) throw new Error(outcome.message);
        return outcome.reading;
      };
      await waitUntil('a rate', async () => exporter.scrapes() >= 4 && (await poll()).value !== null);
      await exporter.stop();
      await waitUntil('Prometheus has noticed', async () => (await (await fetch(`${prometheus.url}/api/v1/query?query=up`)).text()).includes('"0"'));
      const first = await poll();
      const later = await waitUntil('three more seconds on the source’s clock', async () => {
        const reading = await poll();
        return reading.evaluatedAt >= first.evaluatedAt + 3_000 ? reading : null;
      });
      expect(first.value).not.toBeNull();
      expect(later.value).not.toBeNull();
      expect(later.sampleTime).toBe(first.sampleTime);
      expect(later.evaluatedAt - later.sampleTime!).toBeGreaterThan(3_000);
      /** Control arm: by the instant of the answer the same reading would look current. */
      expect(Math.abs(Date.now() - later.evaluatedAt)).toBeLessThan(2_000);

      const death = first.sampleTime!;
      await waitUntil('eight seconds after the last sample', async () => (await poll()).evaluatedAt > death + 8_000);
      const now = epochMs(Date.now());
      const points = await source.history(signal, { from: epochMs(death - 3_000), to: now }, durationMs(1_000), NEVER);
      expect(points.length).toBeGreaterThan(0);
      expect(points.at(-1)!.time).toBeLessThanOrEqual(death + 5_000);

      await prometheus.stop('SIGKILL');
      await expect(source.poll(group!, NEVER)).rejects.toMatchObject({ name: 'SourceFailure', code: 'refused' });
      await prometheus.start();
      expect((await poll()).sampleTime).toBe(death);
    } finally {
      await source.close();
      await prometheus.remove();
      await exporter.stop().catch(() => {});
    }
  });
});
