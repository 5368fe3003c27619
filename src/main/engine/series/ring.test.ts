import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring } from './ring.ts';

const contents = (ring: Ring): [number, number][] => {
  const { times, values } = ring.range(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return Array.from(times, (time, index) => [time, values[index]!]);
};

describe('a ring of samples', () => {
  it('keeps the newest samples and lets go of the oldest', () => {
    const ring = new Ring(3);
    expect([ring.newest(), ring.oldest, ring.length]).toEqual([null, null, 0]);
    for (let time = 1; time <= 200; time += 1) expect(ring.append(time, time * 10)).toBe('added');
    expect(contents(ring)).toEqual([[198, 1980], [199, 1990], [200, 2000]]);
    expect([ring.newest(), ring.oldest, ring.length]).toEqual([{ time: 200, value: 2000 }, 198, 3]);
  });

  it('counts a sample seen twice once, and the first value stands', () => {
    const ring = new Ring(10);
    ring.append(1, 0.5);
    expect(ring.append(1, 0.9)).toBe('repeated');
    ring.append(2, 0.6);
    expect(ring.append(1, 0.9)).toBe('repeated');
    expect(contents(ring)).toEqual([[1, 0.5], [2, 0.6]]);
  });

  it('puts a late sample where its time belongs', () => {
    const ring = new Ring(4);
    for (const time of [10, 30, 20, 5]) expect(ring.append(time, time)).toBe('added');
    expect(contents(ring).map(([time]) => time)).toEqual([5, 10, 20, 30]);
    expect(ring.append(25, 25)).toBe('added');
    expect(contents(ring).map(([time]) => time)).toEqual([10, 20, 25, 30]);
    expect(ring.append(9, 9)).toBe('tooOld');
    expect(ring.append(10, 10)).toBe('repeated');
  });

  it('keeps a gap as NaN until a value takes its place', () => {
    const ring = new Ring(4);
    ring.append(1, Number.NaN);
    expect(contents(ring)).toEqual([[1, Number.NaN]]);
    expect(ring.append(1, Number.NaN)).toBe('repeated');
    expect(ring.append(1, 7)).toBe('added');
    expect(ring.append(1, Number.NaN)).toBe('repeated');
    expect(contents(ring)).toEqual([[1, 7]]);
  });

  it('gives a range with both ends, without copying', () => {
    const ring = new Ring(100);
    for (let time = 0; time < 100; time += 10) ring.append(time, time);
    expect([...ring.range(20, 40).times]).toEqual([20, 30, 40]);
    expect([...ring.range(21, 39).times]).toEqual([30]);
    expect([...ring.range(91, 99).times]).toEqual([]);
    expect([...ring.range(50, 40).times]).toEqual([]);
    expect(ring.range(20, 40).times.buffer).toBe(ring.range(0, 90).times.buffer);
  });

  it('behaves as a sorted map cut to its capacity, whatever comes in whatever order', () => {
    const sample = fc.record({ time: fc.integer({ min: 0, max: 300 }), value: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 9 })) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.array(sample, { maxLength: 400 }), (capacity, samples) => {
        const ring = new Ring(capacity);
        const model = new Map<number, number>();
        for (const { time, value } of samples) {
          const known = model.get(time);
          const times = [...model.keys()];
          const result = ring.append(time, value);
          if (known !== undefined) {
            const fills = Number.isNaN(known) && !Number.isNaN(value);
            expect(result).toBe(fills ? 'added' : 'repeated');
            if (fills) model.set(time, value);
          } else if (times.length === capacity && times.every((other) => other > time)) {
            expect(result).toBe('tooOld');
          } else {
            expect(result).toBe('added');
            if (times.length === capacity) model.delete(Math.min(...times));
            model.set(time, value);
          }
        }
        expect(contents(ring)).toEqual([...model].sort(([a], [b]) => a - b));
      }),
    );
  });
});
