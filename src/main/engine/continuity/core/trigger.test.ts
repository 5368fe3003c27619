import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { checkHealth, checkPrimary, countCheck, forgetChecks, healthyFrom, isMet, NO_CHECKS, type CheckCount, type CheckedSignal, type CheckResult, type Eyes } from './checks.ts';
import { effectiveMode, type Standing } from './trigger.ts';

const EVERY_MS = durationMs(300_000);
const START = Date.parse('2026-01-05T00:00:00.000Z');
const VERDICTS = { P: 'pass', F: 'fail', U: 'unknown' } as const;
type Letter = keyof typeof VERDICTS;
const LETTERS = Object.keys(VERDICTS) as Letter[];
const result = (letter: Letter, index: number): CheckResult => ({ verdict: VERDICTS[letter], sampleTime: letter === 'U' ? null : epochMs(START + index * EVERY_MS) });
const SEES: Eyes = { controlsAnswer: true, somethingLives: true };
const seen = (value: number | null, change: Partial<CheckedSignal> = {}): CheckedSignal => ({ source: 'edge', value, sampleTime: epochMs(START), isLive: true, targetFailed: false, ...change });

/** The requirement read as a pattern: more than two failed checks in a row, with at most two unknowns between two of them. */
const shouldBeMet = (letters: string): boolean => /F(?:U{0,2}F){2}/.test(letters.slice(letters.lastIndexOf('P') + 1));

interface Tally {
  sequences: number;
  early: number;
  missed: number;
}

/** All sequences up to a length, each state of the counter reached by walking, not by counting anew. */
function walk(longest: number, failedChecks: number): Tally {
  const tally: Tally = { sequences: 0, early: 0, missed: 0 };
  const go = (letters: string, count: CheckCount): void => {
    if (letters.length === longest) return;
    for (const letter of LETTERS) {
      const next = countCheck(count, result(letter, letters.length), failedChecks, EVERY_MS);
      const all = letters + letter;
      tally.sequences += 1;
      if (isMet(next) && !shouldBeMet(all)) tally.early += 1;
      if (!isMet(next) && shouldBeMet(all)) tally.missed += 1;
      go(all, next);
    }
  };
  go('', NO_CHECKS);
  return tally;
}

describe('more than two failed checks in a row', () => {
  it('in all sequences of pass, fail and unknown up to twelve: none early, none missed', () => {
    expect(walk(12, 3)).toEqual({ sequences: (3 ** 13 - 3) / 2, early: 0, missed: 0 });
  });

  it('is told apart by that from two and from four', () => {
    expect(walk(6, 2).early).toBeGreaterThan(0);
    expect(walk(6, 4).missed).toBeGreaterThan(0);
  });

  it('counts a sample once, however often it is looked at, and begins anew after a gap or a jump of the clock', () => {
    const count = (letters: string, times: readonly number[]): CheckCount => times.reduce((before, time, index) => countCheck(before, { ...result(letters[index] as Letter, 0), sampleTime: epochMs(START + time * EVERY_MS) }, 3, EVERY_MS), NO_CHECKS);
    expect(isMet(count('FFFFF', [0, 1, 1, 1, 0]))).toBe(false);
    expect(isMet(count('FFF', [0, 1, 2]))).toBe(true);
    expect(isMet(count('FFF', [0, 1, 4.01]))).toBe(false);
    expect(isMet(forgetChecks(count('FFF', [0, 1, 2])))).toBe(false);
    expect(isMet(countCheck(forgetChecks(count('FF', [0, 1])), result('F', -500), 3, EVERY_MS))).toBe(false);
  });
});

describe('what a check finds', () => {
  it('is failed by the worst latency, or by no successful answer, and passed only where every one is seen', () => {
    expect(checkHealth([seen(0.1), seen(0.9)], 0.8, SEES).verdict).toBe('fail');
    expect(checkHealth([seen(0.1), seen(0.8)], 0.8, SEES).verdict).toBe('pass');
    expect(checkHealth([seen(null, { targetFailed: true })], 0.8, SEES).verdict).toBe('fail');
    for (const blind of [seen(0.1, { isLive: false }), seen(null), seen(0.1, { sampleTime: null })]) expect(checkHealth([seen(0.1), blind], 0.8, SEES).verdict).toBe('unknown');
    expect(checkHealth([seen(5, { isLive: false })], 0.8, SEES).verdict).toBe('unknown');
    expect(checkHealth([], 0.8, SEES).verdict).toBe('unknown');
  });

  it('of a primary fails only where all that look at it say so', () => {
    expect(checkPrimary([seen(0), seen(0, { source: 'prom' })], SEES).verdict).toBe('fail');
    expect(checkPrimary([seen(0), seen(1, { source: 'prom' })], SEES).verdict).toBe('pass');
    expect(checkPrimary([seen(0), seen(0, { source: 'prom', isLive: false })], SEES).verdict).toBe('unknown');
    expect(healthyFrom([seen(1), seen(1, { source: 'prom' })], SEES)).toBe(2);
    expect(healthyFrom([seen(1), seen(1)], SEES)).toBe(1);
    expect(healthyFrom([seen(1), seen(0, { source: 'prom' })], SEES)).toBe(0);
    expect(healthyFrom([seen(1), seen(1, { source: 'prom', isLive: false })], SEES)).toBe(1);
  });

  it('is nothing at all while we cannot be believed', () => {
    for (const eyes of [{ controlsAnswer: false, somethingLives: true }, { controlsAnswer: true, somethingLives: false }]) {
      expect(checkHealth([seen(9), seen(null, { targetFailed: true })], 0.8, eyes)).toEqual({ verdict: 'unknown', sampleTime: null });
      expect(checkPrimary([seen(0)], eyes)).toEqual({ verdict: 'unknown', sampleTime: null });
    }
    expect(healthyFrom([seen(1)], { controlsAnswer: false, somethingLives: true })).toBe(0);
  });
});

describe('what a trigger may do', () => {
  const ALL: Standing = { mainsPower: true, sleepBlocked: true, secondSeat: true, isSplit: false, watchdog: false, drillAgeMs: durationMs(86_400_000), drillValidMs: durationMs(90 * 86_400_000), planKind: 'failover', leadsBack: false, writesTwice: false, targetHealthyFrom: 2, failureSeenFrom: 2, recentChange: false, versionDiffers: null };

  it('is what it is configured for, where nothing is missing', () => {
    for (const mode of ['suggest', 'countdown', 'automatic'] as const) expect(effectiveMode(mode, ALL)).toEqual({ mode, because: [] });
    expect(effectiveMode('automatic', { ...ALL, secondSeat: false, watchdog: true }).mode).toBe('automatic');
    expect(effectiveMode('automatic', { ...ALL, planKind: 'rollback', targetHealthyFrom: 0, recentChange: true, versionDiffers: true }).mode).toBe('automatic');
  });

  it('is to suggest where anything is missing or not known, and says which', () => {
    const cases: readonly (readonly [Partial<Standing>, string])[] = [
      [{ mainsPower: false }, 'this computer runs on its battery'],
      [{ mainsPower: null }, 'it is not known whether this computer has mains power'],
      [{ sleepBlocked: false }, 'this computer may fall asleep'],
      [{ sleepBlocked: null }, 'it is not known whether this computer may fall asleep'],
      [{ secondSeat: false }, 'there is no second seat and no outside watchdog'],
      [{ leadsBack: true }, 'failing back is never automatic'],
      [{ writesTwice: true }, 'both sites can accept writes'],
      [{ failureSeenFrom: 1 }, 'the failure is seen from one place only'],
      [{ targetHealthyFrom: 0 }, 'the target is seen to be healthy from no place'],
      [{ planKind: 'rollback', versionDiffers: true }, 'no change was recorded in the last 24 hours'],
      [{ planKind: 'rollback', recentChange: true, versionDiffers: false }, 'the last known good version is in place already'],
      [{ planKind: 'rollback', recentChange: true }, 'the version of now is not known'],
    ];
    for (const [change, because] of cases) for (const mode of ['countdown', 'automatic'] as const) expect(effectiveMode(mode, { ...ALL, ...change }), because).toEqual({ mode: 'suggest', because: [because] });
    expect(effectiveMode('automatic', { ...ALL, drillAgeMs: null })).toEqual({ mode: 'suggest', because: ['no drill has succeeded yet'] });
    expect(effectiveMode('automatic', { ...ALL, drillAgeMs: durationMs(94 * 86_400_000) })).toEqual({ mode: 'suggest', because: ['the last successful drill is 94 days old'] });
    expect(effectiveMode('countdown', { ...ALL, drillAgeMs: null }).mode).toBe('countdown');
  });
});
