import { RuleId, SignalId } from '../../../../shared/model/ids.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import type { RuleSample, RuleSpec, TrafficFacts, Verdict } from '../spec.ts';

export const START_MS = Date.parse('2026-01-05T00:00:00.000Z');
export const SECOND_MS = 1_000;

/** More than two samples in a row above 0.8, unless told otherwise. */
export const ruleSpec = (change: Partial<RuleSpec> = {}): RuleSpec => ({
  rule: RuleId.parse('checkout-slow'),
  signal: SignalId.parse('checkout-p95'),
  condition: { kind: 'threshold', above: 0.8, below: null },
  consecutive: 3,
  forMs: durationMs(0),
  keepFiringForMs: durationMs(0),
  minTraffic: null,
  severity: 'P1',
  mode: 'open',
  ...change,
});

/** A sample `at` milliseconds after the start; one a second. */
export const valueAt = (at: number, value: number | null, traffic: TrafficFacts | null = null, intervalMs = SECOND_MS): RuleSample => ({
  what: 'value',
  value,
  time: epochMs(START_MS + at),
  intervalMs: durationMs(intervalMs),
  traffic,
});

export const targetFailedAt = (at: number, intervalMs = SECOND_MS): RuleSample => ({ ...valueAt(at, null, null, intervalMs), what: 'targetFailed' });

/** The source did not answer, so there is no sample time. */
export const SOURCE_FAILED: RuleSample = { what: 'unknown', value: null, time: null, intervalMs: durationMs(SECOND_MS), traffic: null };

/** A sample of `ruleSpec()`'s rule that gives this verdict. */
export const sampleOf = (verdict: Verdict, at: number): RuleSample => (verdict === 'unknown' ? SOURCE_FAILED : valueAt(at, verdict === 'fail' ? 1 : 0));

/** Normal noise from a stream of uniform numbers (Box-Muller). */
export const gaussian = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
