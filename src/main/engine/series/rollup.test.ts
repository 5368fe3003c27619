import { describe, expect, it } from 'vitest';
import { addSample, combine, createHour, HOUR_MS, hourOf, minuteAt, minuteInHour, rollUp, setWhole } from './rollup.ts';

const HOUR = 490_000;
const at = (minute: number, second = 0): number => HOUR * HOUR_MS + minute * 60_000 + second * 1_000;

describe('one-minute rollups', () => {
  it('counts every sample into its own minute, late ones too', () => {
    const hour = createHour();
    addSample(hour, at(1, 5), 4);
    addSample(hour, at(2, 0), 100);
    addSample(hour, at(1, 59.999), 10);
    addSample(hour, at(1, 0), 1);
    expect(minuteAt(hour, 1)).toEqual({ min: 1, max: 10, sum: 15, count: 3, lastMs: at(1, 59.999) });
    expect(minuteAt(hour, 2)).toMatchObject({ min: 100, max: 100, count: 1 });
    expect(minuteAt(hour, 0)).toBeNull();
  });

  it('knows hours and minutes', () => {
    expect([hourOf(at(59, 59.999)), hourOf(at(60)), minuteInHour(at(59, 59.999)), minuteInHour(at(60))]).toEqual([HOUR, HOUR + 1, 59, 0]);
  });

  it('rolls up samples without their gaps', () => {
    const view = (values: number[]) => ({ times: Float64Array.from(values, (_, index) => index), values: Float64Array.from(values) });
    expect(rollUp(view([3, Number.NaN, 1]))).toEqual({ min: 1, max: 3, sum: 4, count: 2, lastMs: 2 });
    expect(rollUp(view([Number.NaN]))).toBeNull();
    expect(rollUp(view([]))).toBeNull();
  });

  it('a minute told as a whole replaces one that rests on no more samples, and no other', () => {
    const hour = createHour();
    const whole = (count: number, value: number) => ({ min: value, max: value, sum: value * count, count, lastMs: at(3) });
    setWhole(hour, 3, whole(12, 1));
    setWhole(hour, 3, whole(1, 9));
    expect(minuteAt(hour, 3)).toMatchObject({ count: 12, max: 1 });
    setWhole(hour, 3, whole(12, 2));
    expect(minuteAt(hour, 3)).toMatchObject({ count: 12, max: 2 });
    setWhole(hour, 3, whole(0, 2));
    expect(minuteAt(hour, 3)).toMatchObject({ count: 12 });
  });

  it('adds late samples to what is stored, and does not count again what is told as a whole', () => {
    const stored = createHour();
    addSample(stored, at(0), 5);
    addSample(stored, at(1), 5);
    const pending = createHour();
    addSample(pending, at(0, 30), 50);
    setWhole(pending, 1, { min: 4, max: 5, sum: 9, count: 2, lastMs: at(1, 30) });
    addSample(pending, at(2), 7);
    const both = combine(stored, pending);
    expect(minuteAt(both, 0)).toEqual({ min: 5, max: 50, sum: 55, count: 2, lastMs: at(0, 30) });
    expect(minuteAt(both, 1)).toEqual({ min: 4, max: 5, sum: 9, count: 2, lastMs: at(1, 30) });
    expect(minuteAt(both, 2)).toMatchObject({ count: 1, max: 7 });
  });
});
