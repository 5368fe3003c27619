import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import type { ServiceId } from '../../../src/shared/model/ids.ts';
import { GrafanaSourceConfig } from '../../../src/shared/model/sources/grafana.ts';
import { durationMs, epochMs } from '../../../src/shared/model/units.ts';
import { grafana as webhook } from '../../../src/main/engine/hooks/grafana.ts';
import { createGrafanaSource } from '../../../src/main/engine/sources/grafana/source.ts';
import { GRAFANA_OPERATIONS } from '../../../src/main/engine/sources/grafana/operations.ts';
import { createPrometheusSource } from '../../../src/main/engine/sources/prometheus/source.ts';
import { SourceFailure, type Fed, type PollResult, type SignalSpec, type Source } from '../../../src/main/engine/sources/source.ts';
import { findPrometheus, serviceMetrics, startExporter, startPrometheus, waitUntil, type RunningExporter, type RunningPrometheus } from '../../../src/main/engine/sources/testing/processes.ts';
import { json, startFakeServer, vectorAnswer } from '../../../src/main/engine/sources/testing/fake-http.ts';
import { endpointAt, promSignal } from '../../../src/main/engine/sources/testing/specs.ts';
import type { Fault } from '../faults.ts';
import { holdToContract } from '../contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../contracts.ts';
import { GRAFANA_TOKEN, startGrafana, type FakeGrafana, type GrafanaAlert, type GrafanaOptions } from '../grafana.ts';
import { realClock } from '../../../src/main/engine/testing/real-clock.ts';

const NEVER = new AbortController().signal;
const RATE = 'sum(rate(http_requests_total{service="checkout"}[5s]))';
const QUEUE = 'queue_depth{service="checkout"}';
const REAL = !WITHOUT_CONTRACTS && (await findPrometheus()) !== null;

let grafana: FakeGrafana;
const sources: Source[] = [];
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
  await grafana.stop();
  for (const cleanup of cleanups.splice(0)) await cleanup();
  expect(grafana.problems).toEqual([]);
});

async function start(config: object = {}, options: GrafanaOptions & { timeoutMs?: number; token?: string } = {}): Promise<Source> {
  grafana = await startGrafana(options);
  return connect(config, options);
}

function connect(config: object = {}, { timeoutMs = 5_000, token = GRAFANA_TOKEN }: { timeoutMs?: number; token?: string } = {}): Source {
  const parsed = GrafanaSourceConfig.parse({ id: 'graf', type: 'grafana', url: grafana.url, token, datasource: 'prom', ...config });
  const source = createGrafanaSource(parsed, endpointAt(grafana.url, { auth: { kind: 'bearer', token }, timeoutMs: durationMs(timeoutMs) }), { clock: realClock, services: () => [{ id: 'checkout' as ServiceId, name: 'Checkout API' }] });
  sources.push(source);
  return source;
}

async function poll(source: Source, signals: readonly SignalSpec[]): Promise<PollResult> {
  const [group] = source.plan(signals);
  if (group === undefined) throw new Error('expected one group');
  return source.poll(group, NEVER);
}
async function failureOf(source: Source): Promise<SourceFailure> {
  const thrown = await poll(source, [promSignal('rate', RATE)]).then(() => null, (error: unknown) => error);
  expect(thrown).toBeInstanceOf(SourceFailure);
  return thrown as SourceFailure;
}

/** A data source that answers by itself, where no Prometheus is needed. */
const offline = (): void => void grafana.dataSources.set('prom', { uid: 'prom', name: 'Metrics', type: 'prometheus', url: 'http://127.0.0.1:1' });

describe.skipIf(WITHOUT_CONTRACTS)(`a Prometheus behind Grafana (${NEEDS_CONTRACTS})`, () => {
  it.each<[Fault, string, string]>([
    [{ kind: 'unauthorized' }, 'unauthorized', 'Grafana does not accept the token (401: Invalid API key)'],
    [{ kind: 'forbidden', permission: 'datasources:query' }, 'forbidden', 'the token lacks the permission datasources:query (403)'],
    [{ kind: 'limited', resetSeconds: 7 }, 'rate_limited', 'Grafana, or what stands before it, asks us to slow down (429)'],
    [{ kind: 'status', status: 500 }, 'server_error', 'Grafana answers with an error of its own (500: Internal Server Error)'],
    [{ kind: 'status', status: 504 }, 'timeout', 'Grafana waited in vain for what stands behind the data source "prom" (504)'],
    [{ kind: 'held' }, 'timeout', 'no full answer within 0.5 s'],
    [{ kind: 'stalled' }, 'timeout', 'no full answer within 0.5 s'],
    [{ kind: 'dropped', when: 'before' }, 'unreachable', 'closed the connection without an answer'],
    [{ kind: 'truncated' }, 'bad_answer', 'the answer broke off before its end'],
    [{ kind: 'html' }, 'other_service', 'a web page answers there'],
    [{ kind: 'shape', body: { hello: 1 } }, 'other_service', 'its JSON has no "status"'],
    [{ kind: 'shape', body: { status: 'success', data: { resultType: 'vector', result: [{ metric: 7 }] } } }, 'bad_answer', 'unexpected shape'],
    [{ kind: 'redirect' }, 'redirected', 'a redirect, which is not followed'],
    [{ kind: 'echo', status: 400 }, 'bad_answer', 'Grafana refuses the request (400: invalid request'],
  ])('says of %j that it is %s', async (fault, code, words) => {
    const source = await start({}, { timeoutMs: code === 'timeout' && fault.kind !== 'status' ? 500 : 5_000 });
    const upstream = await startFakeServer((_, response) => json(response, vectorAnswer([{ metric: {}, value: [1_767_225_600, '1'] }])));
    cleanups.push(() => upstream.stop());
    grafana.dataSources.set('prom', { uid: 'prom', name: 'Metrics', type: 'prometheus', url: upstream.url });
    expect((await poll(source, [promSignal('rate', RATE)])).outcomes).toMatchObject([{ signal: 'rate' }]);
    grafana.fail(fault, { only: [GRAFANA_OPERATIONS.proxyPost.id] });
    const failure = await failureOf(source);
    expect([failure.code, failure.message]).toEqual([code, expect.stringContaining(words)]);
    expect(failure.message).not.toContain(GRAFANA_TOKEN);
    expect(failure.retryAfterMs).toBe(fault.kind === 'limited' ? 7_000 : null);
    expect(grafana.refused).toEqual([]);
  });

  it('says that Grafana does not reach the data source, and not that it is no Prometheus', async () => {
    const source = await start();
    offline();
    expect(await failureOf(source)).toMatchObject({ code: 'server_error', message: 'Grafana does not reach what stands behind the data source "prom" (502)' });
  });

  it('says which data sources there are instead of the one that is configured, and of which type a wrong one is', async () => {
    const source = await start();
    expect((await failureOf(source)).message).toBe('Grafana has no data source "prom"');
    grafana.dataSources.set('a', { uid: 'a', name: 'Metrics', type: 'prometheus', url: 'http://127.0.0.1:1' });
    grafana.dataSources.set('l', { uid: 'l', name: 'Logs', type: 'loki', url: 'http://127.0.0.1:1' });
    expect((await failureOf(source)).message).toBe('Grafana has no data source "prom"; it has "Metrics"');
    expect((await failureOf(connect({ datasource: 'logs' }))).message).toBe('the data source "logs" is of type loki, which answers no PromQL; expected one of type prometheus');
    /* By name, however it is capitalised. */
    expect((await failureOf(connect({ datasource: 'metrics' }))).message).toContain('does not reach');
    expect(grafana.calls(GRAFANA_OPERATIONS.proxyPost).at(-1)?.path).toBe('/api/datasources/proxy/uid/a/api/v1/query');
  });

  it('a token that may query and not list is enough with the uid', async () => {
    const source = await start();
    offline();
    grafana.permissions.delete('datasources:read');
    expect((await failureOf(source)).message).toContain('does not reach');
    expect((await failureOf(connect({ datasource: 'Metrics' }))).message).toBe('Grafana has no data source "Metrics"');
  });

  it('finds a data source anew that was made again under another uid', async () => {
    const source = await start({ datasource: 'Metrics' });
    offline();
    expect((await failureOf(source)).message).toContain('does not reach');
    grafana.dataSources.clear();
    grafana.dataSources.set('again', { uid: 'again', name: 'Metrics', type: 'prometheus', url: 'http://127.0.0.1:1' });
    expect((await failureOf(source)).message).toBe('Grafana has no data source "Metrics"');
    expect((await failureOf(source)).message).toContain('does not reach');
    expect(grafana.calls(GRAFANA_OPERATIONS.proxyPost).at(-1)?.path).toContain('/uid/again/');
  });

  it('what is wrong with the token is said at the first question too', async () => {
    const source = await start({}, { token: 'glsa_revoked' });
    expect(await failureOf(source)).toMatchObject({ code: 'unauthorized', message: 'Grafana does not accept the token (401: Invalid API key)' });
    await expect(source.identify?.(NEVER)).rejects.toThrow('Grafana does not accept the token');
  });

  it('tells a person who connects it what is there', async () => {
    const source = await start({ datasource: undefined });
    offline();
    grafana.dataSources.set('l', { uid: 'l', name: 'Logs', type: 'loki', url: 'http://127.0.0.1:1' });
    expect(await source.identify?.(NEVER)).toMatchObject({ product: 'Grafana', version: '13.0.0', notes: ['Its data sources that can be asked: Metrics (prom).'] });
    grafana.permissions.delete('datasources:read');
    expect((await source.identify?.(NEVER))?.notes).toEqual(['Its data sources could not be listed: the token lacks the permission datasources:read.']);
  });

  it('leads to the query in Explore, below the path that Grafana is served at', async () => {
    const source = await start({}, { subPath: '/grafana' });
    const url = new URL(source.openUrl(promSignal('rate', RATE)) ?? '');
    expect(url.pathname).toBe('/grafana/explore');
    expect(JSON.parse(url.searchParams.get('panes') ?? '')).toEqual({ holdfast: { datasource: 'prom', queries: [{ refId: 'A', expr: RATE }], range: { from: 'now-1h', to: 'now' } } });
  });
});

const STATUS = { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] } as const;
const AT = '2026-11-02T14:00:00.000Z';
const alert = (labels: Readonly<Record<string, string>>, changes: Partial<GrafanaAlert> = {}): GrafanaAlert => ({
  fingerprint: `f${labels['alertname'] ?? ''}`, labels, annotations: { summary: `${labels['alertname'] ?? ''} fires` }, startsAt: AT, endsAt: '2026-11-02T14:04:00.000Z', updatedAt: AT,
  generatorURL: 'https://grafana.test/alerting/grafana/r1/view', receivers: [{ name: 'noc' }], status: STATUS, ...changes,
});
const tell = async (source: Source): Promise<Fed> => {
  const [feed] = source.feeds ?? [];
  if (feed === undefined) throw new Error('no feed');
  return feed.poll(NEVER);
};

describe.skipIf(WITHOUT_CONTRACTS)(`alerts of Grafana Alerting (${NEEDS_CONTRACTS})`, () => {
  it('are read with service and severity, silenced ones as silenced, and are the same alerts that its webhook sends', async () => {
    const source = await start({ alerts: true, datasource: undefined });
    grafana.alerts.push(alert({ alertname: 'Slow', service: 'checkout', severity: 'critical' }), alert({ alertname: 'Hushed' }, { status: { ...STATUS, state: 'suppressed', silencedBy: ['s1'] } }));
    const { alerts, warnings } = await tell(source);
    expect(warnings).toEqual([]);
    expect(alerts).toMatchObject({
      from: 'grafana', complete: true,
      active: [
        { source: 'graf', name: 'Slow', title: 'Slow fires', service: 'checkout', severity: 'P1', state: 'firing', startsAt: Date.parse(AT), until: null, muted: null },
        { name: 'Hushed', service: null, severity: 'P2', muted: { by: 'silence', ids: ['s1'] } },
      ],
    });
    const sent = await webhook.read({ version: '1', alerts: grafana.alerts.map((each) => ({ ...each, status: 'firing' })) }, { hook: { id: 'grafana', kind: 'grafana' } as never, services: [], header: () => undefined, breathe: () => Promise.resolve(), now: epochMs(0) });
    const names = (each: readonly { from: string; identity: string; name: string }[]): string[] => each.map(({ from, identity, name }) => `${from} ${identity} ${name}`);
    expect(names(alerts?.active ?? [])).toEqual('alerts' in sent ? names(sent.alerts) : []);
    expect(grafana.refused).toEqual([]);
  });

  it('a rule that has no data, or whose query fails, is told as one that cannot be judged, and never as well', async () => {
    const source = await start({ alerts: true });
    grafana.alerts.push(alert({ alertname: 'DatasourceNoData', rulename: 'Errors', severity: 'critical', service: 'checkout' }), alert({ alertname: 'DatasourceError', rulename: 'Latency' }));
    expect((await tell(source)).alerts?.active).toMatchObject([
      { name: 'Errors (no data)', title: 'Errors cannot be judged: no data', state: 'firing', severity: 'P1', service: 'checkout' },
      { name: 'Latency (its query fails)', title: 'Latency cannot be judged: its query fails', state: 'firing' },
    ]);
  });

  it('what cannot be read among them is said, and then nothing is taken as over', async () => {
    const source = await start({ alerts: true });
    const right = alert({ alertname: 'Slow' });
    grafana.fail({ kind: 'shape', body: [right, { ...right, labels: { alertname: 7 } }, null] });
    expect(await tell(source)).toMatchObject({ alerts: { complete: false, active: [{ name: 'Slow' }] }, warnings: ['2 of its alerts cannot be read, and are not shown.'] });
    grafana.fail({ kind: 'shape', body: [{ labels: 7 }] });
    await expect(tell(source)).rejects.toThrow('none of its alerts can be read');
    grafana.fail({ kind: 'html' });
    await expect(tell(source)).rejects.toThrow('a web page answers there, not Grafana’s API');
    grafana.mend();
    grafana.permissions.delete('alert.instances:read');
    await expect(tell(source)).rejects.toThrow('the token lacks the permission alert.instances:read (403)');
    offline();
    expect((await connect({ alerts: true, datasource: undefined }).identify?.(NEVER))?.notes).toContain('The token lacks the permission alert.instances:read, which is needed to read its alerts.');
  });
});

describe.skipIf(!REAL)(`a real Prometheus behind Grafana (${NEEDS_CONTRACTS}, prometheus is installed)`, () => {
  let exporter: RunningExporter;
  let prometheus: RunningPrometheus;
  beforeAll(async () => {
    exporter = await startExporter(serviceMetrics(['checkout', 'login']));
    prometheus = await startPrometheus({ targets: { api: [exporter.target] } });
    await waitUntil('some scrapes', () => exporter.scrapes() >= 4);
  }, 30_000);
  afterAll(async () => {
    await prometheus.remove();
    await exporter.stop();
  });
  const withPrometheus = async (config: object = {}, options: GrafanaOptions = {}): Promise<Source> => {
    const source = await start(config, options);
    grafana.dataSources.set('prom', { uid: 'prom', name: 'Metrics', type: 'prometheus', url: prometheus.url });
    return source;
  };

  it('gives the same values at the same times as without Grafana, in one merged request', async () => {
    const source = await withPrometheus({}, { subPath: '/grafana' });
    const direct = createPrometheusSource(endpointAt(prometheus.url), { clock: realClock });
    sources.push(direct);
    const signals = [promSignal('queue', QUEUE), promSignal('rate', RATE)];
    const both = await waitUntil('both were asked between the same two scrapes', async () => {
      const [through, without] = [await poll(source, signals), await poll(direct, signals)];
      const times = ({ outcomes }: PollResult): string => JSON.stringify(outcomes.map((outcome) => (outcome.ok ? outcome.reading.sampleTime : null)));
      return times(through) === times(without) && { through, without };
    });
    const seen = ({ outcomes }: PollResult): unknown => outcomes.map((outcome) => (outcome.ok && outcome.signal === 'queue' ? { ...outcome.reading, evaluatedAt: 0 } : outcome.ok ? outcome.signal : outcome));
    expect(seen(both.through)).toEqual(seen(both.without));
    expect(both.through.outcomes.find(({ signal }) => signal === 'queue')).toMatchObject({ ok: true, reading: { value: 5, sampleTime: expect.any(Number) as number } });
    expect((await poll(source, [promSignal('broken', 'sum(')])).outcomes).toMatchObject([{ signal: 'broken', ok: false, kind: 'query' }]);
    expect(Math.abs(both.through.clockOffsetMs ?? Infinity)).toBeLessThan(1_000);

    const before = grafana.calls(GRAFANA_OPERATIONS.proxyPost).length;
    await poll(connect(), [promSignal('queue', QUEUE), promSignal('rate', RATE)]);
    expect(grafana.calls(GRAFANA_OPERATIONS.proxyPost).length - before).toBe(1);

    const now = Math.floor(Date.now() / 1_000) * 1_000;
    const range = { from: epochMs(now - 4_000), to: epochMs(now - 1_000) };
    const points = await source.history(promSignal('queue', QUEUE), range, durationMs(1_000), NEVER);
    expect(points.length).toBeGreaterThan(0);
    expect(points).toEqual(await direct.history(promSignal('queue', QUEUE), range, durationMs(1_000), NEVER));
    expect(await source.expressions?.vector('vector(2)', epochMs(now), NEVER)).toMatchObject({ ok: true, samples: [{ value: 2 }] });
    expect(grafana.refused).toEqual([]);
  });

  it('tells a person who connects it what answers behind, and what the token may not', async () => {
    const source = await withPrometheus();
    const identity = await source.identify?.(NEVER);
    expect(identity).toMatchObject({ product: 'Grafana', version: '13.0.0', account: null });
    expect(identity?.notes).toEqual([expect.stringMatching(/^Behind the data source "prom" answers Prometheus \d/), 'Its data sources that can be asked: Metrics (prom).']);
    expect(await source.metrics?.labelValues('service', 'queue_depth', { from: epochMs(Date.now() - 60_000), to: epochMs(Date.now()) }, NEVER)).toEqual(['checkout', 'login']);
    expect(grafana.refused).toEqual([]);
  });

  it('makes each request as Grafana and Prometheus describe it, and each that is changed is refused', async () => {
    const source = await withPrometheus({ alerts: true });
    await source.identify?.(NEVER);
    await tell(source);
    await poll(source, [promSignal('queue', QUEUE)]);
    const report = await holdToContract(grafana, Object.values(GRAFANA_OPERATIONS).filter(({ path }) => !path.startsWith('/api/annotations')), { Authorization: `Bearer ${GRAFANA_TOKEN}` });
    expect(report.problems).toEqual([]);
    expect(report.refused).toBeGreaterThan(15);
  });
});
