import { describe, expect, it } from 'vitest';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { boundsOf, type Period } from './period.ts';
import { monthWord, trendBounds } from './trend.ts';

describe('the months of a trend', () => {
  const months = (period: Period) => {
    const { from, to } = trendBounds(boundsOf(period, epochMs(Date.parse('2026-11-26T12:00:00Z')), 'Europe/Berlin'), 'Europe/Berlin');
    return [toRfc3339(from), toRfc3339(to)].map((text) => text.slice(0, 16));
  };

  it('are the twelve up to the end of a short period, and all of a long one', () => {
    expect(months({ preset: 'last30' })).toEqual(['2025-11-30T23:00', '2026-11-26T23:00']);
    expect(months({ preset: 'lastQuarter' })).toEqual(['2025-09-30T22:00', '2026-09-30T22:00']);
    expect(months({ first: '2020-01-01', last: '2026-06-30' })[0]).toBe('2019-12-31T23:00');
    expect(monthWord('2026-03')).toBe('Mar 26');
  });
});
