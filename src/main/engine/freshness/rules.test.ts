import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../shared/model/units.ts';
import { effectiveIntervalMs, judgeFreshness, learnSpacing, learnedSpacingMs, NO_SPACING, sourceIsFailing } from './rules.ts';

const ms = durationMs;
const judge = (sampleAgeMs: number | null, extra: Partial<Parameters<typeof judgeFreshness>[0]> = {}) =>
  judgeFreshness({ sampleAgeMs: sampleAgeMs === null ? null : ms(sampleAgeMs), waitingMs: null, failing: false, intervalMs: ms(1_000), ...extra });

describe('freshness', () => {
  it.each([
    [0, 'live'],
    [2_000, 'live'],
    [2_001, 'late'],
    [5_000, 'late'],
    [5_001, 'blind'],
    [86_400_000, 'blind'],
  ])('a sample of %d ms at an interval of 1 s is %s', (age, expected) => expect(judge(age)).toBe(expected));

  it('is never better than late when the sample time cannot be known', () => expect(judge(null)).toBe('late'));
  it('is blind at once when the source fails, however young the last sample', () => expect(judge(0, { failing: true })).toBe('blind'));
  it('waits five intervals for a first reading, never as live', () => {
    expect(judge(null, { waitingMs: ms(0) })).toBe('late');
    expect(judge(null, { waitingMs: ms(5_001) })).toBe('blind');
  });
  it('never improves as a sample grows older (property)', () => {
    const rank = { live: 0, late: 1, blind: 2 };
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), fc.integer({ min: 1, max: 60_000 }), (a, b, intervalMs) => {
        const [younger, older] = a < b ? [a, b] : [b, a];
        expect(rank[judge(younger, { intervalMs: ms(intervalMs) })]).toBeLessThanOrEqual(rank[judge(older, { intervalMs: ms(intervalMs) })]);
      }),
    );
  });
  it('needs three failed polls in a row before the source counts as failing', () => {
    expect([0, 1, 2, 3, 4].map(sourceIsFailing)).toEqual([false, false, false, true, true]);
  });
});

describe('sample spacing', () => {
  const learnAll = (times: number[]) => times.reduce((spacing, time) => learnSpacing(spacing, epochMs(time)), NO_SPACING);
  it('is unknown until two samples were seen, and a sample seen twice counts once', () => {
    expect(learnedSpacingMs(learnAll([1_000]))).toBeNull();
    expect(learnedSpacingMs(learnAll([1_000, 1_000, 1_000]))).toBeNull();
    expect(learnedSpacingMs(learnAll([1_000, 1_000, 16_000]))).toBe(15_000);
  });
  it('forgives a missed scrape and a jittering one', () => {
    expect(learnedSpacingMs(learnAll([0, 15_000, 45_000, 60_010, 75_000]))).toBe(15_000);
  });
  it('counts intervals in the larger of poll and scrape interval', () => {
    expect(effectiveIntervalMs(ms(5_000), ms(1_000))).toBe(5_000);
    expect(effectiveIntervalMs(ms(1_000), ms(60_000))).toBe(60_000);
    expect(effectiveIntervalMs(ms(1_000), null)).toBe(15_000);
  });
});
