import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConnectionReport, Preview, Proposal } from '../../../../shared/model/connect.ts';
import { SourceConfig } from '../../../../shared/model/sources/index.ts';
import { ServiceId } from '../../../../shared/model/ids.ts';
import { findPrometheus, serviceMetrics, startExporter, startPrometheus, waitUntil, type RunningExporter, type RunningPrometheus } from '../testing/processes.ts';
import { previewQuery } from './preview.ts';
import { proposeSignals } from './propose.ts';
import type { ConnectDeps } from './setup.ts';
import { testConnection } from './test-connection.ts';
import { realClock } from '../../testing/real-clock.ts';

const HAS_PROMETHEUS = (await findPrometheus()) !== null;
const deps: ConnectDeps = { clock: realClock, services: () => [], collections: null, resolveSecrets: (text) => Promise.resolve(text) };

describe.skipIf(!HAS_PROMETHEUS)('connecting one’s own Prometheus', () => {
  let exporter: RunningExporter;
  let prometheus: RunningPrometheus;
  let setup: SourceConfig;

  beforeAll(async () => {
    exporter = await startExporter(serviceMetrics(['checkout', 'login']));
    prometheus = await startPrometheus({ targets: { api: [exporter.target] } });
    setup = SourceConfig.parse({ id: 'prom', type: 'prometheus', url: prometheus.url });
    await waitUntil('eight scrapes', () => exporter.scrapes() >= 8);
  });
  afterAll(async () => {
    await prometheus?.remove();
    await exporter?.stop();
  });

  it('says that it works, with product, version and clock', async () => {
    const report = ConnectionReport.parse(await testConnection(setup, deps));
    expect(report).toMatchObject({ ok: true, code: 'ok', advice: null, product: 'Prometheus', version: expect.stringMatching(/^2\./), message: expect.stringMatching(/^Connected: Prometheus 2\.\S+ answered in (?:\d+ ms|[\d.]+ s)\.$/) });
    expect(Math.abs(report.clockOffsetMs!)).toBeLessThan(2_000);
  });

  it('proposes the signals of each service, every one of them tried', async () => {
    const items = (await proposeSignals(setup, deps)).map((item) => Proposal.parse(item));
    const kinds = (service: string): readonly string[] => items.filter((item) => item.service === service).map((item) => `${item.kind}${item.stat === null ? '' : ` ${item.stat}`}`).sort();
    expect(kinds('checkout')).toEqual(['errorRate', 'latency p50', 'latency p95', 'latency p99', 'saturation', 'traffic']);
    expect(kinds('login')).toEqual(kinds('checkout'));
    expect(kinds('checkout.test')).toEqual(['availability']);
    expect(kinds('api')).toEqual(['availability']);
    for (const item of items) expect([item.key, ServiceId.safeParse(item.service).success, item.everyMs]).toEqual([item.key, true, 1_000]);

    const p95 = items.find(({ service, stat }) => service === 'checkout' && stat === 'p95')!;
    expect(p95).toMatchObject({ kind: 'latency', unit: 's', because: 'http_request_duration_seconds_bucket', above: 2 });
    const errors = items.find(({ service, kind }) => service === 'login' && kind === 'errorRate')!;
    const preview = Preview.parse(await previewQuery({ setup, query: errors.query, select: errors.select }, deps));
    expect(preview.value).toBeGreaterThan(0.02);
    expect(preview.value).toBeLessThan(0.06);
    expect(preview).toMatchObject({ message: null, total: 1, series: [{}] });
    expect(preview.sampleAgeMs).toBeLessThan(5_000);
    expect(preview.points.length).toBeGreaterThan(0);
  });

  it('previews what a query lacks', async () => {
    const preview = async (query: string): Promise<Preview> => Preview.parse(await previewQuery({ setup, query, select: null }, deps));
    const several = await preview('queue_depth');
    expect(several).toMatchObject({ value: null, total: 2, message: expect.stringMatching(/^The query gives 2 series \(they differ in service\); choose one/) });
    expect(several.series[0]).toMatchObject({ service: 'checkout', queue: 'mail' });
    expect(await preview('queue_depth{service="nobody"}')).toMatchObject({ value: null, total: 0, message: 'The query gives no series now.' });
    expect(await preview('0 / sum(queue_depth * 0)')).toMatchObject({ value: null, message: expect.stringContaining('0 / 0') });
    expect(await preview('sum(queue_depth')).toMatchObject({ value: null, total: 0, message: expect.stringContaining('parse error') });
  });
});
