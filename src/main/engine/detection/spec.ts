import type { DurationMs, EpochMs } from '../../../shared/model/units.ts';
import type { RuleSpec } from '../../config/resolved-rules.ts';

/** A rule as the configuration gives it; the condition that a machine judges. */
export type { BurnWindows, Condition, RuleSpec } from '../../config/resolved-rules.ts';
export type { IncidentMode } from '../../../shared/model/rule-config.ts';

/** Traffic of the signal's service at the time of a sample, where the service has a traffic signal. */
export interface TrafficFacts {
  readonly now: number | null;
  /** Median of what it usually is; null while too little is known. */
  readonly usual: number | null;
}

/**
 * One sample as a rule sees it. `targetFailed`: a probe's target did not answer while our control probes succeeded, which is a
 * failed sample of every signal of that target. `unknown`: the source itself or our own network failed: neither pass nor fail.
 */
export interface RuleSample {
  readonly what: 'value' | 'targetFailed' | 'unknown';
  /** Null or NaN: the source answered that there is no value. */
  readonly value: number | null;
  /** Sample time on the source's clock; the evaluation's where the sample's cannot be known; null only for `unknown`. */
  readonly time: EpochMs | null;
  readonly intervalMs: DurationMs;
  readonly traffic: TrafficFacts | null;
}

export type Verdict = 'pass' | 'fail' | 'unknown';

/** Why the last verdict was `unknown`. */
export type UnknownReason = 'source' | 'noValue' | 'tooLittleTraffic' | 'learning' | 'tooFewSamples';

export interface RuleStatus {
  readonly state: 'inactive' | 'pending' | 'firing';
  readonly verdict: Verdict | null;
  readonly unknownReason: UnknownReason | null;
  /** Failed samples in a row. */
  readonly fails: number;
  /** First failed sample of the unbroken breach: the onset. */
  readonly since: EpochMs | null;
  /** True where unknown samples or a gap stand before the first failed one: the breach may have begun earlier. */
  readonly noEarlierThan: boolean;
  /** Sample time at which the rule was satisfied. */
  readonly firedAt: EpochMs | null;
  /** Sample time of the last failed sample: what confirmed the firing last. */
  readonly confirmedAt: EpochMs | null;
  /** Sample time of the pass that ended the last firing. */
  readonly endedAt: EpochMs | null;
  /** The newest value judged, and the limit that it was held against now (a learned one for a baseline); null where there is none. */
  readonly value: number | null;
  readonly limit: number | null;
}

/** What of a machine survives a restart: JSON. A learned model is not kept; it is learned again from history. */
export interface SavedRule {
  readonly status: RuleStatus;
  readonly unknowns: number;
  readonly lastSampleTime: EpochMs | null;
}

/** One rule at work. The same code runs live, in replays, in the simulator and in the bench. */
export interface RuleMachine {
  readonly spec: RuleSpec;
  take(sample: RuleSample): RuleStatus;
  status(): RuleStatus;
  /** A suspend, a stall or a clock step: counts that are not firing begin again. */
  interrupt(): RuleStatus;
  /** Teaches a learned condition from history, oldest first, without judging. */
  learn(points: readonly { readonly time: EpochMs; readonly value: number; readonly count?: number }[]): void;
  save(): SavedRule;
  restore(saved: SavedRule): void;
}
