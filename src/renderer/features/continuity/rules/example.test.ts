import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import { EXAMPLE } from './example.ts';

it('shows a first plan that can be taken as it stands', () => {
  const { plans } = parse(EXAMPLE) as { plans: unknown[] };
  expect(plans.map((plan) => PlanConfig.parse(plan).id)).toEqual(['to-frankfurt']);
});
