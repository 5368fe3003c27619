import { describe, expect, it } from 'vitest';
import { SignalId } from '../../shared/model/ids.ts';
import { epochMs } from '../../shared/model/units.ts';
import { createFixedSeries } from './fixed-series.ts';

const P95 = SignalId.parse('checkout-p95');

describe('series that are at hand', () => {
  it('are ready when a chart asks, with their gaps', () => {
    const points = [1, 2, Number.NaN, 4].map((value, index) => ({ time: epochMs(index * 1_000), value }));
    const view = createFixedSeries({ series: new Map([[P95, points]]), gapMs: 3_000 }).watch(P95, 60_000, () => undefined).view();
    expect([view.phase, view.buffer.length, view.gapMs]).toEqual(['ready', 4, 3_000]);
    expect(Array.from(view.buffer.value.slice(view.buffer.start, view.buffer.end))).toEqual([1, 2, Number.NaN, 4]);
  });

  it('are empty, not loading, where there is none', () => {
    const view = createFixedSeries({ series: new Map(), gapMs: 1 }).watch(P95, 60_000, () => undefined).view();
    expect([view.phase, view.buffer.length]).toEqual(['ready', 0]);
  });
});
