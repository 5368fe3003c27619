import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { impactTime } from './impact-minutes.ts';
import { countingStart } from './incident-count.ts';
import type { Instants } from './instants.ts';
import { INVALID } from './span.ts';
import { timeToAcknowledge } from './time-to-acknowledge.ts';
import { timeToDetect } from './time-to-detect.ts';
import { timeToMitigate } from './time-to-mitigate.ts';
import { timeToResolve, timeToResolveFromDetection } from './time-to-resolve.ts';

const NONE: Instants = { impactStartedAt: null, detectedAt: null, declaredAt: null, acknowledgedAt: null, investigatingAt: null, mitigatedAt: null, resolvedAt: null, impactEndedAt: null, reviewedAt: null };
/** Minutes after 14:00. */
const instants = (minutes: Partial<Record<keyof Instants, number>>): Instants => ({ ...NONE, ...Object.fromEntries(Object.entries(minutes).map(([name, minute]) => [name, epochMs(Date.UTC(2026, 10, 2, 14, minute))])) });
const MINUTE = 60_000;

const METRICS = { timeToDetect, timeToAcknowledge, timeToMitigate, timeToResolve, timeToResolveFromDetection } as const;

describe('times between the instants of an incident', () => {
  const outage = instants({ impactStartedAt: 0, detectedAt: 2, declaredAt: 3, acknowledgedAt: 5, mitigatedAt: 30, resolvedAt: 60 });
  it.each<[keyof typeof METRICS, number]>([['timeToDetect', 2], ['timeToAcknowledge', 3], ['timeToMitigate', 30], ['timeToResolve', 60], ['timeToResolveFromDetection', 58]])('%s of an outage is %i minutes, told in milliseconds', (metric, minutes) => expect(METRICS[metric](outage)).toBe(minutes * MINUTE));

  it.each<[string, keyof typeof METRICS, Partial<Record<keyof Instants, number>>, number | null]>([
    ['equal instants are a valid 0', 'timeToDetect', { impactStartedAt: 4, detectedAt: 4 }, 0],
    ['detected before its impact started', 'timeToDetect', { impactStartedAt: 4, detectedAt: 3 }, INVALID],
    ['no start of impact, however well the rest is known', 'timeToDetect', { detectedAt: 3, declaredAt: 4 }, null],
    ['nobody acknowledged it', 'timeToAcknowledge', { impactStartedAt: 0, detectedAt: 3, resolvedAt: 9 }, null],
    ['acknowledged before it was detected', 'timeToAcknowledge', { detectedAt: 3, acknowledgedAt: 1 }, INVALID],
    ['it counts from the detection, not from the impact', 'timeToAcknowledge', { impactStartedAt: 0, detectedAt: 3, acknowledgedAt: 4 }, MINUTE],
    ['mitigated without a start', 'timeToMitigate', { mitigatedAt: 8 }, null],
    ['resolved from detection where no start is known', 'timeToResolveFromDetection', { detectedAt: 3, resolvedAt: 10 }, 7 * MINUTE],
    ['resolved before it started', 'timeToResolve', { impactStartedAt: 9, resolvedAt: 3 }, INVALID],
  ])('%s', (_, metric, minutes, expected) => expect(METRICS[metric](instants(minutes))).toBe(expected));

  const some = fc.record(Object.fromEntries(Object.keys(NONE).map((name) => [name, fc.option(fc.integer({ min: 0, max: 4e12 }).map((ms) => epochMs(ms)))]))) as unknown as fc.Arbitrary<Instants>;
  it('do not change when everything happens at another time', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: -1e9, max: 1e9 }), (found, shift) => {
        const moved = Object.fromEntries(Object.entries(found as Record<string, EpochMs | null>).map(([name, ms]) => [name, ms === null ? null : epochMs(ms + shift)])) as unknown as Instants;
        for (const metric of Object.values(METRICS)) expect(metric(moved)).toBe(metric(found));
        expect(impactTime(moved, false)).toBe(impactTime(found, false));
      }),
    );
  });

  it('are never negative, and null exactly where an instant is missing', () => {
    fc.assert(
      fc.property(some, (found) => {
        const spent = timeToResolve(found);
        expect(spent === null).toBe(found.impactStartedAt === null || found.resolvedAt === null);
        if (spent !== null && spent !== INVALID) expect(spent).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('where an incident counts', () => {
  it.each<[string, Partial<Record<keyof Instants, number>>, number | null, boolean]>([
    ['at the start of its impact', { impactStartedAt: 1, detectedAt: 2, declaredAt: 3 }, 1, true],
    ['at its detection, marked', { detectedAt: 2, declaredAt: 3 }, 2, false],
    ['at its declaration, marked', { declaredAt: 3 }, 3, false],
  ])('%s', (_, minutes, minute, recorded) => expect(countingStart(instants(minutes))).toEqual({ at: epochMs(Date.UTC(2026, 10, 2, 14, minute ?? 0)), recorded }));
  it('nowhere, where nothing is known', () => expect(countingStart(NONE)).toBeNull());
});

describe('how long customers felt it', () => {
  it.each<[string, Partial<Record<keyof Instants, number>>, boolean, number | null]>([
    ['to the end of the impact', { impactStartedAt: 0, impactEndedAt: 20, resolvedAt: 60 }, false, 20 * MINUTE],
    ['else to the resolution', { impactStartedAt: 0, resolvedAt: 60 }, false, 60 * MINUTE],
    ['from the detection where the start is not known', { detectedAt: 5, impactEndedAt: 20 }, false, 15 * MINUTE],
    ['up to the present while it runs', { impactStartedAt: 0 }, true, null],
    ['to the end of the impact although it runs', { impactStartedAt: 0, impactEndedAt: 20 }, true, 20 * MINUTE],
    ['not known where no end is', { impactStartedAt: 0 }, false, null],
    ['in an impossible order', { impactStartedAt: 9, impactEndedAt: 2, resolvedAt: 60 }, false, INVALID],
  ])('%s', (_, minutes, running, expected) => expect(impactTime(instants(minutes), running)).toBe(expected));
});
