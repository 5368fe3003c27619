import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../shared/model/units.ts';
import { countSample, interrupt, judgeSample, NO_COUNT, type Count, type ThresholdCondition, type Verdict } from './rules.ts';

const SECOND = durationMs(1_000);
const rule: ThresholdCondition = { above: 0.8, below: null, consecutive: 3, forMs: durationMs(0), severity: 'P1' };
const play = (verdicts: readonly Verdict[], condition = rule, startAt = 0): Count[] => {
  const counts: Count[] = [];
  let count = NO_COUNT;
  verdicts.forEach((verdict, i) => counts.push((count = countSample(condition, count, verdict, epochMs(startAt + i * 1_000), SECOND))));
  return counts;
};

describe('a threshold', () => {
  it('fails above its limit, not at it, and knows nothing of NaN', () => {
    expect([0.8, 0.80001, null, Number.NaN].map((value) => judgeSample(rule, value))).toEqual(['pass', 'fail', 'unknown', 'unknown']);
    expect(judgeSample({ ...rule, above: null, below: 1 }, 0)).toBe('fail');
  });
});

describe('more than two consecutive checks', () => {
  it('fires on the third failed sample of every sequence of passes, fails and unknowns up to length 9, never earlier', () => {
    const verdicts: Verdict[] = ['pass', 'fail', 'unknown'];
    let sequences = 0;
    const walk = (prefix: Verdict[], count: Count, oracle: { fails: number; unknowns: number; firing: boolean }): void => {
      if (prefix.length === 9) return;
      for (const verdict of verdicts) {
        sequences += 1;
        const next = countSample(rule, count, verdict, epochMs(prefix.length * 1_000), SECOND);
        const expected = { ...oracle };
        if (verdict === 'pass') Object.assign(expected, { fails: 0, unknowns: 0, firing: false });
        if (verdict === 'fail') Object.assign(expected, { fails: expected.fails + 1, unknowns: 0 });
        if (verdict === 'unknown' && ++expected.unknowns === 3) Object.assign(expected, { unknowns: 0, fails: expected.firing ? expected.fails : 0 });
        // Two unknowns between samples are a spacing of three intervals at most: no gap.
        expected.firing ||= expected.fails >= 3;
        expect({ fails: next.fails, firing: next.firing }, [...prefix, verdict].join(' ')).toEqual({ fails: expected.fails, firing: expected.firing });
        walk([...prefix, verdict], next, expected);
      }
    };
    walk([], NO_COUNT, { fails: 0, unknowns: 0, firing: false });
    expect(sequences).toBe((3 ** 10 - 3) / 2);
  });

  it('counts a sample seen twice once', () => {
    let count = NO_COUNT;
    for (let i = 0; i < 5; i += 1) count = countSample(rule, count, 'fail', epochMs(1_000), SECOND);
    expect(count.fails).toBe(1);
  });

  it('starts again after a gap of more than three intervals', () => {
    const two = play(['fail', 'fail'])[1]!;
    expect(countSample(rule, two, 'fail', epochMs(4_000), SECOND).firing).toBe(true);
    expect(countSample(rule, two, 'fail', epochMs(4_001), SECOND)).toMatchObject({ fails: 1, firing: false, since: 4_001 });
  });

  it('forgets a pending count when the clock steps, but keeps firing', () => {
    expect(interrupt(play(['fail', 'fail'])[1]!)).toMatchObject({ fails: 0, since: null, firing: false });
    expect(interrupt(play(['fail', 'fail', 'fail'])[2]!)).toMatchObject({ firing: true, since: 0 });
  });
});

describe('for', () => {
  it('fires at the first sample with t − t0 ≥ for', () => {
    const lasting = { ...rule, consecutive: 1, forMs: durationMs(3_000) };
    expect(play(['fail', 'fail', 'fail', 'fail'], lasting).map((count) => count.firing)).toEqual([false, false, false, true]);
  });
});
