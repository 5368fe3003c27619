import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAUSE_CATEGORIES } from '../../../../shared/model/review.ts';
import { CauseId, ServiceId } from '../../../../shared/model/ids.ts';
import { SEVERITIES } from '../../../../shared/model/severity.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { NO_FILTERS, queryOf, readFilters, writeFilters, type Filters } from './filters.ts';
import { PRESETS, type Period } from './period.ts';

describe('filters in an address', () => {
  it('are none without any', () => {
    expect(readFilters('')).toEqual({ filters: NO_FILTERS, refused: [] });
    expect(writeFilters(NO_FILTERS)).toBe('');
  });

  it('survive the way there and back', () => {
    const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    const period: fc.Arbitrary<Period> = fc.oneof(fc.constantFrom(...PRESETS).map((preset) => ({ preset })), fc.tuple(day, day).map((days) => ({ first: days.toSorted()[0] ?? '', last: days.toSorted()[1] ?? '' })));
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
    const filters = fc.record({
      period,
      service: maybe(fc.constantFrom('checkout', 'a.b-c_d').map((id) => ServiceId.parse(id))),
      severity: maybe(fc.constantFrom(...SEVERITIES)),
      tier: maybe(fc.constantFrom('1' as const, '2' as const, '3' as const)),
      cause: maybe(fc.constantFrom('CAUSE-0001', 'CAUSE-12345').map((id) => CauseId.parse(id))),
      causeCategory: maybe(fc.constantFrom(...CAUSE_CATEGORIES)),
      drills: fc.constantFrom('out' as const, 'in' as const, 'only' as const),
      maintenance: fc.constantFrom('out' as const, 'in' as const, 'only' as const),
      instants: fc.constantFrom('corrected' as const, 'recorded' as const),
      resolveFrom: fc.constantFrom('impact' as const, 'detection' as const),
    });
    fc.assert(
      fc.property(filters, (each: Filters) => {
        expect(readFilters(writeFilters(each))).toEqual({ filters: each, refused: [] });
      }),
    );
  });

  it('that are wrong are named, and everything else holds', () => {
    const { filters, refused } = readFilters('period=quarter&severity=P9&service=checkout&drills=maybe&tier=1');
    expect(filters).toEqual({ ...NO_FILTERS, period: { preset: 'quarter' }, service: 'checkout', tier: '1' });
    expect(refused).toEqual([
      { key: 'severity', value: 'P9', expected: 'P0, P1 or P2' },
      { key: 'drills', value: 'maybe', expected: 'out, in or only' },
    ]);
  });

  it.each([
    ['period=forever', 'period'],
    ['from=2026-02-30&to=2026-03-01', 'from'],
    ['from=2026-03-01', 'to'],
    ['from=2026-03-02&to=2026-03-01', 'from'],
    ['from=0001-01-01&to=2026-03-01', 'from'],
    ['from=&to=2026-03-01', 'from'],
  ])('a period such as %s falls back to the usual one', (search, key) => {
    const { filters, refused } = readFilters(search);
    expect([filters.period, refused.map((each) => each.key)]).toEqual([NO_FILTERS.period, [key]]);
  });

  it('are never more than a line of text, whatever stands in the address', () => {
    const { refused } = readFilters(`severity=${encodeURIComponent('\u202E<b>\n')}${'x'.repeat(9_999)}`);
    expect(refused[0]?.value).toMatch(/^<b> x+…$/);
    expect(refused[0]?.value.length).toBeLessThanOrEqual(40);
  });

  it('leave alone what else stands in the address', () => {
    expect(writeFilters({ ...NO_FILTERS, severity: 'P0' }, '?scene=x&severity=P9&show=mttr')).toBe('?scene=x&severity=P0&show=mttr');
  });

  it('become what the engine is asked with', () => {
    expect(queryOf({ ...NO_FILTERS, tier: '2', cause: CauseId.parse('CAUSE-0001') }, { from: epochMs(0), to: epochMs(86_400_000) })).toEqual({ from: '1970-01-01T00:00:00.000Z', to: '1970-01-02T00:00:00.000Z', tier: 2, cause: 'CAUSE-0001', drills: 'out', maintenance: 'out', instants: 'corrected', resolveFrom: 'impact' });
  });
});
