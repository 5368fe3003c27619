import type { Budget } from '../../../../../shared/model/source-health.ts';
import { fromRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';

/** A budget as it is known now. What a source told of it is over when it is renewed: `unknown`, never the old figure. */
export type BudgetNow =
  | { readonly state: 'left' | 'low' | 'empty'; readonly name: string; readonly used: number; readonly limit: number; readonly remaining: number; readonly resetsAt: EpochMs }
  | { readonly state: 'unknown'; readonly name: string; readonly limit: number; readonly renewedAt: EpochMs };

const LOW_SHARE = 0.1;

export function budgetNow(budget: Budget | null, now: EpochMs): BudgetNow | null {
  const resetsAt = budget === null ? null : fromRfc3339(budget.resetsAt);
  if (budget === null || resetsAt === null) return null;
  const { name, limit, remaining } = budget;
  if (resetsAt <= now) return { state: 'unknown', name, limit, renewedAt: resetsAt };
  const state = remaining <= 0 ? 'empty' : remaining < LOW_SHARE * limit ? 'low' : 'left';
  return { state, name, used: Math.max(0, limit - remaining), limit, remaining: Math.max(0, remaining), resetsAt };
}
