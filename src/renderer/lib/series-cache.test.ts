import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../shared/contract/events.ts';
import type { Point } from '../../shared/model/entities.ts';
import { SignalId } from '../../shared/model/ids.ts';
import { fail, ok, type Result } from '../../shared/model/result.ts';
import { epochMs, toRfc3339 } from '../../shared/model/units.ts';
import { SeriesBuffer, typicalSpacing } from './series-buffer.ts';
import { createSeriesCache, type PointsRequest, type SeriesView } from './series-cache.ts';

const NOW = Date.UTC(2026, 10, 21, 14, 0, 0);
const HOUR = 3_600_000;
const id = SignalId.parse('checkout-p95');
const at = (ms: number) => toRfc3339(epochMs(NOW + ms));
const point = (ms: number, value: number): Point => ({ time: at(ms), min: value, max: value, avg: value, count: 1 });
const within = { state: 'within', rule: null, severity: null, count: 0, needed: 1, since: null } as const;
const reading = (ms: number, value: number | null): LiveEvent => ({
  event: 'reading',
  data: { signal: id, time: at(ms), evaluatedAt: at(ms), receivedAt: at(ms), value, noValue: value === null ? 'NaN' : null, breach: within, intervalMs: 5_000 },
});
const tick: LiveEvent = { event: 'tick', data: { now: at(0), n: 1 } };
const values = ({ buffer }: SeriesView) => [...buffer.value.subarray(buffer.start, buffer.end)];

/** A cache whose answers, frames and timers are let through by hand. */
function harness(windowMs = HOUR) {
  const asked: PointsRequest[] = [];
  const answers: ((result: Result<readonly Point[]>) => void)[] = [];
  const frames: (() => void)[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  const cache = createSeriesCache({
    load: (request) => {
      asked.push(request);
      return new Promise((done) => answers.push(done));
    },
    now: () => epochMs(NOW),
    onFrame: (run) => frames.push(run),
    after: (ms, run) => {
      const timer = { ms, run };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  });
  let changes = 0;
  cache.setLink('open');
  const handle = cache.watch(id, windowMs, () => changes++);
  cache.apply(tick);
  const answer = async (result: Result<readonly Point[]>) => {
    answers.pop()?.(result);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { cache, handle, asked, answers, timers, answer, frame: () => frames.splice(0).forEach((run) => run()), changes: () => changes };
}

describe('the series behind a chart', () => {
  it('asks for the window once, then takes every sample as it comes and tells its chart once per frame', async () => {
    const { cache, handle, asked, answer, frame, changes } = harness();
    await answer(ok([point(-10_000, 1), point(-5_000, 2)]));
    frame();
    const before = changes();
    cache.apply(reading(0, 3));
    cache.apply(reading(5_000, 4));
    frame();
    expect(changes()).toBe(before + 1);
    expect(values(handle.view())).toEqual([1, 2, 3, 4]);
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(Date.parse(at(0)) - (asked[0]?.from ?? 0)).toBeGreaterThanOrEqual(HOUR);
  });

  it('keeps the samples that arrive while history is on its way, in order and once each', async () => {
    const { cache, handle, answer } = harness();
    cache.apply(reading(0, 3));
    cache.apply(reading(5_000, 4));
    await answer(ok([point(-5_000, 2), point(0, 3)]));
    expect(values(handle.view())).toEqual([2, 3, 4]);
  });

  it('marks a reading without a value as a gap, never as zero', async () => {
    const { cache, handle, answer } = harness();
    await answer(ok([point(-5_000, 2)]));
    cache.apply(reading(0, null));
    expect(values(handle.view())).toEqual([2, NaN]);
  });

  it('asks again after a gap was filled and after the link came back; an overtaken answer is thrown away', async () => {
    const { cache, handle, asked, answers, answer } = harness();
    await answer(ok([point(-5_000, 1)]));
    const before = asked.length;
    cache.apply({ event: 'backfill', data: { signal: id, from: at(-60_000), to: at(0) } });
    cache.setLink('lost');
    cache.setLink('open');
    cache.apply(tick);
    expect(asked.length).toBe(before + 2);
    const [newest, overtaken] = [answers.pop(), answers.pop()];
    newest?.(ok([point(-5_000, 7)]));
    overtaken?.(ok([point(-5_000, 99)]));
    expect(overtaken).toBeDefined();
    await Promise.resolve();
    await Promise.resolve();
    expect(values(handle.view())).toEqual([7]);
  });

  it('asks again for a series that was filled while nobody looked, as soon as somebody does', async () => {
    const { cache, handle, asked, answer } = harness();
    await answer(ok([point(-5_000, 1)]));
    handle.stop();
    cache.watch(id, HOUR, () => {}).stop();
    const before = asked.length;
    cache.apply({ event: 'backfill', data: { signal: id, from: at(-60_000), to: at(0) } });
    expect(asked.length).toBe(before);
    cache.watch(id, HOUR, () => {});
    expect(asked.length).toBe(before + 1);
  });

  it('says why history is missing, tries again after 5 s, and keeps what it has', async () => {
    const { cache, handle, timers, answer } = harness();
    await answer(fail('unavailable', 'no answer'));
    expect(handle.view()).toMatchObject({ phase: 'failed', message: 'no answer' });
    expect(timers.map((timer) => timer.ms)).toEqual([5_000]);
    cache.apply(reading(0, 3));
    timers[0]?.run();
    await answer(fail('unavailable', 'still none'));
    expect(values(handle.view())).toEqual([3]);
  });

  it('widens the newest bucket of a long window instead of growing at native resolution, and refetches each minute', async () => {
    const { cache, handle, timers, answer } = harness(24 * HOUR);
    await answer(ok([point(-180_000, 1), point(-120_000, 1), point(-60_000, 1)]));
    expect(timers.map((timer) => timer.ms)).toEqual([60_000]);
    for (const [ms, value] of [[-55_000, 5], [-50_000, 2], [-45_000, 3]] as const) cache.apply(reading(ms, value));
    const { buffer } = handle.view();
    expect(buffer.length).toBe(3);
    expect([buffer.low[buffer.end - 1], buffer.high[buffer.end - 1], buffer.value[buffer.end - 1]]).toEqual([1, 5, 3]);
    expect(handle.view().gapMs).toBe(150_000);
  });
});

describe('a series buffer', () => {
  it('stays bounded, keeps the newest, and refuses what is not newer', () => {
    const buffer = new SeriesBuffer(100);
    for (let i = 0; i < 10_000; i++) buffer.push(i, i, i, i);
    expect(buffer.push(9_999, 1, 1, 1)).toBe(false);
    expect(buffer.length).toBe(100);
    expect(buffer.times[buffer.start]).toBe(9_900);
    expect(buffer.lastTime).toBe(9_999);
    expect(buffer.times[buffer.indexAt(9_950.5)]).toBe(9_951);
  });

  it('learns its spacing from the middle, not from its gaps', () => {
    const buffer = new SeriesBuffer(10);
    for (const time of [0, 5, 10, 500, 505, 510]) buffer.push(time, 0, 0, 0);
    expect(typicalSpacing(buffer)).toBe(5);
  });
});
