import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';
import type { LabelMap } from './template/values.ts';

/**
 * One alert of one rule: one set of labels for which its expression gives a value. All instants are evaluation times on the
 * source's clock.
 */
export interface ActiveAlert {
  /** Names the set of labels within the rule; the same through restarts. */
  readonly fingerprint: string;
  /** Labels of the series, those of the rule over them, and `alertname`. */
  readonly labels: LabelMap;
  /** Labels of the series as the expression gave them, for finding it again in the data. */
  readonly seriesLabels: LabelMap;
  readonly annotations: LabelMap;
  /** NaN and ±Infinity as they are. */
  readonly value: number;
  readonly state: 'pending' | 'firing';
  /** First evaluation of the unbroken presence. */
  readonly activeAt: EpochMs;
  readonly firedAt: EpochMs | null;
  /** First evaluation at which it was gone and only `keep_firing_for` held it. */
  readonly keepFiringSince: EpochMs | null;
  /** Last evaluation at which it was there. Older than the rule's last evaluation: not confirmed since. */
  readonly confirmedAt: EpochMs;
}

/** All that is known of one rule: its alerts that are pending or firing, and when it was last evaluated with success. */
export interface RuleState {
  readonly alerts: ReadonlyMap<string, ActiveAlert>;
  readonly evaluatedAt: EpochMs | null;
  /** Time did not pass evenly since the last evaluation: nothing that is only pending may be carried over. */
  readonly interrupted: boolean;
}
export const NO_ALERTS: RuleState = { alerts: new Map(), evaluatedAt: null, interrupted: false };

/** A sample of the expression with labels and annotations expanded. */
export interface ExpandedSample {
  readonly labels: LabelMap;
  readonly seriesLabels: LabelMap;
  readonly annotations: LabelMap;
  readonly value: number;
}

/** `resolved` with `firedAt` null: it was pending and went away without having fired. */
export type Transition = Omit<ActiveAlert, 'state'> & { readonly state: 'pending' | 'firing' | 'resolved'; readonly resolvedAt: EpochMs | null };

export interface RuleTiming {
  readonly forMs: DurationMs;
  readonly keepFiringForMs: DurationMs;
  readonly intervalMs: DurationMs;
  /** Most alerts that may be pending or firing at once. */
  readonly limit: number;
}
