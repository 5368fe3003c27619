import type { MetricDefinition, RecurrenceFigure } from '../../../shared/model/scorecard.ts';
import { DAY_MS } from '../../../shared/time/time-of-day.ts';
import { LEFT_OUT_OF_ALL } from './definition.ts';

/** How far back the same cause is looked for. */
export const RECURRENCE_MS = 90 * DAY_MS;

export const NEW = 0;
export const SUSPECTED = 1;
export const CONFIRMED = 2;
export type Recurs = typeof NEW | typeof SUSPECTED | typeof CONFIRMED;

/** What is known of why. */
export interface Origins {
  readonly cause: string | null;
  readonly signature: string | null;
}

/** How two incidents are the same: by the causes that reviews of both confirmed, else by their signatures; two confirmed causes that differ are no match. */
export function sameness(a: Origins, b: Origins): Recurs {
  if (a.cause !== null && b.cause !== null) return a.cause === b.cause ? CONFIRMED : NEW;
  return a.signature !== null && a.signature === b.signature ? SUSPECTED : NEW;
}

/**
 * Whether an incident repeats an earlier one: one of the same cause with `resolvedAt` in [impact start − 90 d, impact start). Where
 * the start of the impact is not recorded, what places the incident in a period stands for it. Drills and merged incidents repeat
 * nothing and are repeated by nothing. Source: instants, causes confirmed by reviews, signatures (service, rule, failure mode).
 */
export function recurs(later: Origins & { readonly start: number }, earlier: readonly (Origins & { readonly resolvedAt: number })[]): Recurs {
  return earlier
    .filter(({ resolvedAt }) => resolvedAt >= later.start - RECURRENCE_MS && resolvedAt < later.start)
    .reduce<Recurs>((found, each) => Math.max(found, sameness(later, each)) as Recurs, NEW);
}

/**
 * Recurrence rate = resolved incidents of the period that repeat an earlier one / resolved incidents of the period that can be
 * classified (their cause or their rule is known). Unit: share, 0 to 1; null of none. Left out: what still runs; what cannot be
 * classified is shown beside it; drills, always.
 */
export function recurrenceFigure({ confirmed, suspected, n, notClassifiable }: Pick<RecurrenceFigure, 'confirmed' | 'suspected' | 'n' | 'notClassifiable'>): RecurrenceFigure {
  return { rate: n === 0 ? null : (confirmed + suspected) / n, confirmed, suspected, n, of: n + notClassifiable, notClassifiable, unit: 'share' };
}

export const RECURRENCE: MetricDefinition = {
  name: 'Recurrence rate',
  formula: 'Resolved incidents of the period whose cause was there before / resolved incidents of the period whose cause or rule is known. There before: an earlier incident of the same cause was resolved in the 90 days before this one started. Confirmed: reviews of both name the cause. Suspected: the signature (service, rule and failure mode) is the same, and no two confirmed causes differ.',
  unit: 'share',
  leftOut: ['Incidents of which neither cause nor rule is known: shown as not classifiable.', 'Incidents that still run.', 'Drills, also where they are switched in.', ...LEFT_OUT_OF_ALL.slice(0, 2)],
  source: 'Causes confirmed by reviews; signatures of the rules that fired.',
};
