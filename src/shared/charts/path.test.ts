import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { SeriesBuffer } from '../../renderer/lib/series-buffer.ts';
import { buildPath, extremes, isDense, spread, tailStart, yOf, type Projection } from './path.ts';

const projection = (widthPx: number, spanMs: number): Projection => ({ left: 0, fromMs: 0, pixelsPerMs: widthPx / spanMs, bottom: 100, fromValue: 0, pixelsPerUnit: 10 });
function bufferOf(points: readonly (readonly [time: number, value: number])[]): SeriesBuffer {
  const buffer = new SeriesBuffer(Math.max(1, points.length));
  for (const [time, value] of points) buffer.push(time, value, value, value);
  return buffer;
}
const draw = (buffer: SeriesBuffer, gapMs: number, p: Projection, dense = false) => buildPath(buffer, buffer.start, buffer.end, gapMs, p, dense);
const ysOf = (path: string): number[] => [...path.matchAll(/[ML][-\d.]+ ([-\d.]+)/g)].map((match) => Number(match[1]));

describe('a line', () => {
  it('joins samples with straight pieces', () => {
    expect(draw(bufferOf([[0, 0], [10, 5], [20, 10]]), 25, projection(20, 20))).toBe('M0 100L10 50L20 0');
  });

  it('breaks at a hole longer than the gap and at a missing value, and a lone sample is a dot', () => {
    const p = projection(100, 100);
    expect(draw(bufferOf([[0, 1], [10, 1], [60, 1], [70, 1]]), 25, p)).toBe('M0 90L10 90M60 90L70 90');
    expect(draw(bufferOf([[0, 1], [10, 1], [20, NaN], [30, 1], [40, 1]]), 25, p)).toBe('M0 90L10 90M30 90L40 90');
    expect(draw(bufferOf([[0, 1], [10, 1], [60, 1]]), 25, p)).toBe('M0 90L10 90M60 90h.01');
    expect(draw(bufferOf([]), 25, p)).toBe('');
  });

  it('draws the extremes of a bucket, not only its average', () => {
    const buffer = new SeriesBuffer(4);
    buffer.push(0, 1, 1, 1);
    buffer.push(10, 1, 9, 2);
    expect(Math.min(...ysOf(draw(buffer, 25, projection(20, 20))))).toBe(10);
  });

  it('keeps every pixel column’s lowest and highest value however dense the points are (seed printed on failure)', () => {
    const width = 50;
    const sample = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 200, maxLength: 2_000 });
    fc.assert(
      fc.property(sample, (series) => {
        const buffer = bufferOf(series.map((value, i) => [i, value]));
        const p = projection(width, series.length);
        const drawn = ysOf(draw(buffer, 2.5, p, true));
        const all = extremes(buffer, buffer.start, buffer.end);
        expect(drawn.length).toBeLessThanOrEqual(4 * width);
        expect(Math.min(...drawn)).toBeCloseTo(Math.round(yOf(p, all!.high) * 10) / 10, 5);
        expect(Math.max(...drawn)).toBeCloseTo(Math.round(yOf(p, all!.low) * 10) / 10, 5);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps a spike of one sample in 36,000', () => {
    const points = Array.from({ length: 36_000 }, (_, i): [number, number] => [i, i === 17_321 ? 9.9 : 1]);
    const path = draw(bufferOf(points), 2.5, projection(600, 36_000), true);
    expect(Math.min(...ysOf(path))).toBe(1);
    expect(isDense(36_000, 600)).toBe(true);
    expect(isDense(1_200, 600)).toBe(false);
  });

  it('splits into a settled part and a tail that begins with a whole pixel column', () => {
    const buffer = bufferOf(Array.from({ length: 100 }, (_, i): [number, number] => [i, 1]));
    const p = projection(20, 100);
    const start = tailStart(buffer, 0, 100, p, 8);
    expect(start).toBeLessThanOrEqual(92);
    expect(Math.floor((start - 1) * p.pixelsPerMs)).toBeLessThan(Math.floor(start * p.pixelsPerMs));
  });
});

describe('labels at the lines’ ends', () => {
  it('move apart without leaving the plot and keep their order', () => {
    const placed = spread([50, 51, 49], 10, 0, 100);
    expect(placed[2]!).toBeLessThan(placed[0]!);
    expect(placed[0]!).toBeLessThan(placed[1]!);
    const sorted = placed.toSorted((a, b) => a - b);
    expect(sorted[1]! - sorted[0]!).toBeGreaterThanOrEqual(10);
    expect(spread([99, 99], 10, 0, 100)).toEqual([85, 95]);
  });
});
