import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { createRuleMachine } from './machine.ts';
import { typicalSpacingMs } from './spacing.ts';
import type { RuleSample, RuleSpec, RuleStatus, TrafficFacts } from './spec.ts';

const TRAFFIC_STALE_INTERVALS = 3;

export interface ReplayPoint {
  readonly time: EpochMs;
  /** NaN: the source had no value. */
  readonly value: number;
}

export interface ReplayOptions {
  /** Spacing of the samples; their lower median spacing unless told. */
  readonly intervalMs?: DurationMs;
  /** Traffic of the service, oldest first; a sample is judged with the newest facts not after it. */
  readonly traffic?: readonly (TrafficFacts & { readonly time: EpochMs })[];
  /** What a learned rule knew before the first point, oldest first. */
  readonly history?: readonly (ReplayPoint & { readonly count?: number })[];
  /** Told of every sample, for whoever draws what the rule saw. */
  readonly onJudged?: (time: EpochMs, status: RuleStatus) => void;
}

export interface ReplayedFiring {
  readonly since: EpochMs;
  readonly noEarlierThan: boolean;
  readonly firedAt: EpochMs;
  /** Null: it was still firing at the last point. */
  readonly endedAt: EpochMs | null;
  /** The failed value furthest beyond its limit at that time; null where the breach has no value. */
  readonly worst: number | null;
}

export interface Replay {
  readonly firings: readonly ReplayedFiring[];
  readonly samples: number;
  readonly unknown: number;
  readonly intervalMs: DurationMs;
}

/**
 * When a rule would have fired, had these points come one by one: the same machine as live, which sees nothing of what lies ahead.
 * Points in time order. An absence rule is asked at every interval without a point as well, as it would have been live; that
 * Holdfast itself or the source was away cannot be told from history.
 */
export function replayRule(spec: RuleSpec, points: readonly ReplayPoint[], options: ReplayOptions = {}): Replay {
  const intervalMs = options.intervalMs ?? typicalSpacingMs(points) ?? durationMs(60_000);
  const machine = createRuleMachine(spec);
  machine.learn(options.history ?? []);
  const trafficAt = followTraffic(options.traffic ?? [], intervalMs);
  const firings = new FiringLog();
  let [samples, unknown] = [0, 0];
  const take = (time: EpochMs, value: number): void => {
    const sample: RuleSample = { what: 'value', value, time, intervalMs, traffic: trafficAt(time) };
    const status = machine.take(sample);
    samples += 1;
    options.onJudged?.(time, status);
    if (status.verdict === 'unknown') unknown += 1;
    firings.note(status);
  };
  let before: EpochMs | null = null;
  for (const { time, value } of points) {
    if (spec.condition.kind === 'absence') for (const missing of missingBetween(before, time, intervalMs)) take(missing, Number.NaN);
    take(time, value);
    before = time;
  }
  return { firings: firings.all(), samples, unknown, intervalMs };
}

/** When samples were due between two that came. */
function* missingBetween(before: EpochMs | null, time: EpochMs, intervalMs: DurationMs): Generator<EpochMs> {
  if (before === null) return;
  for (let due = before + intervalMs; due < time - intervalMs / 2; due += intervalMs) yield epochMs(due);
}

/** Collects firings from what a machine says after each sample. */
class FiringLog {
  readonly #ended: ReplayedFiring[] = [];
  #open: ReplayedFiring | null = null;
  #since: EpochMs | null = null;
  #worst: { readonly value: number; readonly beyond: number } | null = null;

  note(status: RuleStatus): void {
    const { state, since, firedAt, noEarlierThan, endedAt } = status;
    if (this.#open !== null && state !== 'firing') this.#ended.push({ ...this.#open, endedAt });
    if (since !== this.#since) this.#worst = null;
    this.#since = since;
    this.#noteWorst(status);
    const firing = state === 'firing' && since !== null && firedAt !== null;
    this.#open = firing ? { since, noEarlierThan, firedAt, endedAt: null, worst: this.#worst?.value ?? null } : null;
  }

  all(): readonly ReplayedFiring[] {
    return this.#open === null ? this.#ended : [...this.#ended, this.#open];
  }

  #noteWorst({ verdict, value, limit }: RuleStatus): void {
    if (verdict !== 'fail' || value === null) return;
    const beyond = Math.abs(value - (limit ?? value));
    if (this.#worst === null || beyond > this.#worst.beyond) this.#worst = { value, beyond };
  }
}

function followTraffic(facts: readonly (TrafficFacts & { readonly time: EpochMs })[], intervalMs: DurationMs): (time: EpochMs) => TrafficFacts | null {
  let at = -1;
  return (time) => {
    while ((facts[at + 1]?.time ?? Infinity) <= time) at += 1;
    const newest = facts[at];
    return newest === undefined || time - newest.time > TRAFFIC_STALE_INTERVALS * intervalMs ? null : newest;
  };
}
