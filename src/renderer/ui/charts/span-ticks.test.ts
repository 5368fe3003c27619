import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spanTicks, spanWord } from './span-ticks.ts';

const words = (largest: number) => spanTicks(largest).map(spanWord);

describe('an axis of durations from 0', () => {
  it('counts in steps that people count in', () => {
    expect(words(0)).toEqual(['0', '1 s']);
    expect(words(47)).toEqual(['0', '15 s', '30 s', '45 s', '1 min']);
    expect(words(2_500)).toEqual(['0', '15 min', '30 min', '45 min']);
    expect(words(5_000)).toEqual(['0', '30 min', '1 h', '1.5 h']);
    expect(words(400 * 86_400)).toEqual(['0', '120 d', '240 d', '360 d', '480 d']);
  });

  it('always reaches what is shown, in few steps', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (largest) => {
        const ticks = spanTicks(largest);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest);
        expect(ticks.length).toBeLessThanOrEqual(5);
      }),
    );
  });
});
