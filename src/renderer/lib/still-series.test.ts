import { describe, expect, it } from 'vitest';
import { SignalId } from '../../shared/model/ids.ts';
import { fail, ok } from '../../shared/model/result.ts';
import { epochMs, toRfc3339 } from '../../shared/model/units.ts';
import type { LoadPoints, PointsRequest } from './series-cache.ts';
import { createStillSeries } from './still-series.ts';

const until = epochMs(Date.UTC(2026, 10, 21, 15));
const signal = SignalId.parse('checkout-errors');
const point = (ms: number, avg: number) => ({ time: toRfc3339(epochMs(until - ms)), min: avg, max: avg, avg, count: 1 });
const settled = () => new Promise<void>((done) => void setImmediate(done));

describe('a series of a time that has passed', () => {
  it('is asked for once, however many charts show it, and takes nothing new', async () => {
    const asked: PointsRequest[] = [];
    const load: LoadPoints = async (request) => {
      asked.push(request);
      return ok([point(30_000, 0.2), point(15_000, 0.9)]);
    };
    const series = createStillSeries({ load, until });
    let changes = 0;
    const first = series.watch(signal, 3_600_000, () => changes++);
    series.watch(signal, 3_600_000, () => undefined);
    await settled();
    expect(asked).toEqual([{ signal, from: until - 3_600_000, to: until, maxPoints: 1_500 }]);
    expect(first.view()).toMatchObject({ phase: 'ready', intervalMs: 15_000 });
    expect(first.view().buffer.length).toBe(2);
    expect(changes).toBe(1);
  });

  it('that could not be read says why, and is asked for again', async () => {
    let answer: Awaited<ReturnType<LoadPoints>> = fail('unavailable', 'Holdfast cannot be reached from this screen.');
    let again = () => {};
    const series = createStillSeries({ load: async () => answer, until, after: (_, run) => ((again = run), () => undefined) });
    const watched = series.watch(signal, 3_600_000, () => undefined);
    await settled();
    expect(watched.view()).toMatchObject({ phase: 'failed', message: 'Holdfast cannot be reached from this screen.' });
    answer = ok([point(15_000, 0.9)]);
    again();
    await settled();
    expect(watched.view().phase).toBe('ready');
    series.close();
  });
});
