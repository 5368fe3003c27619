import { describe, expect, it } from 'vitest';
import type { Point } from '../../../shared/model/entities.ts';
import { SignalId } from '../../../shared/model/ids.ts';
import { durationMs, type EpochMs, epochMs, fromRfc3339 } from '../../../shared/model/units.ts';
import { openStore } from '../../store/open.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import { createSeries, type SeriesOptions } from './series-service.ts';

const START = Date.UTC(2026, 0, 15, 12);
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const A = SignalId.parse('checkout-p95');
const B = SignalId.parse('login-p95');
const at = (ms: number): EpochMs => epochMs(START + ms);

/** An engine's series on a store that outlives it: `restart` is a crash (nothing is closed) unless `close` was called. */
function setup(options: Partial<SeriesOptions> = {}) {
  const clock = createManualClock(START);
  const store = openStore({ file: ':memory:', clock, log: silentLog });
  const problems: (string | null)[] = [];
  const start = () => createSeries({ db: store, clock, log: silentLog, onProblem: (problem) => problems.push(problem), ...options });
  return { clock, store, problems, series: start(), restart: start };
}
type Setup = ReturnType<typeof setup>;

/** Samples every `stepMs` from one instant to before another, arriving as they are taken. */
function feed({ clock, series }: Setup, signal: SignalId, from: number, to: number, stepMs: number, value: (ms: number) => number): void {
  for (let ms = from; ms < to; ms += stepMs) {
    clock.step(START + ms - clock.nowMs());
    series.append(signal, at(ms), value(ms));
  }
}
function flushAll(series: Setup['series']): void {
  for (let round = 0; series.flush(); round += 1) if (round > 10_000) throw new Error('flush never ends');
}
const timeOf = (point: Point): number => fromRfc3339(point.time)! - START;
const countOf = (points: readonly Point[]): number => points.reduce((sum, { count }) => sum + count, 0);

describe('live series', () => {
  it('shows samples as they came, each once, and gaps as gaps', () => {
    const { series, clock } = setup();
    clock.step(MINUTE);
    expect(series.newest(A)).toBeNull();
    expect([series.append(A, at(0), 0.1), series.append(A, at(5_000), Number.NaN), series.append(A, at(10_000), Number.POSITIVE_INFINITY), series.append(A, at(15_000), 0.3)]).toEqual([true, true, true, true]);
    expect(series.append(A, at(15_000), 0.3)).toBe(false);
    expect(series.append(A, at(20_000), -0)).toBe(true);
    expect(series.points(A, at(0), at(MINUTE), 100)).toEqual(
      [[0, 0.1], [15_000, 0.3], [20_000, -0]].map(([ms, value]) => ({ time: new Date(at(ms!)).toISOString(), min: value, max: value, avg: value, count: 1 })),
    );
    expect(series.newest(A)).toEqual({ time: at(20_000), value: -0 });
    expect(series.points(B, at(0), at(MINUTE), 100)).toEqual([]);
  });

  it('does not take a time that no clock can have', () => {
    const { series } = setup();
    for (const time of [Number.NaN, 0, -5, Number.POSITIVE_INFINITY, START + 2 * DAY]) expect(series.append(A, epochMs(time), 1)).toBe(false);
    expect(series.append(A, at(10 * MINUTE), 1)).toBe(true);
    expect(series.backfill(A, [{ time: epochMs(Number.NaN), value: 1 }, { time: at(5 * DAY), value: 1 }])).toBe(0);
    expect(series.points(A, epochMs(0), at(3 * DAY), 10)).toHaveLength(1);
  });

  it('keeps the worst second of six hours in a chart of 300 points, whether from samples or from rollups', () => {
    const value = (ms: number): number => (ms === 3 * HOUR + 1_235_000 ? 42 : 0.2 + (ms % 7_000) / 100_000);
    for (const samplesPerSignal of [100, 10_000]) {
      const test = setup({ samplesPerSignal });
      feed(test, A, 0, 6 * HOUR, 5_000, value);
      const points = test.series.points(A, at(0), at(6 * HOUR), 300);
      expect(points.length).toBeLessThanOrEqual(300);
      expect(points.length).toBeGreaterThan(100);
      expect(points.filter(({ max }) => max === 42)).toHaveLength(1);
      expect(countOf(points)).toBe((6 * HOUR) / 5_000);
      expect(Math.min(...points.map(({ min }) => min))).toBe(0.2);
      expect(points.map(timeOf)).toEqual(points.map(timeOf).toSorted((a, b) => a - b));
    }
  });

  it('shows each minute either by its samples or by its rollup, never by both', () => {
    const test = setup({ samplesPerSignal: 30 });
    feed(test, A, 0, 10 * MINUTE, 5_000, (ms) => ms);
    const points = test.series.points(A, at(0), at(10 * MINUTE), 1_000);
    /* 30 samples: the last two minutes whole and half of the one before, which therefore is told by its rollup. */
    expect(points.map(timeOf)).toEqual([...Array.from({ length: 8 }, (_, minute) => minute * MINUTE), ...Array.from({ length: 24 }, (_, index) => 8 * MINUTE + index * 5_000)]);
    expect(countOf(points)).toBe(120);
    expect(test.series.points(A, at(8 * MINUTE), at(8.5 * MINUTE), 1_000).map(timeOf)).toEqual([0, 5, 10, 15, 20, 25, 30].map((second) => 8 * MINUTE + second * 1_000));
  });
});

describe('what a crash leaves', () => {
  it('a finished minute is stored two seconds after its end, all signals in one transaction', async () => {
    const test = setup();
    const stop = test.series.run();
    const signals = Array.from({ length: 500 }, (_, index) => SignalId.parse(`signal-${index}`));
    for (let second = 0; second < 60; second += 15) {
      for (const signal of signals) test.series.append(signal, test.clock.nowMs(), second);
      await test.clock.advance(15_000);
    }
    const stored = (): number => test.store.read.all('SELECT minute FROM rollup_minutes').length;
    await test.clock.advance(1_900);
    expect(stored()).toBe(0);
    await test.clock.advance(200);
    expect(stored()).toBe(1);
    const after = test.restart();
    for (const signal of signals) expect(after.points(signal, at(0), at(HOUR), 10)).toMatchObject([{ min: 0, max: 45, avg: 22.5, count: 4 }]);
    stop();
  });

  it('a crash in the middle of packing an hour loses nothing and counts nothing twice', () => {
    const test = setup();
    const signals = Array.from({ length: 80 }, (_, index) => SignalId.parse(`s${index}`));
    for (const [index, signal] of signals.entries()) feed(test, signal, 0, HOUR, 30_000, (ms) => index + ms / HOUR);
    test.clock.step(3 * MINUTE);
    expect(test.series.flush()).toBe(true);
    const packed = (): number => test.store.read.all('SELECT id FROM rollup_blocks').length;
    expect(packed()).toBe(32);
    for (const crashes of [1, 2, 3]) {
      const series = test.restart();
      for (const [index, signal] of signals.entries()) {
        const points = series.points(signal, at(0), at(HOUR), 100);
        expect([points.length, countOf(points)], `${signal} after ${crashes} crashes`).toEqual([60, 120]);
        expect(points[59]!.max).toBeCloseTo(index + 3_570 / 3_600, 5);
      }
      series.flush();
    }
    const last = test.restart();
    flushAll(last);
    expect([packed(), test.store.read.all('SELECT minute FROM rollup_minutes')]).toEqual([80, []]);
  });

  it('a minute cut by a planned restart is told by both halves, and a sample told again counts once', () => {
    const test = setup();
    feed(test, A, 0, 30_000, 5_000, (ms) => ms);
    test.series.close();
    const series = test.restart();
    expect(series.append(A, at(25_000), 25_000)).toBe(true);
    feed({ ...test, series }, A, 30_000, 60_000, 5_000, (ms) => ms);
    test.clock.step(MINUTE);
    series.flush();
    expect(test.restart().points(A, at(0), at(HOUR), 10)).toMatchObject([{ min: 0, max: 55_000, count: 12, avg: 27_500 }]);
  });

  it('a late sample is added to its hour after that was packed', () => {
    const test = setup();
    feed(test, A, 0, HOUR, 10_000, () => 1);
    test.clock.step(5 * MINUTE);
    flushAll(test.series);
    expect(test.store.read.all('SELECT id FROM rollup_blocks')).toHaveLength(1);
    expect(test.series.append(A, at(30 * MINUTE + 1_234), 9)).toBe(true);
    flushAll(test.series);
    const points = test.restart().points(A, at(0), at(HOUR), 100);
    expect(points[30]).toMatchObject({ min: 1, max: 9, count: 7 });
    expect(countOf(points)).toBe(361);
  });
});

describe('history from a source', () => {
  const history = (from: number, to: number, stepMs: number, value: (ms: number) => number = (ms) => ms) =>
    Array.from({ length: Math.ceil((to - from) / stepMs) }, (_, index) => ({ time: at(from + index * stepMs), value: value(from + index * stepMs) }));

  it('fills the chart and the rollups, in any order, and counts nothing twice', () => {
    const test = setup({ samplesPerSignal: 500 });
    feed(test, A, 2 * HOUR, 2 * HOUR + 5 * MINUTE, 15_000, (ms) => ms);
    const told = history(0, 2 * HOUR + 5 * MINUTE, 15_000);
    expect(test.series.backfill(A, told.toReversed())).toBe(480);
    expect(test.series.backfill(A, told)).toBe(0);
    const points = test.series.points(A, at(0), at(3 * HOUR), 10_000);
    expect(countOf(points)).toBe(500);
    flushAll(test.series);
    expect(countOf(test.restart().points(A, at(0), at(2 * HOUR + 5 * MINUTE), 10_000))).toBe(480 + 16);
  });

  it('longer than the ring goes into the rollups', () => {
    const test = setup({ samplesPerSignal: 100 });
    test.clock.step(DAY);
    test.series.backfill(A, history(0, DAY, 15_000, (ms) => (ms === 5 * HOUR ? 99 : 1)));
    const points = test.series.points(A, at(0), at(DAY), 2_000);
    expect([countOf(points), points.filter(({ max }) => max === 99).map(timeOf)]).toEqual([DAY / 15_000, [5 * HOUR]]);
    flushAll(test.series);
    const stored = test.restart().points(A, at(0), at(DAY), 2_000);
    expect(stored.filter(({ max }) => max === 99).map(timeOf)).toEqual([5 * HOUR]);
    expect(countOf(stored)).toBe(DAY / 15_000);
  });

  it('coarser than what is stored changes nothing', () => {
    const test = setup();
    feed(test, A, 0, HOUR, 5_000, (ms) => (ms === 25_000 ? 7 : 1));
    test.clock.step(5 * MINUTE);
    flushAll(test.series);
    const series = test.restart();
    series.backfill(A, history(0, HOUR, MINUTE, () => 1));
    flushAll(series);
    const points = test.restart().points(A, at(0), at(HOUR), 100);
    expect([countOf(points), points[0]!.max]).toEqual([720, 7]);
  });

  it('tells what is missing, to ask for no more than that', () => {
    const test = setup({ samplesPerSignal: 20 });
    feed(test, A, 0, 10 * MINUTE, 15_000, () => 1);
    feed(test, A, 20 * MINUTE, 30 * MINUTE, 15_000, (ms) => (ms === 25 * MINUTE ? Number.NaN : 1));
    const range = { from: at(0), to: at(30 * MINUTE) };
    const ago = (span: { from: number; to: number }) => [span.from - START, span.to - START];
    const gap = durationMs(30_000);
    expect(test.series.coverage(A, range, gap, 'minute').missing.map(ago)).toEqual([[10 * MINUTE, 20 * MINUTE]]);
    expect(test.series.coverage(A, range, gap, 'minute').covered.map(ago)).toEqual([[0, 10 * MINUTE], [20 * MINUTE, 30 * MINUTE]]);
    expect(test.series.coverage(A, range, gap, 'native').missing.map(ago)).toEqual([[0, 25 * MINUTE]]);
    expect(test.series.coverage(B, range, gap, 'minute')).toEqual({ covered: [], missing: [range] });
    const cut = { from: at(90_500), to: at(5 * MINUTE) };
    expect(test.series.coverage(A, cut, durationMs(15_000), 'minute').missing).toEqual([]);
  });
});

describe('a store that does not take it', () => {
  it('full: says so once, charts go on, and all of it is stored once there is room', () => {
    const test = setup();
    const { write, read } = test.store;
    write!.run(`PRAGMA max_page_count = ${read.get<{ page_count: number }>('PRAGMA page_count')!.page_count}`);
    const signals = Array.from({ length: 200 }, (_, index) => SignalId.parse(`s${index}`));
    for (let minute = 0; minute < 3 * 60; minute += 1) {
      for (const signal of signals) for (const second of [0, 30]) test.series.append(signal, epochMs(test.clock.nowMs() + second * 1_000), minute);
      test.clock.step(MINUTE);
      expect(test.series.flush()).toBe(false);
    }
    expect(test.problems).toEqual(['History is not being stored (the disk is full). Live charts go on; the last 6 hours are kept in memory and stored once that works again.']);
    expect(countOf(test.series.points(signals[7]!, at(0), at(3 * HOUR), 1_000))).toBe(360);
    write!.run('PRAGMA max_page_count = 100000');
    test.clock.step(2 * MINUTE);
    flushAll(test.series);
    expect(test.problems.at(-1)).toBeNull();
    expect(test.problems).toHaveLength(2);
    const after = test.restart();
    for (const signal of signals) expect(countOf(after.points(signal, at(0), at(3 * HOUR), 1_000))).toBe(360);
  });

  it('full for longer than it can wait: the oldest is let go, memory does not grow', () => {
    const test = setup({ samplesPerSignal: 10 });
    test.store.write!.run(`PRAGMA max_page_count = ${test.store.read.get<{ page_count: number }>('PRAGMA page_count')!.page_count}`);
    const filler = new Uint8Array(5_000);
    expect(() => test.store.write!.run('INSERT INTO rollup_minutes VALUES (1, ?)', filler)).toThrow('full');
    for (let minute = 0; minute < 12 * 60; minute += 1) {
      for (let index = 0; index < 120; index += 1) test.series.append(SignalId.parse(`s${index}`), test.clock.nowMs(), minute);
      test.clock.step(MINUTE);
      test.series.flush();
    }
    const points = test.series.points(SignalId.parse('s5'), at(0), at(12 * HOUR), 1_000);
    expect(timeOf(points[0]!)).toBe(6 * HOUR);
    expect(points).toHaveLength(6 * 60);
  });

  it('read-only: stored history is shown, live series go on, nothing throws', () => {
    const test = setup();
    feed(test, A, 0, HOUR, 15_000, () => 1);
    test.clock.step(5 * MINUTE);
    flushAll(test.series);
    const series = createSeries({ db: { read: test.store.read, write: null }, clock: test.clock, log: silentLog });
    feed({ ...test, series }, A, 70 * MINUTE, 80 * MINUTE, 15_000, () => 2);
    expect(series.flush()).toBe(false);
    series.close();
    const points = series.points(A, at(0), at(2 * HOUR), 1_000);
    expect(countOf(points)).toBe(240 + 40);
    series.forget(A);
    expect(series.points(A, at(0), at(2 * HOUR), 1_000)).toEqual([]);
  });

  it('unreadable: says so, live charts go on, and it is over when it can be read again', () => {
    const test = setup();
    feed(test, A, 0, HOUR, 15_000, () => 1);
    test.clock.step(5 * MINUTE);
    flushAll(test.series);
    test.store.write!.run('ALTER TABLE rollup_blocks RENAME TO elsewhere');
    feed(test, A, 70 * MINUTE, 75 * MINUTE, 15_000, () => 2);
    expect(countOf(test.series.points(A, at(70 * MINUTE), at(75 * MINUTE), 100))).toBe(20);
    expect(test.problems).toEqual(['Stored history cannot be read (no such table: rollup_blocks). Live charts go on.']);
    test.store.write!.run('ALTER TABLE elsewhere RENAME TO rollup_blocks');
    expect(countOf(test.series.points(A, at(0), at(75 * MINUTE), 1_000))).toBe(260);
    expect(test.problems.at(-1)).toBeNull();
  });

  it('one packed hour that is garbage is a gap of an hour, not the loss of the day', () => {
    const test = setup({ samplesPerSignal: 10 });
    feed(test, A, 0, 3 * HOUR, MINUTE, () => 1);
    test.clock.step(5 * MINUTE);
    flushAll(test.series);
    test.store.write!.run(`UPDATE rollup_blocks SET data = x'0102' WHERE id = (SELECT id FROM rollup_blocks ORDER BY id LIMIT 1 OFFSET 1)`);
    const points = test.series.points(A, at(0), at(3 * HOUR), 1_000);
    expect([points.length, points.some((point) => timeOf(point) >= HOUR && timeOf(point) < 2 * HOUR)]).toEqual([120, false]);
  });
});

describe('what is kept', () => {
  it('rollups stay for the retention and then go', () => {
    const test = setup({ retentionMs: () => durationMs(DAY), samplesPerSignal: 10 });
    for (let hour = 0; hour < 60; hour += 1) {
      feed(test, A, hour * HOUR, hour * HOUR + 10 * MINUTE, MINUTE, () => 1);
      test.clock.step(HOUR - 5 * MINUTE);
      flushAll(test.series);
    }
    const points = test.series.points(A, at(0), at(60 * HOUR), 10_000);
    expect(timeOf(points[0]!)).toBeGreaterThanOrEqual(60 * HOUR - DAY - HOUR);
    expect(timeOf(points[0]!)).toBeLessThanOrEqual(60 * HOUR - DAY);
    expect(test.store.read.all('SELECT id FROM rollup_blocks').length).toBeLessThan(27);
  });

  it('a forgotten signal takes its history with it, and its name starts anew', () => {
    const test = setup();
    for (const signal of [A, B]) feed(test, signal, 0, HOUR, MINUTE, () => 1);
    test.clock.step(5 * MINUTE);
    flushAll(test.series);
    test.series.forget(A);
    expect([test.series.points(A, at(0), at(HOUR), 100), test.series.newest(A)]).toEqual([[], null]);
    expect(test.store.read.all('SELECT id FROM rollup_blocks')).toHaveLength(1);
    test.series.append(A, test.clock.nowMs(), 5);
    flushAll(test.series);
    test.series.close();
    const after = test.restart();
    expect(countOf(after.points(A, at(0), at(2 * HOUR), 100))).toBe(1);
    expect(countOf(after.points(B, at(0), at(2 * HOUR), 100))).toBe(60);
  });

  it('flushes by itself after every minute until it is stopped', async () => {
    const test = setup();
    const stop = test.series.run();
    for (let minute = 0; minute < 3; minute += 1) {
      test.series.append(A, test.clock.nowMs(), minute);
      await test.clock.advance(MINUTE);
    }
    await test.clock.advance(3_000);
    expect(test.store.read.all('SELECT minute FROM rollup_minutes')).toHaveLength(3);
    stop();
    test.series.append(A, test.clock.nowMs(), 9);
    await test.clock.advance(10 * MINUTE);
    expect(test.store.read.all('SELECT minute FROM rollup_minutes')).toHaveLength(3);
  });
});
