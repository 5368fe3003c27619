import { describe, expect, it } from 'vitest';
import type { CheckState, PreflightCheck } from '../../../../shared/model/continuity/plan.ts';
import { blockersOf, gravestFirst, overridesOf, standsInTheWay } from './blockers.ts';

const check = (rule: PreflightCheck['rule'], state: CheckState, overridable = true): PreflightCheck => ({ rule, step: null, state, says: `${rule} ${state}`, at: null, overridable });
const preflight = (...checks: readonly PreflightCheck[]) => ({ state: 'blocked' as const, at: null, checks: [...checks] });
const word = (rule: string): string => rule;

describe('what stands in the way', () => {
  it('is what is blocked and what is not known, rule by rule; a warning is not', () => {
    const found = blockersOf(preflight(check('ttl', 'ok'), check('lag', 'unknown'), check('capacity', 'warning'), check('freeze', 'blocked'), check('lag', 'blocked')));
    expect(found.map(({ rule, checks }) => [rule, checks.length])).toEqual([['freeze', 1], ['lag', 2]]);
  });

  it('is not overridden where one finding of the rule may not be', () => {
    const found = blockersOf(preflight(check('targetHealthy', 'unknown'), check('targetHealthy', 'blocked', false)));
    expect(found[0]?.overridable).toBe(false);
    expect(standsInTheWay(found, { targetHealthy: 'I know better' }, word)).toBe('targetHealthy: nothing overrides this.');
  });

  it('is gone once each rule was overridden by its name, and not before', () => {
    const found = blockersOf(preflight(check('freeze', 'blocked'), check('lag', 'unknown')));
    expect(standsInTheWay(found, {}, word)).toBe('freeze, lag: solve it, or override it by name.');
    expect(standsInTheWay(found, { freeze: 'the company is down' }, word)).toBe('lag: solve it, or override it by name.');
    expect(standsInTheWay(found, { freeze: 'the company is down', lag: 'seen on the replica' }, word)).toBeNull();
    expect(standsInTheWay(blockersOf(preflight(check('ttl', 'ok'))), {}, word)).toBeNull();
  });

  it('sends no reason for what does not stand in the way any more', () => {
    const found = blockersOf(preflight(check('freeze', 'blocked')));
    expect(overridesOf(found, { freeze: 'now', lag: 'long ago' })).toEqual([{ rule: 'freeze', reason: 'now' }]);
  });

  it('shows the gravest finding first', () => {
    expect(gravestFirst([check('ttl', 'ok'), check('capacity', 'warning'), check('lag', 'unknown'), check('freeze', 'blocked')]).map(({ state }) => state)).toEqual(['blocked', 'unknown', 'warning', 'ok']);
  });
});
