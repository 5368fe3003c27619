import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripPosition, stripScale, stripTicks, swarm, type StripScale } from './strip.ts';

const words = (scale: StripScale | null, apart = 0.1) => (scale === null ? [] : stripTicks(scale, apart).map(({ word }) => word));

describe('an axis of durations', () => {
  it('ends at round spans around what it shows', () => {
    expect(words(stripScale([90, 5_000]))).toEqual(['1 min', '10 min', '1 h', '6 h']);
    expect(words(stripScale([3_600]))).toEqual(['1 h', '6 h']);
    expect(stripScale([])).toBeNull();
  });

  it('has a place for what took no time at all, before the axis', () => {
    const scale = stripScale([0, 0.4, 600]) as StripScale;
    expect(words(scale)[0]).toBe('< 1 s');
    expect(stripPosition(scale, 0)).toBe(stripPosition(scale, 0.4));
    expect(stripPosition(scale, 0)).toBeLessThan(stripPosition(scale, 1));
    expect(stripScale([1, 600])?.gutter).toBe(false);
  });

  it('leaves out words that would touch each other', () => {
    const scale = stripScale([1, 365 * 86_400]) as StripScale;
    const ticks = stripTicks(scale, 0.2);
    expect(ticks.length).toBeGreaterThan(2);
    for (const [index, tick] of ticks.entries()) expect(tick.at - (ticks[index - 1]?.at ?? -1)).toBeGreaterThanOrEqual(0.2);
  });

  it('keeps the order of durations, inside the line', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 4e8, noNaN: true }), { minLength: 1, maxLength: 40 }), (seconds) => {
        const scale = stripScale(seconds) as StripScale;
        const places = seconds.toSorted((a, b) => a - b).map((each) => stripPosition(scale, each));
        for (const [index, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual(places[index - 1] ?? 0);
          expect(place).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('dots along a line', () => {
  it('give way up and down instead of covering each other', () => {
    expect(swarm([0, 0, 0, 50], 5, 40)).toEqual([{ x: 0, y: 0 }, { x: 0, y: -10 }, { x: 0, y: 10 }, { x: 50, y: 0 }]);
  });

  it('overlap only where there is no room left, and stay inside the height', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }), fc.integer({ min: 10, max: 80 }), (xs, height) => {
        const placed = swarm(xs.toSorted((a, b) => a - b), 4, height);
        for (const { y } of placed) expect(Math.abs(y) + 4).toBeLessThanOrEqual(Math.max(4, height / 2));
        expect(placed.map(({ x }) => x)).toEqual(xs.toSorted((a, b) => a - b));
      }),
    );
  });
});
