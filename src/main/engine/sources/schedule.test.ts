import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs } from '../../../shared/model/units.ts';
import { adjustPhase, backoffDelayMs, nextPollDelayMs, START_PHASE } from './schedule.ts';

const ms = durationMs;
const delay = (everyMs: number, spacingMs: number | null, sampleAgeMs: number | null) =>
  nextPollDelayMs({ everyMs: ms(everyMs), spacingMs: spacingMs === null ? null : ms(spacingMs), sampleAgeMs: sampleAgeMs === null ? null : ms(sampleAgeMs), phase: START_PHASE });

describe('polling in step with the scrape', () => {
  it('keeps its own pace until the rhythm is known', () => expect(delay(5_000, null, 200)).toBe(5_000));
  it('asks just after the next sample is due', () => expect(delay(5_000, 15_000, 4_000)).toBe(11_150));
  it('lands after a sample when it is slower than the scrape', () => expect(delay(5_000, 1_000, 300)).toBe(4_850));
  it('asks again within the margin when the due sample has not come yet', () => expect(delay(5_000, 15_000, 15_200)).toBe(150));
  it('goes back to its own pace when the samples have stopped', () => expect(delay(1_000, 1_000, 60_000)).toBe(1_000));

  it('finds every sample of a steady scrape once, soon after it was taken (simulation, property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 30_000 }), fc.integer({ min: 1, max: 10 }), fc.nat(200), (spacing, divisor, scrapeMs) => {
        const every = Math.max(1_000, Math.floor(spacing / divisor));
        let now = 0;
        let polls = 0;
        let seen = -1;
        let phase = START_PHASE;
        const lags: number[] = [];
        while (now < spacing * 60) {
          const newest = Math.floor((now - scrapeMs) / spacing);
          if (newest >= 0) {
            const fresh = newest > seen;
            if (fresh && seen >= 0) lags.push(now - newest * spacing);
            phase = adjustPhase(phase, fresh, ms(spacing));
            seen = newest;
          }
          polls += 1;
          now += nextPollDelayMs({ everyMs: ms(every), spacingMs: ms(spacing), sampleAgeMs: newest >= 0 ? ms(now - newest * spacing) : null, phase });
        }
        const settled = lags.slice(10);
        expect(Math.max(...settled)).toBeLessThanOrEqual(scrapeMs + 0.4 * spacing + 250);
        expect(polls).toBeLessThan(60 * 2.2 + 30);
      }),
    );
  });
});

describe('back-off', () => {
  it('is capped, jittered, and never sooner than the source asked for', () => {
    expect(backoffDelayMs(ms(1_000), 20, null, () => 0.999)).toBeLessThanOrEqual(15_000);
    expect(backoffDelayMs(ms(1_000), 1, null, () => 0)).toBe(200);
    expect(backoffDelayMs(ms(1_000), 1, ms(40_000), () => 0.5)).toBe(40_000);
  });
});
