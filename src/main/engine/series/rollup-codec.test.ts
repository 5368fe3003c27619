import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSample, createHour, HOUR_MS, type HourRollup, MINUTES, minuteAt, setWhole } from './rollup.ts';
import { packHour, unpackHour } from './rollup-codec.ts';

const HOUR = 490_000;
const time = (minute: number): number => HOUR * HOUR_MS + minute * 60_000;
const LARGEST = 3.4028234663852886e38;
const single = (value: number): number => Math.fround(Math.min(Math.max(value, -LARGEST), LARGEST));

interface Minute {
  readonly minute: number;
  readonly values: readonly number[];
}
function hourOf(minutes: readonly Minute[]): HourRollup {
  const hour = createHour();
  for (const { minute, values } of minutes) for (const value of values) addSample(hour, time(minute), value);
  return hour;
}

/** Exactly what the codec promises: counts and known minutes exact, the figures to single precision. */
function expectSame(hour: HourRollup): void {
  const back = unpackHour(packHour(hour), HOUR);
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const [was, is] = [minuteAt(hour, minute), minuteAt(back, minute)];
    expect(is === null).toBe(was === null);
    if (!was || !is) continue;
    const [min, max] = [single(was.min), single(was.max)];
    expect([is.count, is.min, is.max]).toEqual([was.count, min, max]);
    const avg = Math.min(Math.max(single(was.sum / was.count), min), max);
    expect(Math.abs(is.sum / is.count - avg)).toBeLessThanOrEqual(Math.abs(avg) * 1e-15);
    expect(is.lastMs).toBe(time(minute + 1) - 1);
  }
}

describe('packed hours', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
    fc.double({ noNaN: true, min: 0, max: 10 }),
    fc.constantFrom(0, -0, 1, -1, 1e-45, -1e-45, LARGEST, -LARGEST, 16_777_216),
  );
  const minutes = fc.uniqueArray(fc.record({ minute: fc.integer({ min: 0, max: 59 }), values: fc.array(number, { minLength: 1, maxLength: 5 }) }), { selector: ({ minute }) => minute, maxLength: 60 });

  it('come back as they were, to single precision, whatever the numbers and gaps', () => {
    fc.assert(fc.property(minutes, (given) => expectSame(hourOf(given))), { numRuns: 500 });
  });

  it('come back with large counts that jump', () => {
    const hour = createHour();
    for (let minute = 0; minute < 60; minute += 1) {
      const count = minute % 7 === 0 ? 4_294_967_295 : minute + 1;
      setWhole(hour, minute, { min: 1, max: 1, sum: count, count, lastMs: time(minute) });
    }
    expectSame(hour);
  });

  it('cost next to nothing where nothing happens, and a few bytes a minute where it is noisy', () => {
    const calm = hourOf(Array.from({ length: 60 }, (_, minute) => ({ minute, values: Array.from({ length: 12 }, () => 1) })));
    expect(packHour(calm).length).toBe(13);
    const noisy = hourOf(Array.from({ length: 60 }, (_, minute) => ({ minute, values: Array.from({ length: 12 }, (_, index) => 0.12 + Math.abs(Math.sin(minute * 12.9898 + index * 78.233)) * 0.02) })));
    expectSame(noisy);
    expect(packHour(noisy).length).toBeLessThan(60 * 10);
  });

  it('keep an empty hour empty', () => {
    expectSame(createHour());
  });

  it('refuse bytes that are no such block, without running away', () => {
    const whole = packHour(hourOf([{ minute: 3, values: [1, 2, 3.3] }, { minute: 9, values: [7.7] }]));
    expect(() => unpackHour(new Uint8Array(), HOUR)).toThrow('expected a block of format 1, found nothing');
    expect(() => unpackHour(Uint8Array.of(9, 9, 9), HOUR)).toThrow('expected a block of format 1, found 9');
    for (let length = 1; length < whole.length; length += 1) expect(() => unpackHour(whole.subarray(0, length), HOUR)).toThrow('the block ends too early');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
        try {
          unpackHour(Uint8Array.of(1, ...garbage), HOUR);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
