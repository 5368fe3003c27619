import { describe, expect, it } from 'vitest';
import { SourceConfig } from '../../../shared/model/sources/index.ts';
import type { SignalId, SourceId } from '../../../shared/model/ids.ts';
import { durationMs } from '../../../shared/model/units.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';

import { SourceFailure, type Fed, type Source } from '../sources/source.ts';
import { startDetecting } from '../detection/testing/detecting.ts';
import { createClockWatch } from './clock-watch.ts';
import type { WatchedSignal } from './signal-state.ts';
import { createWatch } from './watch.ts';

const AM = 'am' as SourceId;
const FED: Fed = { clockOffsetMs: 12, warnings: [], alerts: { from: 'alertmanager', active: [], complete: true } };
const SIGNAL: WatchedSignal = {
  id: 'p95' as SignalId, name: 'p95', unit: 's', stat: 'p95', thresholds: [], everyMs: durationMs(10_000), windowMs: durationMs(300_000), queryText: 'x', openUrl: null, learnsSpacing: false,
  config: { id: 'p95' as SignalId, service: 'checkout' as WatchedSignal['config']['service'], kind: 'latency', source: AM, every: '10s', query: 'x' },
};

function start({ signals = [], takes = () => Promise.resolve() }: { signals?: WatchedSignal[]; takes?: (fed: Fed) => Promise<void> } = {}) {
  const clock = createManualClock();
  const world = { answer: (): Promise<Fed> => Promise.resolve(FED), asked: 0, taken: [] as Fed[] };
  const source: Source = {
    plan: (all) => (all.length === 0 ? [] : [{ key: 'all', signals: all }]),
    poll: () => Promise.resolve({ outcomes: [], clockOffsetMs: 0, warnings: [] }),
    history: () => Promise.resolve([]),
    openUrl: () => null,
    close: () => Promise.resolve(),
    feeds: [{ name: 'alerts', everyMs: durationMs(10_000), poll: () => ((world.asked += 1), world.answer()) }],
  };
  const { detection } = startDetecting(clock);
  const watch = createWatch(
    { services: [], sources: [{ config: SourceConfig.parse({ id: 'am', type: 'prometheus', url: 'http://127.0.0.1:9093' }), source }], signals },
    {
      clock, clockWatch: createClockWatch(clock, durationMs(1_000)), random: () => 0.5, log: silentLog, detection,
      series: { append: () => {}, backfill: () => {}, newest: () => null },
      emit: () => {},
      onFed: async (_source, fed) => {
        await takes(fed);
        world.taken.push(fed);
      },
    },
  );
  watch.start();
  const seconds = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) await clock.advance(1_000);
  };
  return { world, watch, seconds, source: () => watch.sources()[0] };
}

describe('what a source tells beside the values of signals', () => {
  it('is asked for at its own pace and taken in; a source that has nothing else is well by it', async () => {
    const { world, seconds, source } = start();
    await seconds(31);
    expect(world.asked).toBe(4);
    expect(world.taken).toHaveLength(4);
    expect(source()).toMatchObject({ state: 'ok', clockOffsetMs: 12, message: null });
  });

  it('a source that has nothing else fails with it, and is well again with the next answer', async () => {
    const { world, seconds, source } = start();
    await seconds(1);
    world.answer = () => Promise.reject(new SourceFailure('refused', 'connection refused'));
    await seconds(60);
    expect(source()?.state).toBe('failing');
    expect(source()?.message).toContain('connection refused');
    world.answer = () => Promise.resolve(FED);
    await seconds(30);
    expect(source()).toMatchObject({ state: 'ok', message: null });
  });

  it('a source that answers and says that it cannot know all is blind at once, until it says no more', async () => {
    const { world, seconds, source } = start();
    await seconds(11);
    world.answer = () => Promise.resolve({ ...FED, blind: 'Watchdog has not arrived since 14:02:11 UTC' });
    await seconds(10);
    const blindSince = source()?.since;
    expect(source()).toMatchObject({ state: 'failing', message: 'Watchdog has not arrived since 14:02:11 UTC' });
    await seconds(20);
    expect(source()).toMatchObject({ state: 'failing', since: blindSince });
    expect(world.taken.length).toBeGreaterThan(3);
    world.answer = () => Promise.reject(new SourceFailure('refused', 'connection refused'));
    await seconds(10);
    expect(source()).toMatchObject({ state: 'failing', since: blindSince });
    expect(source()?.message).toContain('has not answered since');
    world.answer = () => Promise.resolve(FED);
    await seconds(60);
    expect(source()).toMatchObject({ state: 'ok', message: null });
  });

  it('of a source whose signals are well, what cannot be read is said as a warning until it can be read again', async () => {
    const { world, watch, seconds, source } = start({ signals: [SIGNAL] });
    world.answer = () => Promise.reject(new SourceFailure('forbidden', 'the token may not read alert rules (403)'));
    await seconds(5);
    expect(watch.unheard().size).toBe(0);
    await seconds(55);
    // What it told before can be confirmed no more, although its numbers are true.
    expect([...watch.unheard()]).toEqual([AM]);
    expect(source()).toMatchObject({ state: 'ok', warnings: ['Its alerts cannot be read: the token may not read alert rules (403).'] });
    world.answer = () => Promise.resolve(FED);
    await seconds(30);
    expect(source()?.warnings).toEqual([]);
    expect(watch.unheard().size).toBe(0);
    world.answer = () => Promise.resolve({ ...FED, warnings: ['2 monitors of it cannot be read, and are not shown.'] });
    await seconds(20);
    expect(source()?.warnings).toEqual(['2 monitors of it cannot be read, and are not shown.']);
  });

  it('is asked again after what it told could not be taken in, and never twice at once', async () => {
    let breaks = true;
    const { world, seconds } = start({ takes: () => (breaks ? Promise.reject(new Error('disk full')) : Promise.resolve()) });
    await seconds(5);
    expect(world.taken).toEqual([]);
    breaks = false;
    await seconds(30);
    expect(world.taken.length).toBeGreaterThan(0);
    let open = 0;
    let most = 0;
    world.answer = () => {
      most = Math.max(most, (open += 1));
      return new Promise(() => {});
    };
    await seconds(120);
    expect(most).toBe(1);
  });
});
