import { expect, it } from 'vitest';
import type { Plan } from '../../../../shared/model/continuity/plan.ts';
import { findPlans, groupPlans } from './group.ts';

// Only what the list sorts by is told.
const plan = (id: string, group: string, name = id): Plan => ({ id, group, name }) as unknown as Plan;
const plans = [plan('a', 'checkout', 'Fail over to Zürich'), plan('b', 'b'), plan('c', 'c'), plan('d', 'checkout', 'Only what is essential'), plan('e', 'e')];

it('keeps plans that share a lock together, and the order of the configuration', () => {
  expect(groupPlans(plans).map(({ group, plans: own }) => [group, own.map(({ id }) => id)])).toEqual([['checkout', ['a', 'd']], [null, ['b', 'c', 'e']]]);
  expect(groupPlans([])).toEqual([]);
});

it('finds plans by every typed word, whatever its case and marks', () => {
  const find = (typed: string) => findPlans(plans, typed, ({ id }) => (id === 'b' ? 'Rollback Payments' : '')).map(({ id }) => id);
  expect(find('ZURICH fail')).toEqual(['a']);
  expect(find('payments')).toEqual(['b']);
  expect(find('checkout')).toEqual(['a', 'd']);
  expect(find('  ')).toHaveLength(5);
  expect(find('nothing')).toEqual([]);
});
