import { describe, expect, it } from 'vitest';
import { durationMs } from '../../../shared/model/units.ts';
import { createModel, judgeSample } from './conditions.ts';
import type { Judgement } from './judgement.ts';
import { createRuleMachine } from './machine.ts';
import type { Condition, RuleSample, RuleSpec, TrafficFacts } from './spec.ts';
import { ruleSpec, SOURCE_FAILED, targetFailedAt, valueAt } from './testing/rule-samples.ts';

const ABOVE: Condition = { kind: 'threshold', above: 0.8, below: null };
const BELOW: Condition = { kind: 'threshold', above: null, below: 100 };
const ABSENT: Condition = { kind: 'absence' };
const BASELINE: Condition = { kind: 'baseline', direction: 'above', sensitivity: 5, season: 'auto' };
const BURN: Condition = { kind: 'burn', target: 0.999, windows: { factor: 14.4, longMs: durationMs(3_600_000), shortMs: durationMs(300_000) }, minSamples: 1 };

const judge = (condition: Condition, sample: RuleSample, change: Partial<RuleSpec> = {}): Judgement => judgeSample(ruleSpec({ condition, ...change }), createModel(condition), sample);
const verdict = (...args: Parameters<typeof judge>): string => {
  const judged = judge(...args);
  return judged.unknownReason ?? judged.verdict;
};
const usual1000 = (now: number | null): TrafficFacts => ({ now, usual: 1_000 });

describe('a threshold', () => {
  it('fails beyond its limit, not at it', () => {
    expect([0.8, 0.80001, Infinity, -Infinity].map((value) => verdict(ABOVE, valueAt(0, value)))).toEqual(['pass', 'fail', 'fail', 'pass']);
    expect([100, 99.999, 0].map((value) => verdict(BELOW, valueAt(0, value)))).toEqual(['pass', 'fail', 'fail']);
  });

  it('says what it held against what', () => {
    expect(judge(ABOVE, valueAt(0, 2.4))).toEqual({ verdict: 'fail', unknownReason: null, value: 2.4, limit: 0.8 });
    expect(judge(BELOW, valueAt(0, 40))).toMatchObject({ value: 40, limit: 100 });
  });

  it('knows nothing of a source that fails, nor of no value', () => {
    expect(verdict(ABOVE, SOURCE_FAILED)).toBe('source');
    expect([null, Number.NaN].map((value) => verdict(ABOVE, valueAt(0, value)))).toEqual(['noValue', 'noValue']);
  });
});

describe('a target that does not answer while our control probes do', () => {
  it('is a failed sample of every signal of that target', () => {
    for (const condition of [ABOVE, BELOW, BASELINE]) expect(verdict(condition, targetFailedAt(0))).toBe('fail');
  });

  it('is a bad event among others to a burn rate, not a burnt budget', () => {
    const machine = createRuleMachine(ruleSpec({ condition: BURN, consecutive: 1 }));
    machine.learn(Array.from({ length: 3_600 }, (_, second) => ({ time: valueAt(second * 1_000, 0).time!, value: 0 })));
    expect(machine.take(targetFailedAt(3_600_000))).toMatchObject({ verdict: 'pass', value: 1 / 3_600 });
    for (let second = 3_601; second < 3_700; second += 1) machine.take(targetFailedAt(second * 1_000));
    expect(machine.status().state).toBe('firing');
  });

  it('is nothing to an absence rule, which asks for a value alone', () => {
    expect(verdict(ABSENT, { ...targetFailedAt(0), value: 0 })).toBe('pass');
    expect(verdict(ABSENT, targetFailedAt(0))).toBe('fail');
  });
});

describe('absence', () => {
  it('fails where the source answers that there is no value, and only there', () => {
    expect([valueAt(0, null), valueAt(0, Number.NaN), valueAt(0, 0), SOURCE_FAILED].map((sample) => verdict(ABSENT, sample))).toEqual(['fail', 'fail', 'pass', 'source']);
  });
});

describe('traffic', () => {
  /** value, traffic now (usually 1,000), minTraffic → what is said. */
  const TABLE: readonly (readonly [value: number | null, now: number | null, minTraffic: number | null, said: string, why: string])[] = [
    [null, 99, null, 'fail', 'a blackout: no latency, hardly any traffic'],
    [null, 0, null, 'fail', 'a total blackout'],
    [null, 0, 500, 'fail', 'a blackout is not too little traffic'],
    [Number.NaN, 99.9, 500, 'fail', 'NaN is no value either'],
    [null, 100, null, 'noValue', 'a tenth of the usual is no collapse yet'],
    [null, 100, 500, 'tooLittleTraffic', 'few requests, none measured'],
    [null, 900, 500, 'noValue', 'traffic is there, the value is not'],
    [null, null, 500, 'noValue', 'traffic is not known'],
    [2, 400, 500, 'tooLittleTraffic', 'one slow request of three is no outage'],
    [0.1, 400, 500, 'tooLittleTraffic', 'nor does one fast request show health'],
    [2, 500, 500, 'fail', 'enough traffic'],
    [2, null, 500, 'fail', 'losing sight of the traffic silences nothing'],
    [2, 20, 500, 'fail', 'the few requests that a blackout leaves fail too'],
    [0.1, 20, 500, 'tooLittleTraffic', 'but clear nothing when they pass'],
    [0.1, 20, null, 'pass', 'unless nothing was asked of traffic'],
  ];

  it.each(TABLE)('value %s at %s requests a second, at least %s asked: %s (%s)', (value, now, minTraffic, said) => {
    expect(verdict(ABOVE, valueAt(0, value, usual1000(now)), { minTraffic })).toBe(said);
  });

  it('has not collapsed where nothing is known of what is usual', () => {
    expect(verdict(ABOVE, valueAt(0, null, { now: 0, usual: null }))).toBe('noValue');
    expect(verdict(ABOVE, valueAt(0, null, { now: 0, usual: 0 }))).toBe('noValue');
    expect(verdict(ABOVE, valueAt(0, null, null), { minTraffic: 5 })).toBe('noValue');
  });

  it('makes the check fire on the third sample of a total blackout in which latency has no value', () => {
    const machine = createRuleMachine(ruleSpec({ minTraffic: 50 }));
    const states = [valueAt(0, 0.2, usual1000(1_000)), ...[1, 2, 3].map((second) => valueAt(second * 1_000, null, usual1000(0)))].map((sample) => machine.take(sample).state);
    expect(states).toEqual(['inactive', 'pending', 'pending', 'firing']);
    const unprotected = createRuleMachine(ruleSpec({ minTraffic: 50 }));
    expect([1, 2, 3].map((second) => unprotected.take(valueAt(second * 1_000, null, { now: 0, usual: null })).verdict)).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('fails an empty baseline as well, and leaves a burn rate unknown: without requests no budget burns', () => {
    expect(verdict(BASELINE, valueAt(0, null, usual1000(0)))).toBe('fail');
    expect(verdict(BURN, valueAt(0, null, usual1000(0)))).toBe('noValue');
  });
});
