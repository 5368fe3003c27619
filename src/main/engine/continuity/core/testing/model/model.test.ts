import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';
import { INVARIANTS } from './judge.ts';
import { boundsOf, MUTANTS } from './mutants.ts';
import { PRODUCTION, RECOVER } from './world.ts';

const LIMIT_MS = 240_000;
const BOUNDS = { runs: 2, faults: 3, triggerMode: 'automatic' } as const;
const TWO = { runs: 1, faults: 1, triggerMode: 'automatic', takeOver: true } as const;

describe('the decision core, in every state that can be reached', () => {
  it('breaks no invariant in a million states of two sites, two consoles and up to three faults', { timeout: LIMIT_MS }, () => {
    const automatic = explore(PRODUCTION, { ...BOUNDS, mostStates: 700_000 });
    expect(automatic).toMatchObject({ states: 700_000, violation: null });
    const countdown = explore(PRODUCTION, { ...BOUNDS, triggerMode: 'countdown', mostStates: 200_000 });
    expect(countdown).toMatchObject({ states: 200_000, violation: null });
  });

  it('breaks none in any state of one run with a gradual step, whatever lets go of it, with up to one fault', { timeout: LIMIT_MS }, () => {
    const gradual = explore(PRODUCTION, { runs: 1, faults: 1, triggerMode: 'automatic', plan: RECOVER, mostStates: 100_000 });
    expect(gradual).toMatchObject({ states: 100_000, violation: null });
  });

  it.each(['automatic', 'countdown'] as const)('breaks none while a second console takes over a run that the first goes on with, and until the two are merged (%s)', { timeout: LIMIT_MS }, (triggerMode) => {
    const two = explore(PRODUCTION, { ...TWO, triggerMode, mostStates: 100_000 });
    expect(two).toMatchObject({ states: 100_000, violation: null });
  });

  it('does a thing twice, as control, where people say no while the other console is still at work', { timeout: LIMIT_MS }, () => {
    expect(explore(PRODUCTION, { ...TWO, hasty: true, mostStates: 100_000 }).violation?.invariant).toBe('twice');
  });

  it.each(MUTANTS)('notices that $name', { timeout: LIMIT_MS }, (mutant) => {
    const { violation } = explore(mutant.subject, { ...boundsOf(mutant), mostStates: 100_000 });
    expect(violation?.trace.length).toBeGreaterThan(0);
    expect(mutant.breaks).toContain(violation?.invariant);
  });

  it('has for each invariant but one a rule that breaks it when it is gone', () => {
    const broken = new Set(MUTANTS.flatMap(({ breaks }) => breaks));
    expect(Object.keys(INVARIANTS).filter((invariant) => !broken.has(invariant as keyof typeof INVARIANTS))).toEqual(['stuck']);
  });
});
