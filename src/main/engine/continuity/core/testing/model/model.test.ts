import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';
import { INVARIANTS } from './judge.ts';
import { MUTANTS } from './mutants.ts';
import { PRODUCTION, RECOVER } from './world.ts';

const LIMIT_MS = 240_000;
const BOUNDS = { runs: 2, faults: 3, triggerMode: 'automatic' } as const;

describe('the decision core, in every state that can be reached', () => {
  it('breaks no invariant in a million states of two sites, two consoles and up to three faults', { timeout: LIMIT_MS }, () => {
    const automatic = explore(PRODUCTION, { ...BOUNDS, mostStates: 800_000 });
    expect(automatic).toMatchObject({ states: 800_000, violation: null });
    const countdown = explore(PRODUCTION, { ...BOUNDS, triggerMode: 'countdown', mostStates: 300_000 });
    expect(countdown).toMatchObject({ states: 300_000, violation: null });
  });

  it('breaks none in any state of one run with a gradual step, whatever lets go of it, with up to one fault', { timeout: LIMIT_MS }, () => {
    const gradual = explore(PRODUCTION, { runs: 1, faults: 1, triggerMode: 'automatic', plan: RECOVER, mostStates: 150_000 });
    expect(gradual).toMatchObject({ states: 150_000, violation: null });
  });

  it.each(MUTANTS)('notices that $name', { timeout: LIMIT_MS }, ({ subject, breaks, triggerMode = 'automatic' as const, plan }) => {
    const { violation } = explore(subject, { ...BOUNDS, triggerMode, ...(plan === undefined ? {} : { plan }), mostStates: 100_000 });
    expect(violation?.trace.length).toBeGreaterThan(0);
    expect(breaks).toContain(violation?.invariant);
  });

  it('has for each invariant but one a rule that breaks it when it is gone', () => {
    const broken = new Set(MUTANTS.flatMap(({ breaks }) => breaks));
    expect(Object.keys(INVARIANTS).filter((invariant) => !broken.has(invariant as keyof typeof INVARIANTS))).toEqual(['stuck']);
  });
});
