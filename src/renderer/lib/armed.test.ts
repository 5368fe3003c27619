import { expect, it } from 'vitest';
import { PlanId } from '../../shared/model/ids.ts';
import { armedSeconds, sheetAddress } from './armed.ts';

const plan = PlanId.parse('to-frankfurt');

it('is armed for what was held alone, and never for longer than the engine said', () => {
  const armed = { plan, mode: 'live', untilMonotonicMs: 30_999 } as const;
  expect(armedSeconds(armed, plan, 'live', 1_000)).toBe(29);
  expect(armedSeconds(armed, plan, 'live', 30_500)).toBe(0);
  expect(armedSeconds(armed, plan, 'live', 99_000)).toBe(0);
  expect(armedSeconds(armed, plan, 'drill', 1_000)).toBe(0);
  expect(armedSeconds(armed, PlanId.parse('other'), 'live', 1_000)).toBe(0);
  expect(armedSeconds(null, plan, 'live', 1_000)).toBe(0);
});

it('carries the incident to the sheet', () => {
  expect(sheetAddress(plan, 'live', 'INC-2026-0042')).toBe('/continuity/plans/to-frankfurt/sheet?mode=live&incident=INC-2026-0042');
  expect(sheetAddress(plan, 'dry-run')).toBe('/continuity/plans/to-frankfurt/sheet?mode=dry-run');
});
