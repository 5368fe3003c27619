import type { Severity } from '../../../shared/model/severity.ts';
import { durationMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';

/** What one sample says about one rule. `unknown`: the source or our own network failed, which is neither a pass nor a fail. */
export type Verdict = 'pass' | 'fail' | 'unknown';

export interface ThresholdCondition {
  readonly above: number | null;
  readonly below: number | null;
  /** Failed samples in a row that satisfy the rule; "more than two" is 3. */
  readonly consecutive: number;
  /** How long, in sample time, the breach must have lasted; 0 = not asked. */
  readonly forMs: DurationMs;
  readonly severity: Severity;
}

/** The counting state of one rule. Times are sample times. */
export interface Count {
  readonly fails: number;
  readonly unknowns: number;
  /** First failed sample of the unbroken breach. */
  readonly since: EpochMs | null;
  readonly lastSampleTime: EpochMs | null;
  readonly firing: boolean;
}
export const NO_COUNT: Count = { fails: 0, unknowns: 0, since: null, lastSampleTime: null, firing: false };

const UNKNOWNS_UNTIL_RESET = 3;
const GAP_INTERVALS_UNTIL_RESET = 3;

export function judgeSample(condition: ThresholdCondition, value: number | null): Verdict {
  if (value === null || Number.isNaN(value)) return 'unknown';
  if (condition.above !== null) return value > condition.above ? 'fail' : 'pass';
  return value < (condition.below ?? -Infinity) ? 'fail' : 'pass';
}

/** Forgets a count that is not firing: after a suspend, a clock step, a long gap or three unknowns nothing may be carried over. */
export const interrupt = (count: Count): Count => (count.firing ? { ...count, unknowns: 0 } : { ...NO_COUNT, lastSampleTime: count.lastSampleTime });

/**
 * Counts one sample (design, "Rule counting"): a pass sets the count to 0, a fail adds 1, a single unknown leaves it; three
 * unknowns in a row or a gap of more than three intervals set it to 0. A firing rule stays firing through unknowns. `for` counts
 * sample time from the first failed sample and is reached at the first sample with t − t0 ≥ for.
 */
export function countSample(condition: ThresholdCondition, count: Count, verdict: Verdict, sampleTime: EpochMs | null, intervalMs: DurationMs): Count {
  if (verdict === 'unknown') {
    const unknowns = count.unknowns + 1;
    return unknowns >= UNKNOWNS_UNTIL_RESET ? interrupt(count) : { ...count, unknowns };
  }
  const { lastSampleTime } = count;
  if (sampleTime !== null && lastSampleTime !== null && sampleTime <= lastSampleTime) return count;
  const gap = sampleTime !== null && lastSampleTime !== null && sampleTime - lastSampleTime > GAP_INTERVALS_UNTIL_RESET * intervalMs;
  const before = gap ? interrupt(count) : count;
  if (verdict === 'pass') return { ...NO_COUNT, lastSampleTime: sampleTime ?? lastSampleTime };
  const since = before.since ?? sampleTime;
  const fails = before.fails + 1;
  const lasted = durationMs(sampleTime !== null && since !== null ? sampleTime - since : 0);
  const satisfied = fails >= condition.consecutive && lasted >= condition.forMs;
  return { fails, unknowns: 0, since, lastSampleTime: sampleTime ?? lastSampleTime, firing: before.firing || satisfied };
}
