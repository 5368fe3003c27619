import { expect, it } from 'vitest';
import { PlanId } from '../../../../shared/model/ids.ts';
import { laneOf } from './lane.ts';

const [a, b] = [PlanId.parse('a'), PlanId.parse('b')];
const steps = (plans: readonly (PlanId | null)[]) => plans.map((plan, index) => ({ plan, name: `step ${index}` }));

it('brackets the steps of each child plan and counts through', () => {
  const parts = laneOf(steps([null, null, a, a, b]));
  expect(parts.map(({ plan, steps: own }) => [plan, own.map(({ number }) => number)])).toEqual([[null, [1, 2]], [a, [3, 4]], [b, [5]]]);
});

it('keeps the order where a child plan comes twice', () => {
  expect(laneOf(steps([a, null, a])).map(({ plan }) => plan)).toEqual([a, null, a]);
  expect(laneOf([])).toEqual([]);
});
