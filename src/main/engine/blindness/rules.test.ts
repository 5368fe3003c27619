import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { announcedSeed } from '../../store/testing/random.ts';
import { blindBefore, covered, cutTo, touches, union, type BlindSpan } from './rules.ts';

const MINUTE = 60_000;
const EU = { service: 'checkout' as ServiceId, why: 'failing', source: 'eu' as SourceId, name: 'Prometheus EU' } as const;
const US = { service: 'login' as ServiceId, why: 'silent', source: 'us' as SourceId, name: 'Prometheus US' } as const;
const STOPPED = { service: null, why: 'stopped', source: null, name: null } as const;
const at = (minutes: number): number => minutes * MINUTE;
const span = (what: Omit<BlindSpan, 'from' | 'to'>, from: number, to: number): BlindSpan => ({ ...what, from: at(from), to: at(to) });
const before = (from: number, to: number, spans: readonly BlindSpan[], recorded: number | null = 0) => blindBefore({ from: at(from), to: at(to) }, spans, recorded === null ? null : at(recorded));

describe('blind minutes before a detection', () => {
  it('are those between the start of the impact and the detection, and no others', () => {
    expect(before(10, 19, [span(EU, 5, 16)])).toEqual({ standing: 'blind', seconds: 360, ofSeconds: 540, unknownSeconds: 0, causes: [{ why: 'failing', source: 'eu', name: 'Prometheus EU', seconds: 360 }] });
    expect(before(10, 19, [span(EU, 5, 10), span(EU, 19, 30)])).toEqual({ standing: 'seen', seconds: 0, ofSeconds: 540, unknownSeconds: 0, causes: [] });
  });

  it('count once where two things took the sight at the same time, and each is named with its own time, the longest first', () => {
    const found = before(0, 20, [span(STOPPED, 8, 10), span(EU, 0, 9), span(EU, 12, 13), span(US, 15, 20)]);
    expect([found.seconds, found.causes.map(({ why, seconds }) => [why, seconds])]).toEqual([16 * 60, [['failing', 600], ['silent', 300], ['stopped', 120]]]);
  });

  it('are unknown, never none, where nothing is recorded', () => {
    expect(before(10, 19, [], null)).toMatchObject({ standing: 'unknown', seconds: 0, unknownSeconds: 540 });
    expect(before(10, 19, [], 13)).toMatchObject({ standing: 'unknown', unknownSeconds: 180 });
    expect(before(10, 19, [], 10)).toMatchObject({ standing: 'seen', unknownSeconds: 0 });
    // What is known to have been blind is told all the same.
    expect(before(10, 19, [span(EU, 14, 15)], 13)).toMatchObject({ standing: 'blind', seconds: 60, unknownSeconds: 180 });
    // Holdfast did not run while another service was looked after already: that time is known.
    expect(before(10, 19, [span(STOPPED, 11, 12)], 13)).toMatchObject({ standing: 'blind', seconds: 60, unknownSeconds: 120 });
  });

  it('are none of an incident that was detected as it began, whatever is recorded', () => {
    for (const recorded of [0, null]) expect(before(10, 10, [span(EU, 5, 20)], recorded)).toEqual({ standing: 'seen', seconds: 0, ofSeconds: 0, unknownSeconds: 0, causes: [] });
  });
});

describe('the arithmetic of stretches', () => {
  const stretch = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 })).map(([from, long]) => ({ from, to: from + long }));

  it('agrees with counting second by second', () => {
    const seed = announcedSeed('blind stretches');
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), stretch, fc.option(fc.integer({ min: 0, max: 80 })), (stretches, window, recorded) => {
        const all = Array.from({ length: 90 }, (_, second) => second);
        const inside = (each: { from: number; to: number }, second: number): boolean => second >= each.from && second < each.to;
        const isBlind = (second: number): boolean => stretches.some((each) => inside(each, second));
        const within = all.filter((second) => inside(window, second));
        expect(covered(stretches)).toBe(all.filter(isBlind).length);
        expect(covered(cutTo(stretches, window))).toBe(within.filter(isBlind).length);
        expect(touches(union(stretches), window.from, window.to)).toBe(within.some(isBlind));
        const found = blindBefore(window, stretches.map((each, index) => ({ ...(index % 2 === 0 ? EU : STOPPED), ...each })), recorded);
        expect(Math.round(found.seconds * 1_000)).toBe(within.filter(isBlind).length);
        expect(Math.round(found.unknownSeconds * 1_000)).toBe(within.filter((second) => !isBlind(second) && second < (recorded ?? Infinity)).length);
        for (const { seconds } of found.causes) expect(seconds).toBeLessThanOrEqual(found.seconds);
      }),
      { seed, numRuns: 300 },
    );
  });
});
