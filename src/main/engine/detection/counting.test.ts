import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs } from '../../../shared/model/units.ts';
import { createRuleMachine } from './machine.ts';
import type { RuleMachine, RuleSample, RuleSpec, RuleStatus, SavedRule, Verdict } from './spec.ts';
import { ruleSpec, sampleOf, SECOND_MS, SOURCE_FAILED, START_MS, targetFailedAt, valueAt } from './testing/rule-samples.ts';

const LETTER: Readonly<Record<Verdict, string>> = { pass: 'P', fail: 'F', unknown: 'U' };
const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'unknown'];
const play = (machine: RuleMachine, samples: readonly RuleSample[]): RuleStatus[] => samples.map((sample) => machine.take(sample));
/** One sample a second: F fails, P passes, U is a source that does not answer. */
const story = (letters: string): RuleSample[] => letters.split('').map((letter, second) => sampleOf(VERDICTS.find((verdict) => LETTER[verdict] === letter) ?? 'unknown', second * SECOND_MS));
const statesOf = (letters: string, machine = createRuleMachine(ruleSpec())): string => play(machine, story(letters)).map(({ state }) => state[0]).join('');

/**
 * The design's sentence, read as a pattern over the letters so far: after the last pass, three fails with at most two unknowns
 * between each (three would set the count to 0).
 */
function expected(letters: string): { readonly firing: boolean; readonly fails: number; readonly since: number | null; readonly noEarlierThan: boolean } {
  const from = letters.lastIndexOf('P') + 1;
  const fired = /F(?:U{0,2}F){2}/.exec(letters.slice(from));
  const pending = /F(?:U{0,2}F)*U{0,2}$/.exec(letters.slice(from));
  const breach = fired ?? pending;
  const since = breach === null ? null : from + breach.index;
  return { firing: fired !== null, fails: breach?.[0].replaceAll('U', '').length ?? 0, since, noEarlierThan: since !== null && letters[since - 1] !== 'P' };
}

interface Differences {
  sequences: number;
  early: number;
  missed: number;
  /** Another onset, another mark of it, or another count. */
  other: number;
}

/** Walks every sequence of verdicts of this length through the machine, and counts where it differs from the pattern. */
function differences(spec: RuleSpec, length: number): Differences {
  const machine = createRuleMachine(spec);
  const found: Differences = { sequences: 0, early: 0, missed: 0, other: 0 };
  const walk = (letters: string, saved: SavedRule): void => {
    if (letters.length === length) {
      found.sequences += 1;
      return;
    }
    for (const verdict of VERDICTS) {
      machine.restore(saved);
      const status = machine.take(sampleOf(verdict, letters.length * SECOND_MS));
      const right = expected(letters + LETTER[verdict]);
      const since = status.since === null ? null : (status.since - START_MS) / SECOND_MS;
      if (status.state === 'firing' && !right.firing) found.early += 1;
      if (status.state !== 'firing' && right.firing) found.missed += 1;
      if (since !== right.since || (since !== null && status.noEarlierThan !== right.noEarlierThan) || (!right.firing && status.fails !== right.fails)) found.other += 1;
      walk(letters + LETTER[verdict], machine.save());
    }
  };
  walk('', machine.save());
  return found;
}

describe('more than two consecutive checks', () => {
  it('fires on the third failed sample of all 3^12 sequences of passes, fails and unknowns: none early, none missed', () => {
    expect(differences(ruleSpec(), 12)).toEqual({ sequences: 3 ** 12, early: 0, missed: 0, other: 0 });
  });

  it('is told apart by that proof from a rule that counts to two, and from one that counts to four', () => {
    expect(differences(ruleSpec({ consecutive: 2 }), 6).early).toBeGreaterThan(0);
    expect(differences(ruleSpec({ consecutive: 4 }), 6).missed).toBeGreaterThan(0);
  });

  it('reads a blackout: the probe’s target fails three times', () => {
    const machine = createRuleMachine(ruleSpec());
    expect(play(machine, [valueAt(0, 0.2), targetFailedAt(1_000), targetFailedAt(2_000), targetFailedAt(3_000)]).map(({ state }) => state)).toEqual(['inactive', 'pending', 'pending', 'firing']);
    expect(machine.status()).toMatchObject({ since: START_MS + 1_000, noEarlierThan: false, firedAt: START_MS + 3_000, value: null });
  });
});

describe('samples that must not count', () => {
  it('a sample seen twice, or one that comes late, counts once', () => {
    const machine = createRuleMachine(ruleSpec());
    play(machine, [valueAt(0, 0), valueAt(1_000, 1), valueAt(1_000, 1), valueAt(500, 1), valueAt(2_000, 1), valueAt(1_000, 1), valueAt(2_000, 1)]);
    expect(machine.status()).toMatchObject({ state: 'pending', fails: 2 });
    expect(machine.take(valueAt(2_001, 1)).state).toBe('firing');
  });

  it('a gap of more than three intervals begins anew, one of three does not', () => {
    const afterTwo = (at: number): RuleStatus => {
      const machine = createRuleMachine(ruleSpec());
      play(machine, story('PFF'));
      return machine.take(valueAt(at, 1));
    };
    expect(afterTwo(5_000)).toMatchObject({ state: 'firing', since: START_MS + 1_000, noEarlierThan: false });
    expect(afterTwo(5_001)).toMatchObject({ state: 'pending', fails: 1, since: START_MS + 5_001, noEarlierThan: true });
  });

  it('a clock step forgets what is not firing, also which samples were seen: they may be older now', () => {
    const machine = createRuleMachine(ruleSpec());
    play(machine, story('PFF'));
    expect(machine.interrupt()).toMatchObject({ state: 'inactive', fails: 0, since: null });
    const anHourBack = [0, 1, 2].map((second) => valueAt(second * SECOND_MS - 3_600_000, 1));
    expect(play(machine, anHourBack).at(-1)).toMatchObject({ state: 'firing', since: START_MS - 3_600_000, noEarlierThan: true });
    expect(machine.interrupt().state).toBe('firing');
  });

  it('an onset is marked where it was not seen to begin', () => {
    for (const [letters, marked] of [['FFF', true], ['PFFF', false], ['PUFFF', true], ['PFUFF', false], ['PFFUUUFFF', true], ['PUPFFF', false]] as const) {
      const machine = createRuleMachine(ruleSpec());
      expect(play(machine, story(letters)).at(-1), letters).toMatchObject({ state: 'firing', noEarlierThan: marked });
    }
  });
});

describe('for', () => {
  const lasting = ruleSpec({ consecutive: 1, forMs: durationMs(5_000) });

  it('is reached at the first sample with t − t0 ≥ for, not a millisecond before', () => {
    const machine = createRuleMachine(lasting);
    play(machine, [valueAt(0, 0), valueAt(1_000, 1), valueAt(3_500, 1)]);
    expect(machine.take(valueAt(5_999, 1)).state).toBe('pending');
    expect(machine.take(valueAt(6_001, 1))).toMatchObject({ state: 'firing', since: START_MS + 1_000, firedAt: START_MS + 6_001 });
    const exact = createRuleMachine(lasting);
    expect(play(exact, story('FFFFFF')).at(-1)).toMatchObject({ state: 'firing', firedAt: START_MS + 5_000 });
  });

  it('goes on through two unknowns, is cancelled by three, and starts again with a pass', () => {
    expect(statesOf('FFUUFFF', createRuleMachine(lasting))).toBe('pppppff');
    expect(statesOf('FFUUUFFFFFF', createRuleMachine(lasting))).toBe('ppppipppppf');
    expect(statesOf('FFFFPFFFFFF', createRuleMachine(lasting))).toBe('ppppipppppf');
  });

  it('fires where the formula says, for any spacing of samples, limit and count', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 3_000 }), fc.boolean()), { maxLength: 40 }), fc.integer({ min: 0, max: 8_000 }), fc.integer({ min: 1, max: 4 }), (steps, forMs, consecutive) => {
        const machine = createRuleMachine(ruleSpec({ consecutive, forMs: durationMs(forMs) }));
        let at = 0;
        const seen: { at: number; fails: boolean }[] = [];
        let firing = false;
        for (const [stepMs, fails] of steps) {
          at += stepMs;
          seen.push({ at, fails });
          const breach = seen.slice(seen.findLastIndex((sample) => !sample.fails) + 1);
          firing = fails && (firing || (breach.length >= consecutive && at - (breach[0]?.at ?? at) >= forMs));
          if ((machine.take(valueAt(at, fails ? 1 : 0)).state === 'firing') !== firing) return false;
        }
        return true;
      }),
    );
  });
});

describe('a firing', () => {
  it('goes on through unknowns and gaps, with the time that confirmed it last, and ends with a pass', () => {
    const machine = createRuleMachine(ruleSpec());
    play(machine, story('PFFFUUUUU'));
    expect(machine.status()).toMatchObject({ state: 'firing', verdict: 'unknown', unknownReason: 'source', confirmedAt: START_MS + 3_000, value: 1 });
    expect(machine.take(valueAt(60_000, 1))).toMatchObject({ state: 'firing', since: START_MS + 1_000, firedAt: START_MS + 3_000, confirmedAt: START_MS + 60_000 });
    expect(machine.take(valueAt(61_000, 0))).toMatchObject({ state: 'inactive', since: null, firedAt: null, fails: 0, endedAt: START_MS + 61_000 });
  });

  it('is kept for a while after the last failed sample where that was asked for', () => {
    const machine = createRuleMachine(ruleSpec({ keepFiringForMs: durationMs(3_000) }));
    expect(play(machine, story('PFFFPPFPPPP')).map(({ state }) => state[0]).join('')).toBe('ippffffffii');
    expect(machine.status()).toMatchObject({ state: 'inactive', confirmedAt: START_MS + 6_000, endedAt: START_MS + 9_000 });
  });
});

describe('a restart', () => {
  const anySample = fc.oneof(
    { weight: 6, arbitrary: fc.record({ stepMs: fc.integer({ min: -1_000, max: 4_000 }), value: fc.constantFrom(0, 1, 1, 1) }) },
    { weight: 2, arbitrary: fc.constant(null) },
  );

  it('at any moment changes nothing of what comes: no second firing, nothing forgotten', () => {
    fc.assert(
      fc.property(fc.array(anySample, { minLength: 1, maxLength: 30 }), fc.constantFrom(0, 2_500), fc.constantFrom(0, 3_000), (steps, forMs, keepMs) => {
        const spec = ruleSpec({ consecutive: 2, forMs: durationMs(forMs), keepFiringForMs: durationMs(keepMs) });
        let at = 0;
        const samples = steps.map((step) => (step === null ? SOURCE_FAILED : valueAt((at += step.stepMs), step.value)));
        const unbroken = play(createRuleMachine(spec), samples);
        for (let cut = 0; cut <= samples.length; cut += 1) {
          const before = createRuleMachine(spec);
          play(before, samples.slice(0, cut));
          const after = createRuleMachine(spec);
          after.restore(JSON.parse(JSON.stringify(before.save())) as SavedRule);
          expect(play(after, samples.slice(cut))).toEqual(unbroken.slice(cut));
        }
      }),
    );
  });

  it('without its memory would fire a second time, or begin to count again', () => {
    const fired = createRuleMachine(ruleSpec());
    play(fired, story('PFFF'));
    expect(createRuleMachine(ruleSpec()).take(valueAt(4_000, 1)).state).toBe('pending');
    const restored = createRuleMachine(ruleSpec());
    restored.restore(fired.save());
    expect(restored.take(valueAt(4_000, 1))).toMatchObject({ state: 'firing', firedAt: START_MS + 3_000 });
  });
});
