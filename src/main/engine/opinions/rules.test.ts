import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/model/units.ts';
import { judgeOpinions, NOTHING_COMPARED, windowAt, type OpinionSample, type OpinionState, type OpinionTerms, type Sight } from './rules.ts';

const START = Date.parse('2026-01-15T12:00:00.000Z');
const TERMS: OpinionTerms = { tolerance: { relative: 0.2, absolute: 0.001 }, forMs: 120_000, spacingMs: 60_000 };

/** What a source says over time: a sample every `everyMs` of what `value` gives for seconds since the start. */
const series = (value: (second: number) => number, { everyMs = 15_000, offsetMs = 0, untilS = 1_800 } = {}): OpinionSample[] =>
  Array.from({ length: Math.floor((untilS * 1_000 - offsetMs) / everyMs) }, (_, index) => ({ time: epochMs(START + offsetMs + index * everyMs), value: value((offsetMs + index * everyMs) / 1_000) }));

/** Plays two series against each other second by second, each sample coming in `delayS` after its time; what was made of it at each step. */
function play(a: readonly OpinionSample[], b: readonly OpinionSample[], { terms = TERMS, delayS = [1, 1], blind = () => null }: { terms?: OpinionTerms; delayS?: readonly [number, number]; blind?: (second: number) => 'first' | 'second' | null } = {}): { second: number; state: OpinionState }[] {
  let state = NOTHING_COMPARED;
  return Array.from({ length: 180 }, (_, index) => {
    const second = index * 10;
    const now = START + second * 1_000;
    const arrived = [a, b].map((all, which) => all.filter(({ time }) => time + (delayS[which] ?? 0) * 1_000 <= now));
    const time = Math.min(...arrived.map((all) => all.at(-1)?.time ?? 0));
    const { from, to } = windowAt(epochMs(time), terms.spacingMs);
    const sights = arrived.map((all, which): Sight => ({
      freshness: blind(second) === (which === 0 ? 'first' : 'second') ? 'blind' : 'live',
      newest: all.at(-1) ?? null,
      samples: all.filter((sample) => sample.time >= from && sample.time <= to),
    }));
    state = judgeOpinions(state, sights[0]!, sights[1]!, terms);
    return { second, state };
  });
}
const statesOf = (steps: readonly { state: OpinionState }[]): string[] => steps.map(({ state }) => state.state).filter((each, index, all) => each !== all[index - 1]);

describe('two sources that tell different numbers', () => {
  it('differ at once and disagree once that has lasted, with what both said', () => {
    const steps = play(series(() => 0.021), series(() => 0.003, { everyMs: 60_000 }));
    expect(statesOf(steps)).toEqual(['waiting', 'differ', 'disagree']);
    const first = steps.find(({ state }) => state.state === 'disagree')!;
    expect(first.state).toMatchObject({ first: 0.021, second: 0.003, since: START });
    expect((first.state.time ?? 0) - START).toBe(120_000);
  });

  it('agree again with the first moment that is within the tolerance', () => {
    const steps = play(series((second) => (second >= 300 && second < 900 ? 0.1 : 0.02)), series(() => 0.02, { everyMs: 60_000 }));
    expect(statesOf(steps)).toEqual(['waiting', 'agree', 'differ', 'disagree', 'agree']);
  });

  it('do not disagree for a spike that only one of them has caught', () => {
    const steps = play(series((second) => (second === 600 ? 0.5 : 0.02)), series(() => 0.02, { everyMs: 60_000 }));
    expect(statesOf(steps)).toEqual(['waiting', 'agree']);
  });

  it('do not disagree where the difference is too small to be one, whatever its share', () => {
    expect(statesOf(play(series(() => 0.0004), series(() => 0)))).toEqual(['waiting', 'agree']);
    expect(statesOf(play(series(() => 0.004), series(() => 0)))).toEqual(['waiting', 'differ', 'disagree']);
  });

  it('are held against a tolerance in their unit where that is told', () => {
    const terms: OpinionTerms = { ...TERMS, tolerance: { relative: null, absolute: 5 } };
    expect(statesOf(play(series(() => 100), series(() => 105), { terms }))).toEqual(['waiting', 'agree']);
    expect(statesOf(play(series(() => 100), series(() => 105.1), { terms }))).toEqual(['waiting', 'differ', 'disagree']);
  });

  it('are not compared while one of them is blind, which is said, and begin anew after that', () => {
    const steps = play(series(() => 0.1), series(() => 0.02), { blind: (second) => (second >= 600 && second < 900 ? 'second' : null) });
    expect(statesOf(steps)).toEqual(['waiting', 'differ', 'disagree', 'none', 'differ', 'disagree']);
    const none = steps.find(({ state }) => state.state === 'none')!.state;
    expect(none).toMatchObject({ missing: 'second', first: null, second: null, since: null });
  });

  it('are not compared while one of them has no value', () => {
    const steps = play(series((second) => (second >= 600 ? Number.NaN : 0.1)), series(() => 0.02));
    expect(statesOf(steps)).toEqual(['waiting', 'differ', 'disagree', 'none']);
  });

  it('have to differ for as long again after a hole', () => {
    const holed = series(() => 0.1).filter(({ time }) => time - START < 90_000 || time - START > 600_000);
    const steps = play(holed, series(() => 0.02));
    const disagreed = steps.find(({ state }) => state.state === 'disagree')!;
    expect(disagreed.state.since).toBeGreaterThan(START + 590_000);
  });
});

/** A number that wanders, never faster than its spacing shows. */
const wander = fc.record({ base: fc.double({ min: 0.001, max: 1_000, noNaN: true }), swing: fc.double({ min: 0, max: 0.95, noNaN: true }), periodS: fc.integer({ min: 60, max: 1_200 }), stepAtS: fc.integer({ min: 0, max: 1_800 }), step: fc.double({ min: 0.1, max: 10, noNaN: true }) });
const valueOf = ({ base, swing, periodS, stepAtS, step }: { base: number; swing: number; periodS: number; stepAtS: number; step: number }) => (second: number): number => base * (1 + swing * Math.sin((2 * Math.PI * second) / periodS)) * (second >= stepAtS ? step : 1);

describe('for any two sources', () => {
  // A step before both have been heard for a while is one that nobody can place.
  const steady = fc.record({ base: fc.double({ min: 0.01, max: 1_000, noNaN: true }), stepAtS: fc.integer({ min: 180, max: 1_800 }), step: fc.double({ min: 0.1, max: 10, noNaN: true }) });

  it('being late is no disagreement: the same numbers, however long each takes to come', () => {
    fc.assert(
      fc.property(wander, fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (shape, one, other) => {
        const same = series(valueOf(shape));
        return play(same, same, { delayS: [one, other] }).every(({ state }) => state.state === 'waiting' || state.state === 'agree');
      }),
      { numRuns: 60 },
    );
  });

  it('nor is showing a step up to one spacing later', () => {
    fc.assert(
      fc.property(steady, fc.integer({ min: 0, max: 60 }), ({ base, stepAtS, step }, lagS) => {
        const value = (second: number) => base * (second >= stepAtS ? step : 1);
        const steps = play(series(value), series((second) => value(second - lagS), { everyMs: 60_000 }));
        return steps.every(({ state }) => state.state === 'waiting' || state.state === 'agree');
      }),
      { numRuns: 60 },
    );
  });

  it('it does not matter which is asked first, nor in which unit both are', () => {
    fc.assert(
      fc.property(wander, wander, fc.constantFrom(1, 100, 1_000), (one, two, scale) => {
        const [a, b] = [series(valueOf(one)), series(valueOf(two), { everyMs: 60_000 })];
        const terms = { ...TERMS, tolerance: { relative: 0.2, absolute: 0 } };
        const bigger = (all: readonly OpinionSample[]) => all.map(({ time, value }) => ({ time, value: value * scale }));
        const plain = play(a, b, { terms }).map(({ state }) => state.state);
        expect(play(b, a, { terms }).map(({ state }) => state.state)).toEqual(plain);
        expect(play(bigger(a), bigger(b), { terms }).map(({ state }) => state.state)).toEqual(plain);
      }),
      { numRuns: 40 },
    );
  });

  it('nobody disagrees with somebody blind, and never sooner than told', () => {
    fc.assert(
      fc.property(wander, wander, fc.integer({ min: 0, max: 600_000 }), fc.constantFrom('first' as const, 'second' as const), fc.integer({ min: 0, max: 1_800 }), (one, two, forMs, who, fromS) => {
        const steps = play(series(valueOf(one)), series(valueOf(two)), { terms: { ...TERMS, forMs }, blind: (second) => (second >= fromS ? who : null) });
        for (const { second, state } of steps) {
          if (second >= fromS) expect(state).toMatchObject({ state: 'none', missing: who });
          if (state.state === 'disagree') expect((state.time ?? 0) - (state.since ?? 0)).toBeGreaterThanOrEqual(forMs);
          if (state.state === 'differ') expect((state.time ?? 0) - (state.since ?? 0)).toBeLessThan(forMs);
        }
      }),
      { numRuns: 60 },
    );
  });
});
