import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spanText } from '../../../../shared/text/span-text.ts';
import { coverageText, missingText, shareComparison, shareText, timeComparison } from './words.ts';

describe('spans', () => {
  it.each([
    [null, '–'],
    [0, '0 s'],
    [0.2, '< 1 s'],
    [40, '40 s'],
    [59.6, '1 min'],
    [100, '1 min 40 s'],
    [599.7, '10 min'],
    [2_520, '42 min'],
    [3_599, '1 h'],
    [8_040, '2 h 14 min'],
    [172_799, '2 d'],
    [273_600, '3 d 4 h'],
    [-90, '−1 min 30 s'],
  ])('%s s reads "%s"', (seconds, text) => {
    expect(spanText(seconds)).toBe(text);
  });

  it('never read longer for what is shorter', () => {
    const value = (text: string): number => [...text.matchAll(/(\d+) (s|min|h|d)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * ({ s: 1, min: 60, h: 3_600, d: 86_400 }[unit ?? ''] ?? 0), 0);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), fc.double({ min: 0, max: 1e8, noNaN: true }), (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(value(spanText(low))).toBeLessThanOrEqual(value(spanText(high)));
        if (high >= 1) expect(Math.abs(value(spanText(high)) - high) / high).toBeLessThan(0.5);
      }),
    );
  });
});

describe('what stands beside a number', () => {
  it('says of how many it speaks and why not of all', () => {
    expect(coverageText({ n: 11, of: 12 })).toBe('from 11 of 12 incidents');
    expect(coverageText({ n: 1, of: 1 })).toBe('from 1 of 1 incident');
    expect(coverageText({ n: 0, of: 0 })).toBe('no incidents');
    expect(missingText({ notRecorded: 1, invalid: 2 })).toBe('1 not recorded, 2 in an impossible order');
    expect(missingText({ notRecorded: 0, invalid: 0 })).toBeNull();
  });

  it('compares only what the engine compared', () => {
    expect(timeComparison({ n: 12, before: { n: 14 }, change: { mean: -720 } })).toEqual({ way: 'less', text: '12 min faster than before' });
    expect(timeComparison({ n: 12, before: { n: 14 }, change: { mean: 90 } })).toEqual({ way: 'more', text: '1 min 30 s slower than before' });
    expect(timeComparison({ n: 12, before: { n: 14 }, change: { mean: 0.3 } }).way).toBe('same');
    expect(timeComparison({ n: 12, before: { n: 7 }, change: null })).toEqual({ way: 'none', text: 'too few to compare (12 and 7)' });
    expect(timeComparison({ n: 12, before: { n: 0 }, change: null }).text).toBe('none before to compare with');
    expect(shareComparison({ n: 36, before: { n: 30 }, change: { rate: 0.052 } })).toEqual({ way: 'more', text: '5.2 points more than before' });
  });

  it('never takes what is not known for nothing', () => {
    expect([shareText(null), shareText(0), shareText(0.083)]).toEqual(['–', '0 %', '8.3 %']);
  });
});
