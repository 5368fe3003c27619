import { describe, expect, it } from 'vitest';
import type { EventData, EventName, LiveEvent } from '../../../shared/contract/events.ts';
import { HoldfastConfig } from '../../../shared/model/config.ts';
import type { SignalId } from '../../../shared/model/ids.ts';
import { assertPresent } from '../../../shared/model/result.ts';
import { durationMs, epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { resolveConfig } from '../../config/resolved.ts';
import { startDetecting } from '../detection/testing/detecting.ts';
import { SourceFailure, type HistoryPoint, type Source } from '../sources/source.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import { createClockWatch } from './clock-watch.ts';
import type { WatchedSignal } from './signal-state.ts';
import { createWatch, type SeriesSink } from './watch.ts';

const SECOND = durationMs(1_000);
const ID = 'checkout-p95' as SignalId;
const TRAFFIC = 'checkout-traffic' as SignalId;

/** A source whose exporter and whose own answers can be stopped apart, scraped once a second on a clock of its own. */
function createScenario(options: { sourceClockOffsetMs?: number; traffic?: boolean; probe?: boolean; rules?: readonly object[] } = {}) {
  const clock = createManualClock();
  const clockWatch = createClockWatch(clock, SECOND);
  const events: LiveEvent[] = [];
  const kept: { time: EpochMs; value: number }[] = [];
  const askedHistory: { from: EpochMs; to: EpochMs }[] = [];
  const world = { value: 0.1 as number | null, traffic: 20, answers: true, exporter: true, isThere: true, lastScrape: 0, history: [] as HistoryPoint[] };
  const sourceNow = (): EpochMs => epochMs(clock.nowMs() + (options.sourceClockOffsetMs ?? 0));
  const source: Source = {
    plan: (signals) => [{ key: 'all', signals }],
    poll: async (group) => {
      if (!world.answers) throw new SourceFailure('refused', 'connection refused');
      if (options.probe === true) world.lastScrape = clock.nowMs();
      else if (world.exporter) world.lastScrape = Math.floor(sourceNow() / 1_000) * 1_000;
      const reading = (value: number | null) => ({ sampleTime: epochMs(world.lastScrape), evaluatedAt: sourceNow(), value: world.isThere ? value : null, noValue: !world.isThere ? ('empty' as const) : value === null ? ('NaN' as const) : null });
      return { outcomes: group.signals.map(({ id }) => ({ signal: id, ok: true as const, reading: reading(id === TRAFFIC ? world.traffic : world.value) })), clockOffsetMs: options.sourceClockOffsetMs ?? 0, warnings: [] };
    },
    history: async (_signal, range) => {
      askedHistory.push(range);
      return world.history;
    },
    openUrl: () => null,
    close: async () => {},
  };
  const config = resolveConfig(HoldfastConfig.parse({
    version: 1,
    workspace: { name: 'Acme' },
    sources: [{ id: 'prom', type: 'prometheus', url: 'http://user:secret@127.0.0.1:9090/' }],
    services: [{ id: 'checkout', name: 'Checkout' }],
    signals: [
      { id: ID, service: 'checkout', kind: 'latency', source: 'prom', every: '1s', query: 'x' },
      ...(options.traffic === true ? [{ id: TRAFFIC, service: 'checkout', kind: 'traffic', source: 'prom', every: '1s', query: 'y' }] : []),
    ],
    rules: options.rules ?? [{ id: 'checkout-slow', signal: ID, when: { above: 0.8, consecutive: 3 }, severity: 'P1' }],
  }));
  const signals = config.signals.map((signal): WatchedSignal => ({ ...signal, queryText: 'x', openUrl: null, learnsSpacing: options.probe !== true }));
  const { detection } = startDetecting(clock);
  detection.apply(config);
  const series: SeriesSink = {
    append: (_id, time, value) => void kept.push({ time, value }),
    backfill: (_id, points) => void kept.push(...points.map((point) => ({ time: point.time, value: point.value }))),
    newest: () => (kept.length === 0 ? null : epochMs(Math.max(...kept.map((point) => point.time)))),
  };
  const emit = <N extends EventName>(event: N, data: EventData<N>): void => void events.push({ event, data } as LiveEvent);
  const watch = createWatch(
    { services: [], sources: config.sources.map((each) => ({ config: each.config, source })), signals },
    { clock, clockWatch, random: () => 0.5, log: silentLog, series, detection, emit, onFed: () => Promise.resolve() },
  );
  const run = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds; i += 1) {
      await clock.advance(1_000);
      const broken = clockWatch.look();
      if (broken) watch.interrupted(broken.stepMs);
      watch.tick();
    }
  };
  const now = () => assertPresent(watch.signal(ID), 'the scenario has one signal');
  return { clock, world, events, kept, askedHistory, watch, run, now };
}

describe('the watch over a source', () => {
  it('shows a live value with the time of its sample, not of the answer', async () => {
    const { watch, run, now, clock } = createScenario();
    watch.start();
    await run(5);
    expect(now()).toMatchObject({ freshness: 'live', intervalMs: 1_000, latest: { value: 0.1 } });
    expect(now().latest?.time).toMatch(/\.000Z$/);
    expect(clock.nowMs() - Date.parse(now().latest!.time!)).toBeLessThan(2_000);
  });

  it('only the exporter stops: late after 2 intervals and blind after 5, though the source still answers', async () => {
    const { watch, world, run, now } = createScenario();
    watch.start();
    await run(10);
    world.exporter = false;
    const seen: string[] = [];
    for (let i = 0; i < 8; i += 1) {
      await run(1);
      seen.push(now().freshness);
    }
    expect(watch.sources()[0]?.state).toBe('ok');
    expect(seen.filter((state, i) => state !== seen[i - 1])).toEqual(['live', 'late', 'blind']);
    expect(seen.indexOf('late')).toBeLessThanOrEqual(2);
    expect(seen.indexOf('blind')).toBeLessThanOrEqual(5);
  });

  it('an outage between the first two samples is not taken for their rhythm: soon each sample is seen again', async () => {
    const { watch, world, run, kept } = createScenario();
    watch.start();
    await run(1);
    world.answers = false;
    await run(9);
    world.answers = true;
    await run(20);
    const last = kept.slice(-5).map(({ time }) => time as number);
    expect(last.slice(1).map((time, index) => time - (last[index] ?? 0))).toEqual([1_000, 1_000, 1_000, 1_000]);
  });

  it('the source dies and comes back: late, blind, recovered, the gap asked for once', async () => {
    const { watch, world, run, now, events, askedHistory } = createScenario();
    watch.start();
    await run(5);
    askedHistory.length = 0;
    events.length = 0;
    world.answers = false;
    await run(30);
    expect(now()).toMatchObject({ freshness: 'blind', error: { kind: 'source', message: 'connection refused' }, latest: { value: 0.1 } });
    expect(watch.sources()[0]).toMatchObject({ state: 'failing', url: 'http://127.0.0.1:9090/', message: expect.stringMatching(/^has not answered since \d\d:\d\d:\d\d UTC \(connection refused\)$/) });
    world.answers = true;
    world.history = [{ time: epochMs(Date.parse(now().latest!.time!) + 1_000), value: 0.3 }];
    await run(16);
    expect(now()).toMatchObject({ freshness: 'live', error: null });
    const states = events.flatMap((event) => (event.event === 'freshness' ? [event.data.freshness] : []));
    expect(states.filter((state, i) => state !== states[i - 1])).toEqual(['live', 'late', 'blind', 'live']);
    expect(askedHistory).toHaveLength(1);
    expect(events.some((event) => event.event === 'backfill')).toBe(true);
  });

  it('a sample seen twice is kept and counted once', async () => {
    const { watch, world, run, kept, now } = createScenario();
    watch.start();
    world.value = 0.9;
    await run(1);
    world.exporter = false;
    await run(4);
    expect(kept).toHaveLength(1);
    expect(now().breach).toMatchObject({ state: 'over', count: 1, needed: 3 });
  });

  it('fires on the third failed sample, and a blind source does not make it pass', async () => {
    const { watch, world, run, now } = createScenario();
    watch.start();
    await run(3);
    world.value = 2.41;
    await run(5);
    expect(now().breach).toMatchObject({ state: 'firing', severity: 'P1', rule: 'checkout-slow' });
    world.answers = false;
    await run(30);
    expect(now().breach.state).toBe('firing');
    expect(now().freshness).toBe('blind');
  });

  it('a blackout takes value and traffic in the same poll, and its first sample counts as the first failed one', async () => {
    const { watch, world, run, now } = createScenario({ traffic: true });
    watch.start();
    await run(130);
    Object.assign(world, { value: null, traffic: 0 });
    const counts: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      await run(1);
      counts.push(now().breach.count);
    }
    expect(counts).toEqual([1, 2, 3]);
    expect(now().breach).toMatchObject({ state: 'firing', since: new Date(Date.parse(now().latest!.time!) - 2_000).toISOString() });
  });

  it('a series that is not there any more is missed once for each sample that is due, however often the source is asked', async () => {
    const { watch, world, run, now } = createScenario({ rules: [{ id: 'checkout-gone', signal: ID, absent: { for: '10s' }, severity: 'P1' }] });
    watch.start();
    await run(5);
    Object.assign(world, { isThere: false, exporter: false });
    await run(3);
    expect(now().breach).toMatchObject({ state: 'over' });
    expect(now().breach.count).toBeGreaterThanOrEqual(2);
    await run(9);
    expect(now().breach).toMatchObject({ state: 'firing', rule: 'checkout-gone' });
    expect(now().breach.count).toBeLessThanOrEqual(13);
    Object.assign(world, { isThere: true, exporter: true });
    await run(2);
    expect(now().breach.state).toBe('within');
  });

  it('never says "within" of a value it does not have', async () => {
    const { watch, world, run, now } = createScenario();
    expect(now().breach.state).toBe('unknown');
    watch.start();
    world.value = null;
    await run(3);
    expect(now()).toMatchObject({ breach: { state: 'unknown' }, latest: { value: null, noValue: 'NaN' } });
  });

  it('a source an hour off is judged by its own clock, and its samples are drawn on ours', async () => {
    const { watch, run, now, kept, clock } = createScenario({ sourceClockOffsetMs: 3_600_000 });
    watch.start();
    await run(5);
    expect(now().freshness).toBe('live');
    expect(watch.sources()[0]?.clockOffsetMs).toBe(3_600_000);
    expect(Math.abs(kept.at(-1)!.time - clock.nowMs())).toBeLessThan(2_000);
  });

  it('after a night asleep nothing looks current until it was asked again', async () => {
    const { watch, world, run, now, clock } = createScenario();
    watch.start();
    await run(5);
    world.answers = false;
    clock.step(8 * 3_600_000);
    await run(1);
    expect(now().freshness).toBe('blind');
  });

  it('a clock set back does not make old data young', async () => {
    const { watch, world, run, now, clock } = createScenario();
    watch.start();
    await run(5);
    world.answers = false;
    await run(3);
    clock.step(-3_600_000);
    await run(3);
    expect(now().freshness).toBe('blind');
  });

  it('a probe goes on being judged and kept after the clock was set back', async () => {
    const { watch, world, run, now, kept, clock } = createScenario({ probe: true, traffic: true });
    watch.start();
    await run(130);
    const before = kept.length;
    clock.step(-3_600_000);
    Object.assign(world, { value: null, traffic: 0 });
    await run(6);
    expect(now().breach).toMatchObject({ state: 'firing', rule: 'checkout-slow' });
    expect(kept.length).toBeGreaterThan(before);
    expect(Date.parse(now().breach.since!)).toBeLessThan(clock.nowMs());
  });

  it('a source that goes back to samples older than it told before shows nothing current, for nothing of it is judged', async () => {
    const { watch, world, run, now, clock } = createScenario();
    watch.start();
    await run(5);
    world.value = 2;
    clock.step(-3_600_000);
    await run(3);
    expect(now()).toMatchObject({ freshness: 'blind', breach: { state: 'unknown' } });
    clock.step(3_600_000);
    await run(6);
    expect(now()).toMatchObject({ freshness: 'live', breach: { state: 'firing' } });
  });

  it('what was blind before the clock was set back has been so for as long after it', async () => {
    const { watch, world, run, now, clock } = createScenario();
    watch.start();
    await run(5);
    world.answers = false;
    await run(60);
    const blindMs = clock.nowMs() - Date.parse(now().freshnessSince);
    clock.step(-3_600_000);
    await run(1);
    expect(clock.nowMs() - Date.parse(now().freshnessSince)).toBe(blindMs + 1_000);
  });

  it('a clock step breaks a pending count', async () => {
    const { watch, world, run, now, clock } = createScenario();
    watch.start();
    await run(3);
    world.value = 2;
    await run(2);
    expect(now().breach.count).toBeGreaterThan(0);
    expect(now().breach.state).toBe('over');
    world.exporter = false;
    clock.step(10_000);
    await run(1);
    expect(now().breach.count).toBe(0);
  });
});
