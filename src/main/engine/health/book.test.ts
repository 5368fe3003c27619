import { describe, expect, it } from 'vitest';
import { SourceConfig } from '../../../shared/model/sources/index.ts';
import type { SignalId, SourceId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs } from '../../../shared/model/units.ts';
import { startDetecting } from '../detection/testing/detecting.ts';
import { SourceFailure, type Fed, type PollResult, type Source } from '../sources/source.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import { createClockWatch } from '../watch/clock-watch.ts';
import type { WatchedSignal } from '../watch/signal-state.ts';
import { createWatch } from '../watch/watch.ts';
import { createHealthBook } from './book.ts';
import { measured } from './measured.ts';

const ID = 'prom' as SourceId;
const CONFIG = SourceConfig.parse({ id: 'prom', type: 'prometheus', url: 'http://127.0.0.1:9090' });
const REFUSED = new SourceFailure('refused', 'connection refused');
const signal = (id: string): WatchedSignal => ({
  id: id as SignalId, name: id, unit: 's', stat: 'p95', thresholds: [], everyMs: durationMs(5_000), windowMs: durationMs(300_000), queryText: 'x', openUrl: null, learnsSpacing: false,
  config: { id: id as SignalId, service: 'checkout' as WatchedSignal['config']['service'], kind: 'latency', source: ID, every: '5s', query: 'x' },
});

/** A source of one group and, if asked, a feed, behind the book; `tookMs` is how long each of its answers takes. */
function start({ signals = [signal('p95')], feed = false }: { signals?: WatchedSignal[]; feed?: boolean } = {}) {
  const clock = createManualClock();
  const book = createHealthBook(clock);
  const world = { tookMs: 20, failure: null as Error | null, values: new Set(signals.map(({ id }) => id)), budget: null as ReturnType<NonNullable<Source['budget']>>, offsetMs: 0 as number | null };
  const answer = async <T>(value: () => T): Promise<T> => {
    await new Promise<void>((resolve) => void clock.after(durationMs(world.tookMs), resolve));
    if (world.failure !== null) throw world.failure;
    return value();
  };
  const source: Source = {
    plan: (all) => (all.length === 0 ? [] : [{ key: 'all', signals: all }]),
    poll: (group) => answer((): PollResult => ({ clockOffsetMs: world.offsetMs, warnings: [], outcomes: group.signals.filter(({ id }) => world.values.has(id)).map(({ id }) => ({ signal: id, ok: true, reading: { sampleTime: clock.nowMs(), evaluatedAt: clock.nowMs(), value: 1, noValue: null } })) })),
    history: () => Promise.resolve([]),
    openUrl: () => null,
    budget: () => world.budget,
    close: () => Promise.resolve(),
    ...(feed && { feeds: [{ name: 'alerts', everyMs: durationMs(10_000), poll: () => answer((): Fed => ({ clockOffsetMs: world.offsetMs, warnings: [] })) }] }),
  };
  const { detection } = startDetecting(clock);
  const watch = createWatch(
    { services: [], sources: [{ config: CONFIG, source: measured(source, clock, (question) => book.asked(ID, question)) }], signals },
    { clock, clockWatch: createClockWatch(clock, durationMs(1_000)), random: () => 0.5, log: silentLog, detection, series: { append: () => {}, backfill: () => {}, newest: () => null }, emit: () => {}, onFed: () => Promise.resolve() },
  );
  book.keep([CONFIG]);
  watch.start();
  const seconds = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) {
      await clock.advance(1_000);
      watch.tick();
      book.tick(watch);
    }
  };
  return { clock, book, world, watch, seconds, health: () => book.view(watch)[0], measures: () => book.measures(watch)[0] };
}

describe('the health of a source', () => {
  it('tells how quick it is, what it was asked and how its signals stand', async () => {
    const { seconds, health, measures } = start();
    expect(health()).toMatchObject({ asked: 0, took: null, lastAnswerAt: null, blindSince: null });
    expect(measures()).toMatchObject({ up: false, lastAnswerAt: null, answered: 0 });
    await seconds(31);
    expect(health()).toMatchObject({ asked: 7, failed: 0, took: { p95Ms: 20 }, signals: { live: 1, late: 0, blind: 0 }, blindSince: null, lastFailure: null });
    expect(measures()).toMatchObject({ up: true, answered: 7, failed: 0, blindSeconds: 0 });
  });

  it('is blind from the third failure until it answers; the failure is kept, and the blind time is counted', async () => {
    const { clock, world, seconds, health, measures } = start();
    await seconds(11);
    world.failure = REFUSED;
    await seconds(60);
    const since = Date.parse(health()?.blindSince ?? '');
    expect(clock.nowMs() - since).toBeGreaterThan(20_000);
    expect(health()).toMatchObject({ signals: { live: 0, late: 0, blind: 1 }, lastFailure: { code: 'refused', message: 'connection refused', feed: null } });
    expect(measures()?.up).toBe(false);
    world.failure = null;
    await seconds(40);
    expect(health()).toMatchObject({ blindSince: null, signals: { live: 1 }, lastFailure: { code: 'refused' } });
    expect(measures()?.up).toBe(true);
    expect(measures()?.blindSeconds).toBeGreaterThan(20);
    expect(measures()?.blindSeconds).toBeLessThan(100);
  });

  it('is blind while it answers and brings nothing of any signal, and not while it brings one', async () => {
    const { world, seconds, health, measures } = start({ signals: [signal('p95'), signal('errors')] });
    await seconds(11);
    world.values.delete('p95' as SignalId);
    await seconds(60);
    expect(health()).toMatchObject({ blindSince: null, signals: { live: 1, late: 0, blind: 1 } });
    world.values.clear();
    await seconds(60);
    expect(health()).toMatchObject({ blindSince: expect.any(String), signals: { live: 0, blind: 2 } });
    expect(measures()?.up).toBe(false);
  });

  it('without signals is as blind as its feed, and tells when that came last', async () => {
    const { world, seconds, health } = start({ signals: [], feed: true });
    await seconds(12);
    expect(health()).toMatchObject({ blindSince: null, feeds: [{ name: 'alerts', everyMs: 10_000, state: 'live', lastAt: expect.any(String), lastFailure: null }] });
    world.failure = REFUSED;
    await seconds(90);
    expect(health()).toMatchObject({ blindSince: expect.any(String), feeds: [{ state: 'blind', lastFailure: { code: 'refused', feed: 'alerts' } }] });
  });

  it('tells its budget; a scrape is told none of it that is over', async () => {
    const { clock, world, seconds, health, measures } = start();
    await seconds(2);
    expect(health()?.budget).toBeNull();
    world.budget = { name: 'queries', limit: 300, remaining: 240, periodMs: durationMs(3_600_000), resetsAt: epochMs(clock.nowMs() + 10_000) };
    expect(health()?.budget).toMatchObject({ limit: 300, remaining: 240 });
    expect(measures()?.budget).toEqual({ limit: 300, remaining: 240 });
    await seconds(11);
    expect(measures()?.budget).toBeNull();
  });

  it('is forgotten once the source is another one, and goes on when it is not', async () => {
    const { book, watch, seconds } = start();
    await seconds(11);
    book.keep([CONFIG]);
    expect(book.view(watch)[0]?.asked).toBe(3);
    book.keep([{ ...CONFIG, name: 'Another' }]);
    expect(book.view(watch)[0]?.asked).toBe(0);
  });
});
