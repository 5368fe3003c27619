import { describe, expect, it } from 'vitest';
import { sparkOf } from './spark-path.ts';

const BOX = { width: 100, height: 22, fromMs: 0, toMs: 100_000 };
const at = (seconds: number, value: number) => ({ time: new Date(seconds * 1_000).toISOString(), min: value, max: value, avg: value, count: 1 });

describe('the small line of a preview', () => {
  it('runs from zero to the highest value over the time shown', () => {
    const { line, low, high } = sparkOf([at(0, 0), at(10, 5), at(20, 10)], BOX, null);
    expect([low, high]).toEqual([0, 10]);
    expect(line).toBe('M0 21L10 11L20 1');
  });
  it('leaves a gap where samples are missing', () => expect(sparkOf([at(0, 1), at(10, 1), at(20, 1), at(70, 1), at(80, 1)], BOX, null).line.match(/M/g)).toHaveLength(2));
  it('is nothing without points, and a dot with one', () => {
    expect(sparkOf([], BOX, 1)).toEqual({ line: '', low: 0, high: 0, limitY: null });
    expect(sparkOf([at(50, 3)], BOX, null).line).toBe('M50 1h.01');
  });
  it('takes no notice of what lies outside the time shown', () => expect(sparkOf([at(-10, 99), at(10, 1), at(500, 99)], BOX, null).high).toBe(1));
  it('draws a limit that lies near the values, and none that would press them flat', () => {
    expect(sparkOf([at(10, 10)], BOX, 20).limitY).toBe(1);
    expect(sparkOf([at(10, 10)], BOX, 5).limitY).toBe(11);
    expect(sparkOf([at(10, 10)], BOX, 100).limitY).toBeNull();
  });
  it('shows values below zero', () => expect(sparkOf([at(0, -10), at(10, 10)], BOX, null).line).toBe('M0 21L10 1'));
});
