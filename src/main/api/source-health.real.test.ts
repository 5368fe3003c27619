import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import type { SourceHealth } from '../../shared/model/source-health.ts';
import { findPromtool } from '../engine/detection/rule-files/testing/promtool.ts';
import { findPrometheus, freePort, startPrometheus, waitUntil } from '../engine/sources/testing/processes.ts';
import { silentLog } from '../engine/testing/manual-clock.ts';
import { openCore, type OpenCore } from './testing/open-core.ts';
import { realClock } from '../engine/testing/real-clock.ts';

const DESKTOP = { kind: 'desktop' } as const;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const configText = (prometheus: string, nobody: string): string => `version: 1
workspace: { name: Acme }
sources:
  - { id: prom, type: prometheus, url: "${prometheus}", timeout: 1s }
  - { id: am, type: alertmanager, url: "${nobody}", every: 1s, timeout: 1s }
services: [{ id: web, name: Web, tier: 1 }]
signals: [{ id: web-up, service: web, kind: availability, source: prom, every: 1s, query: 'up{job="self"}' }]
`;

async function start(): Promise<{ readonly open: OpenCore; readonly prometheus: Awaited<ReturnType<typeof startPrometheus>>; readonly health: (source: string) => Promise<SourceHealth> }> {
  const port = await freePort();
  const prometheus = await startPrometheus({ targets: { self: [`127.0.0.1:${port}`] } });
  cleanups.push(() => prometheus.remove());
  const open = await openCore(configText(prometheus.url, `http://127.0.0.1:${port}`), { clock: realClock, log: silentLog });
  cleanups.push(() => open.close());
  const health = async (source: string): Promise<SourceHealth> => {
    const answer = await open.core.call('sources.health', {}, DESKTOP);
    const found = answer.ok ? (answer.value as { items: SourceHealth[] }).items.find((item) => item.source === source) : undefined;
    if (found === undefined) throw new Error(`no health of ${source}`);
    return found;
  };
  return { open, prometheus, health };
}

/** What promtool says of a text of metrics: nothing where it finds no fault. */
async function checkMetrics(text: string): Promise<string> {
  const program = await findPromtool();
  if (program === null) throw new Error('promtool is not installed');
  const child = spawn(program, ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const out of [child.stdout, child.stderr]) out.on('data', (data: Buffer) => (said += data.toString()));
  child.stdin.end(text);
  await new Promise((resolve) => child.once('close', resolve));
  return said;
}

const valueOf = (text: string, series: string): number | null => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
};

describe.skipIf((await findPrometheus()) === null)('the health of a real Prometheus', () => {
  it('follows its stop and its start, on screen and for a scrape; the failure is kept, and the other source is never up', async () => {
    const { open, prometheus, health } = await start();
    await waitUntil('it answers', async () => (await health('prom')).signals.live === 1);
    await waitUntil('the other one fails', async () => (await health('am')).blindSince !== null);
    expect(await health('prom')).toMatchObject({ failed: 0, lastFailure: null, blindSince: null, feeds: [] });
    expect((await health('prom')).took?.p95Ms).toBeGreaterThan(0);
    const before = await open.core.metrics();
    expect(valueOf(before, 'holdfast_source_up{source="prom",type="prometheus"}')).toBe(1);
    expect(valueOf(before, 'holdfast_source_up{source="am",type="alertmanager"}')).toBe(0);
    expect(valueOf(before, 'holdfast_source_last_success_timestamp_seconds{source="am"}')).toBeNull();
    expect(Date.now() / 1_000 - (valueOf(before, 'holdfast_source_last_success_timestamp_seconds{source="prom"}') ?? 0)).toBeLessThan(10);

    await prometheus.stop('SIGKILL');
    await waitUntil('it is blind', async () => (await health('prom')).blindSince !== null);
    expect((await health('prom')).lastFailure).toMatchObject({ code: 'refused', feed: null });
    await waitUntil('blind time counts', async () => (valueOf(await open.core.metrics(), 'holdfast_source_blind_seconds_total{source="prom"}') ?? 0) >= 1);
    const during = await open.core.metrics();
    expect(valueOf(during, 'holdfast_source_up{source="prom",type="prometheus"}')).toBe(0);
    expect(valueOf(during, 'holdfast_source_questions_total{source="prom",outcome="failed"}')).toBeGreaterThanOrEqual(3);

    await prometheus.start();
    // As when the network is back: it is asked at once.
    open.core.wake();
    await waitUntil('it answers again', async () => (await health('prom')).blindSince === null);
    expect((await health('prom')).lastFailure?.code).toBe('refused');
    expect(valueOf(await open.core.metrics(), 'holdfast_source_up{source="prom",type="prometheus"}')).toBe(1);
  });

  it('is told to a scrape in a form that promtool finds no fault with', async () => {
    const { open, health } = await start();
    await waitUntil('it answers', async () => (await health('prom')).took !== null);
    const text = await open.core.metrics();
    expect(await checkMetrics(text)).toBe('');
    expect(valueOf(text, 'holdfast_source_question_duration_seconds_bucket{le="+Inf",source="prom"}')).toBe(valueOf(text, 'holdfast_source_question_duration_seconds_count{source="prom"}'));
    // Control: what it would say of a text that is wrong.
    expect(await checkMetrics(text.replace('holdfast_source_up gauge', 'holdfast_source_up counter'))).toContain('counter');
    expect(await checkMetrics(text.replace('le="0.1"', 'le="0.1'))).not.toBe('');
  });
});
