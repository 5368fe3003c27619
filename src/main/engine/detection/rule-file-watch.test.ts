import { describe, expect, it, vi } from 'vitest';
import type { IncidentId, ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedRuleFile } from '../../config/resolved-rules.ts';
import type { Store } from '../../store/store.ts';
import { SourceFailure, type ExpressionSource } from '../sources/source.ts';
import { createManualClock, silentLog, type ManualClock } from '../testing/manual-clock.ts';
import { createRuleFiles } from './rule-file-watch.ts';
import { memoryStore, startDetecting } from './testing/detecting.ts';

const RULES = `groups:
  - name: api
    interval: 1s
    rules:
      - alert: HighErrorRate
        expr: rate(api_http_5xx_errors_total[5m]) > 0.1
        for: 3s
        labels: { severity: critical }
        annotations: { summary: "{{ $labels.job }} fails {{ $value }} a second" }
`;
const FILE: ResolvedRuleFile = { file: 'alerts.yml', source: 'prom' as SourceId, service: 'checkout' as ServiceId, mode: null, severities: {}, everyMs: durationMs(1_000) };

/** A source that answers every expression with these series, a file that can be changed, and alerts in a store. */
function start(options: { clock?: ManualClock; store?: Store; text?: string } = {}) {
  const clock = options.clock ?? createManualClock();
  const detecting = startDetecting(clock, { incident: 'INC-2026-0001' as IncidentId, store: options.store ?? memoryStore(clock) });
  const world = { series: [] as { job: string; value: number }[], answers: true, isThere: true, text: options.text ?? RULES, readable: true, presentSince: 0, histories: 0 };
  const problems = new Map<string, string>();
  const reads: { rules: number; errors: number }[] = [];
  const expressions: ExpressionSource = {
    vector: async () => {
      if (!world.answers) throw new SourceFailure('refused', 'connection refused');
      return { ok: true, warnings: [], samples: world.series.map(({ job, value }) => ({ labels: { job }, value })) };
    },
    matrix: async (_expr, { from, to }, stepMs) => {
      world.histories += 1;
      const times: EpochMs[] = [];
      for (let at = from as number; at <= to; at += stepMs) if (at >= world.presentSince) times.push(epochMs(at));
      return { ok: true, series: world.series.map(({ job }) => ({ labels: { job }, times })) };
    },
  };
  const files = createRuleFiles({
    clock, log: silentLog, alerts: detecting.alerts,
    readFile: async () => {
      if (!world.readable) throw new Error('no such file');
      return world.text;
    },
    expressions: () => (world.isThere ? expressions : null),
    sourceOffsetMs: () => 0,
    services: () => [{ id: 'checkout' as ServiceId, name: 'Checkout API' }],
    onProblem: (file, message) => void (message === null ? problems.delete(file) : problems.set(file, message)),
    onRead: (_file, { rules, errors }) => void reads.push({ rules, errors }),
  });
  const run = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds; i += 1) {
      await clock.advance(1_000);
      files.tick();
      detecting.alerts.tick();
    }
  };
  return { clock, ...detecting, world, files, run, problems, reads };
}

/** One alert of the file fires. */
async function startFiring(options: Parameters<typeof start>[0] = {}) {
  const told = start(options);
  await told.files.apply([FILE]);
  told.world.series = [{ job: 'api', value: 1 }];
  await told.run(6);
  return told;
}

describe('a Prometheus rule file in use', () => {
  it('becomes alerts with its own words, severity and service, from pending to firing to over', async () => {
    const told = start();
    await told.files.apply([FILE]);
    expect(told.files.rules()).toMatchObject([{ severity: 'P1', incident: 'open', lastFiredAt: null }]);
    told.world.series = [{ job: 'api', value: 0.25 }];
    await told.run(2);
    expect(told.alerts.active()).toMatchObject([{ state: 'pending', rule: 'alerts.yml:api:HighErrorRate' }]);
    await told.run(4);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing', severity: 'P1', service: 'checkout', name: 'api fails 0.25 a second', value: 0.25, incident: 'INC-2026-0001', labels: { job: 'api', severity: 'critical' } }]);
    expect(told.files.rules()).toMatchObject([{ id: 'alerts.yml:api:HighErrorRate', origin: 'ruleFile', kind: 'promql', state: 'firing', condition: 'rate(api_http_5xx_errors_total[5m]) > 0.1' }]);
    told.world.series = [];
    await told.run(2);
    expect(told.alerts.active()).toEqual([]);
    expect(told.taken.map(({ what }) => what)).toEqual(['fired', 'ended']);
  });

  it('finds the onset in the data where the breach is older than the first look at it', async () => {
    const told = start();
    told.world.presentSince = told.clock.nowMs() - 600_000;
    told.world.series = [{ job: 'api', value: 1 }];
    await told.files.apply([FILE]);
    await told.run(6);
    expect(Math.abs(Date.parse(told.alerts.active()[0]!.startsAt) - told.world.presentSince)).toBeLessThanOrEqual(1_000);
  });

  it('asks no more of the source for three hundred alerts that begin together than for a few', async () => {
    const told = start();
    told.world.presentSince = told.clock.nowMs() - 600_000;
    told.world.series = Array.from({ length: 300 }, (_, index) => ({ job: `api-${index}`, value: 1 }));
    await told.files.apply([FILE]);
    await told.run(6);
    expect(told.alerts.counts()).toMatchObject({ firing: 300 });
    await vi.waitFor(() => {
      for (const { startsAt } of told.alerts.active()) expect(Math.abs(Date.parse(startsAt) - told.world.presentSince)).toBeLessThanOrEqual(1_000);
    });
    expect(told.world.histories).toBeLessThanOrEqual(4);
  });

  it('goes on firing while the source is away, marked as not confirmed, and is confirmed again afterwards', async () => {
    const told = await startFiring();
    told.world.answers = false;
    await told.run(5);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing', confirmed: false }]);
    expect(told.files.rules()[0]?.trouble).toContain('connection refused');
    told.world.answers = true;
    await told.run(2);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing', confirmed: true }]);
    expect(told.taken).toHaveLength(1);
  });

  it('neither fires again nor forgets over a restart', async () => {
    const clock = createManualClock();
    const store = memoryStore(clock);
    const before = await startFiring({ clock, store });
    before.files.stop();
    before.alerts.tick();
    const after = start({ clock, store });
    after.world.series = [{ job: 'api', value: 1 }];
    await after.files.apply([FILE]);
    await after.run(3);
    expect(after.taken).toEqual([]);
    expect(after.alerts.active()).toMatchObject([{ id: before.alerts.active()[0]!.id, state: 'firing' }]);
    after.world.series = [];
    await after.run(2);
    expect(after.taken).toMatchObject([{ what: 'ended' }]);
  });

  it('broken by an edit, keeps the rules that were read before and says file, line and rule', async () => {
    const told = await startFiring();
    told.world.text = RULES.replace('> 0.1', '> > 0.1');
    await told.run(6);
    expect(told.problems.get('alerts.yml')).toMatch(/^alerts\.yml line \d+, rule HighErrorRate: .*still in use\.$/);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing' }]);
    told.world.text = RULES.replace('0.1', '0.2');
    await told.run(6);
    expect(told.problems.size).toBe(0);
    expect(told.reads).toEqual([{ rules: 1, errors: 0 }, { rules: 0, errors: 1 }, { rules: 1, errors: 0 }]);
  });

  it('that cannot be read ends nothing, and says why', async () => {
    const told = await startFiring();
    told.world.readable = false;
    await told.run(6);
    expect(told.problems.get('alerts.yml')).toContain('cannot be read: no such file');
    expect(told.alerts.active()).toHaveLength(1);
  });

  it('taken out of the configuration, or a rule taken out of it, ends its alerts', async () => {
    const told = await startFiring();
    told.world.text = RULES.replaceAll('HighErrorRate', 'OtherName');
    await told.run(6);
    expect(told.alerts.active().map(({ rule, state }) => [rule, state])).toEqual([['alerts.yml:api:OtherName', 'pending']]);
    await told.files.apply([]);
    expect(told.alerts.active()).toEqual([]);
  });

  describe('after a restart', () => {
    /** An alert fired, and Holdfast ended. */
    const firedBefore = async () => {
      const clock = createManualClock();
      const store = memoryStore(clock);
      const before = await startFiring({ clock, store });
      before.files.stop();
      before.alerts.tick();
      return { clock, store };
    };

    it('ends the alerts of a file that was taken out of the configuration meanwhile', async () => {
      const after = start(await firedBefore());
      expect(after.alerts.active()).toHaveLength(1);
      await after.files.apply([]);
      expect(after.alerts.active()).toEqual([]);
      expect(after.taken).toMatchObject([{ what: 'ended' }]);
      after.alerts.tick();
      expect([...after.alerts.remembered().keys()]).toEqual([]);
    });

    it('ends the alerts of a rule that was taken out of its file meanwhile', async () => {
      const after = start({ ...(await firedBefore()), text: RULES.replaceAll('HighErrorRate', 'OtherName') });
      await after.files.apply([FILE]);
      expect(after.taken).toMatchObject([{ what: 'ended' }]);
    });

    it('ends those that nothing is remembered of', async () => {
      const { clock, store } = await firedBefore();
      store.write?.run('DELETE FROM rule_state');
      const after = start({ clock, store });
      await after.files.apply([FILE]);
      expect(after.taken).toMatchObject([{ what: 'ended' }]);
    });

    it('does not say that they are confirmed while nobody evaluates them', async () => {
      const after = start({ ...(await firedBefore()), text: RULES.replace('> 0.1', '> > 0.1') });
      await after.files.apply([FILE]);
      await after.run(6);
      expect(after.alerts.active()).toMatchObject([{ state: 'firing', confirmed: false }]);
      after.world.text = RULES;
      after.world.series = [{ job: 'api', value: 1 }];
      await after.run(7);
      expect(after.alerts.active()).toMatchObject([{ state: 'firing', confirmed: true }]);
      expect(after.taken).toEqual([]);
    });
  });

  it('whose source is taken away is not confirmed any more', async () => {
    const told = await startFiring();
    told.world.isThere = false;
    await told.files.apply([FILE]);
    expect(told.alerts.active()).toMatchObject([{ state: 'firing', confirmed: false }]);
  });
});
