import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import type { ExpressionSource } from '../source.ts';
import { findPrometheus, startExporter, startPrometheus, waitUntil, type RunningExporter, type RunningPrometheus } from '../testing/processes.ts';
import { endpointAt } from '../testing/specs.ts';
import { createPrometheusSource } from './source.ts';
import { realClock } from '../../testing/real-clock.ts';

const HAS_PROMETHEUS = (await findPrometheus()) !== null;
const NEVER = new AbortController().signal;

describe.skipIf(!HAS_PROMETHEUS)('expressions of a real Prometheus, as rule files ask them', () => {
  let exporter: RunningExporter;
  let prometheus: RunningPrometheus;
  let expressions: ExpressionSource;

  beforeAll(async () => {
    let scrapes = 0;
    exporter = await startExporter(() => `counted{of="scrapes"} ${String((scrapes += 1))}\nodd NaN\n`);
    prometheus = await startPrometheus({ targets: { api: [exporter.target] } });
    expressions = createPrometheusSource(endpointAt(prometheus.url), { clock: realClock }).expressions!;
    await waitUntil('four scrapes', () => exporter.scrapes() >= 4);
  });
  afterAll(async () => {
    await prometheus?.remove();
    await exporter?.stop();
  });

  it('are evaluated for the instant asked, not for now', async () => {
    const now = Date.now();
    const counted = async (agoMs: number): Promise<number | undefined> => {
      const answer = await expressions.vector('counted', epochMs(now - agoMs), NEVER);
      return answer.ok ? answer.samples[0]?.value : undefined;
    };
    const [before, after] = [await counted(2_000), await counted(0)];
    expect(after! - before!).toBeGreaterThan(0);
    expect(after! - before!).toBeLessThanOrEqual(3);
    expect(await counted(60_000)).toBeUndefined();
  });

  it('give labels and values as they are; a single number is a series without labels', async () => {
    const at = epochMs(Date.now());
    expect(await expressions.vector('counted * 0', at, NEVER)).toMatchObject({ ok: true, samples: [{ labels: { of: 'scrapes', job: 'api' }, value: 0 }] });
    expect(await expressions.vector('odd', at, NEVER)).toMatchObject({ ok: true, samples: [{ labels: { __name__: 'odd' }, value: Number.NaN }] });
    expect(await expressions.vector('1 / 0', at, NEVER)).toEqual({ ok: true, samples: [{ labels: {}, value: Infinity }], warnings: [] });
    expect(await expressions.vector('counted > 1e9', at, NEVER)).toEqual({ ok: true, samples: [], warnings: [] });
  });

  it('that Prometheus refuses are an answer, not a failure of the source', async () => {
    const at = epochMs(Date.now());
    expect(await expressions.vector('counted[5m]', at, NEVER)).toEqual({ ok: false, message: 'the expression gives neither one value per series nor a single number' });
    expect(await expressions.vector('nothing(', at, NEVER)).toMatchObject({ ok: false, message: expect.stringContaining('parse error') as string });
    expect(await expressions.vector('counted * on () group_left () {__name__=~"counted|odd"}', at, NEVER)).toMatchObject({ ok: false, message: expect.stringContaining('many') as string });
  });

  it('tell at which steps a series was there', async () => {
    const to = epochMs(Math.floor(Date.now() / 1_000) * 1_000);
    const answer = await expressions.matrix('counted > 1', { from: epochMs(to - 30_000), to }, durationMs(1_000), NEVER);
    expect(answer).toMatchObject({ ok: true, series: [{ labels: { of: 'scrapes' } }] });
    const times = answer.ok ? answer.series[0]!.times : [];
    expect(times.at(-1)).toBe(to);
    expect(times.length).toBeLessThan(30);
    expect(times.slice(1).map((at, index) => at - times[index]!)).toEqual(times.slice(1).map(() => 1_000));
  });
});
