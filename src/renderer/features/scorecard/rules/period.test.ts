import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { boundsOf, daysOf, daysText, isDay, PRESETS, type Period } from './period.ts';

const at = (text: string) => epochMs(Date.parse(text));
const bounds = (period: Period, now: string, zone = 'Europe/Berlin') => {
  const { from, to } = boundsOf(period, at(now), zone);
  return [toRfc3339(from), toRfc3339(to)].map((text) => text.slice(0, 16));
};
const words = (period: Period, now: string, zone = 'Europe/Berlin') => daysText(daysOf(boundsOf(period, at(now), zone), zone));

describe('a period', () => {
  it.each([
    ['last30', '27 Oct – 25 Nov 2026'],
    ['last90', '28 Aug – 25 Nov 2026'],
    ['month', '1 Nov – 30 Nov 2026'],
    ['quarter', '1 Oct – 31 Dec 2026'],
    ['year', '1 Jan – 31 Dec 2026'],
    ['lastQuarter', '1 Jul – 30 Sep 2026'],
  ] as const)('%s is %s', (preset, expected) => {
    expect(words({ preset }, '2026-11-25T12:00:00Z')).toBe(expected);
  });

  it('has whole days of the workspace, also where clocks change in it', () => {
    expect(bounds({ preset: 'month' }, '2026-10-15T12:00:00Z')).toEqual(['2026-09-30T22:00', '2026-10-31T23:00']);
    expect(bounds({ first: '2026-03-29', last: '2026-03-29' }, '2026-10-15T12:00:00Z')).toEqual(['2026-03-28T23:00', '2026-03-29T22:00']);
    // In Berlin it is the next year already.
    expect(words({ preset: 'year' }, '2026-12-31T23:30:00Z')).toBe('1 Jan – 31 Dec 2027');
    expect(words({ preset: 'lastQuarter' }, '2027-01-01T12:00:00Z')).toBe('1 Oct – 31 Dec 2026');
  });

  it('reads in words', () => {
    expect(words({ first: '2025-11-30', last: '2026-01-02' }, '2026-01-05T00:00:00Z')).toBe('30 Nov 2025 – 2 Jan 2026');
    expect(words({ first: '2026-11-26', last: '2026-11-26' }, '2026-12-05T00:00:00Z', 'UTC')).toBe('26 Nov 2026');
    expect(['2026-02-29', '2026-2-1', 'today', ''].map(isDay)).toEqual([false, false, false, false]);
  });

  it('holds today where its name says so, in every zone at any time', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu', 'Africa/Cairo');
    fc.assert(
      fc.property(zone, fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) }), (timeZone, ms) => {
        for (const preset of PRESETS) {
          const { from, to } = boundsOf({ preset }, epochMs(ms), timeZone);
          expect(from).toBeLessThan(to);
          if (preset !== 'lastQuarter') expect(from <= ms && ms < to).toBe(true);
          else expect(to).toBeLessThanOrEqual(ms);
        }
      }),
      { numRuns: 200 },
    );
  });
});
