import { array, assert, constantFrom, option, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertPresent } from '../../../../shared/model/result.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { flatten } from '../plans/flatten.ts';
import { configWith, seeing } from '../plans/testing/plans.ts';
import { signalAt } from '../plans/testing/signals.ts';
import { targetChecks } from './target-rules.ts';

const SEED = 4_711;
const NOW = epochMs(Date.parse('2026-01-15T12:00:00.000Z'));
const CONFIG = configWith('plans:\n  - { id: go, name: Go, kind: failover, services: [shop], target: { healthy: [fra, fra-outside, fra-used] }, steps: [{ id: switch, kind: dns, providers: [bind], record: api.acme.test, to: [192.0.2.2] }] }\n');
const PLAN = assertPresent(CONFIG.continuity.plans[0], 'a plan');
const STEPS = flatten(PLAN, CONFIG.continuity.plans, {}).map(({ step }) => step);

const one = record({
  source: constantFrom('edge', 'prom', 'elsewhere'),
  value: constantFrom(0, 1, 1, 1, 0.5, null),
  freshness: constantFrom('live', 'live', 'live', 'live', 'late', 'blind'),
  breach: constantFrom('within', 'within', 'within', 'unknown', 'over', 'firing'),
  error: constantFrom(undefined, undefined, undefined, undefined, 'source' as const, 'target' as const),
});
type One = typeof one extends { generate: (...args: never[]) => { value: infer T } } ? T : never;

/** Said in other words than the rules say it: what somebody who looks at this signal would say. */
function seen({ value, freshness, breach, error }: One): 'well' | 'ill' | 'nothing' {
  if (freshness !== 'live' || error === 'source') return 'nothing';
  if (error === 'target' || value === 0 || breach === 'over' || breach === 'firing') return 'ill';
  return value === null ? 'nothing' : 'well';
}

describe('a target', () => {
  it(`is never taken for healthy by anybody who does not see it so (seed ${SEED})`, () => {
    const counted = { ok: 0, warning: 0, unknown: 0, blocked: 0 };
    assert(
      property(array(option(one, { freq: 8 }), { minLength: 3, maxLength: 3 }), constantFrom(false, false, false, true), (three, controlsFail) => {
        const ids = PLAN.target?.healthy ?? [];
        const signals = three.flatMap((each, index) => (each === null ? [] : [signalAt(ids[index] ?? '', NOW, each)]));
        const [check, ...more] = targetChecks(PLAN, STEPS, seeing(signals, { controlsFail: () => controlsFail }));
        expect(more).toEqual([]);
        const all = three.map((each) => (each === null ? 'nothing' : seen(each)));
        const places = new Set(three.flatMap((each) => (each !== null && seen(each) === 'well' ? [each.source] : []))).size;
        const { state, isFinal = false } = assertPresent(check, 'one check');
        counted[state] += 1;
        if (controlsFail) expect(state).toBe('unknown');
        else if (all.includes('ill')) expect([state, isFinal]).toEqual(['blocked', all.every((each) => each === 'ill')]);
        else if (places === 0) expect(state).toBe('unknown');
        else if (places === 1) expect(state).toBe('warning');
        else expect(state).toBe(all.includes('nothing') ? 'warning' : 'ok');
      }),
      { seed: SEED, numRuns: 3_000 },
    );
    // Each end was really reached.
    for (const times of Object.values(counted)) expect(times).toBeGreaterThan(10);
  });
});
