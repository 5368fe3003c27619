import type { Breach, Freshness, Reading, Signal, SignalError, Threshold } from '../../../shared/model/entities.ts';
import type { RuleId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedSignal, ResolvedThreshold } from '../../config/resolved.ts';
import { countSample, interrupt, judgeSample, NO_COUNT, type Count } from '../detection/rules.ts';
import { effectiveIntervalMs, judgeFreshness, learnedSpacingMs, learnSpacing, NO_SPACING, sourceIsFailing, type Spacing } from '../freshness/rules.ts';
import type { SampleReading } from '../sources/source.ts';

/** A signal of the configuration with what its source knows to say of it. */
export interface WatchedSignal extends ResolvedSignal {
  /** The PromQL, or the probe's target in words. */
  readonly queryText: string;
  readonly openUrl: string | null;
  /** False for probes, whose samples are their own checks: there is no scrape to learn. */
  readonly learnsSpacing: boolean;
}

/** Two readings of time at one moment. `aliveMs` never goes backwards and includes spans the machine slept through. */
export interface Moment {
  readonly nowMs: EpochMs;
  readonly aliveMs: DurationMs;
}

/** Everything that is known of one signal. Only the functions below change it. */
export interface SignalState {
  readonly signal: WatchedSignal;
  readonly askedSince: Moment;
  spacing: Spacing;
  latest: Reading | null;
  /** Age of the newest sample when the answer came, on the source's clock alone. */
  ageAtAnswerMs: DurationMs | null;
  answeredAliveMs: DurationMs;
  sourceFailures: number;
  error: SignalError | null;
  counts: ReadonlyMap<RuleId, Count>;
  freshness: Freshness;
  freshnessSince: EpochMs;
}

export function startSignal(signal: WatchedSignal, at: Moment): SignalState {
  return {
    signal,
    askedSince: at,
    spacing: NO_SPACING,
    latest: null,
    ageAtAnswerMs: null,
    answeredAliveMs: at.aliveMs,
    sourceFailures: 0,
    error: null,
    counts: new Map(signal.thresholds.map(({ rule }) => [rule, NO_COUNT])),
    freshness: 'late',
    freshnessSince: at.nowMs,
  };
}

/** What was known of a signal goes on when its configuration is the same; null when it is another one now. */
export function continueSignal(signal: WatchedSignal, known: SignalState | undefined): SignalState | null {
  if (known === undefined || JSON.stringify(known.signal.config) !== JSON.stringify(signal.config)) return null;
  return { ...known, signal };
}

export const intervalMsOf = (state: SignalState): DurationMs => {
  if (!state.signal.learnsSpacing) return state.signal.everyMs;
  return effectiveIntervalMs(state.signal.everyMs, learnedSpacingMs(state.spacing));
};

export function sampleAgeMs(state: SignalState, at: Moment): DurationMs | null {
  if (state.ageAtAnswerMs === null) return null;
  return durationMs(state.ageAtAnswerMs + (at.aliveMs - state.answeredAliveMs));
}

const errorNow = (before: SignalError | null, kind: SignalError['kind'], message: string, at: Moment): SignalError => ({
  kind,
  message,
  since: before?.message === message ? before.since : toRfc3339(at.nowMs),
});

/** Takes in one reading; `note` is why a probe's check failed, which is a reading too. Returns whether it brought a sample that was not known before: only such a one is counted and kept. */
export function applyReading(state: SignalState, reading: SampleReading, at: Moment, note?: string): boolean {
  const { sampleTime, evaluatedAt } = reading;
  const known = sampleTime !== null && state.spacing.lastSampleTime !== null && sampleTime <= state.spacing.lastSampleTime;
  if (sampleTime !== null) state.spacing = learnSpacing(state.spacing, sampleTime);
  state.latest = {
    time: sampleTime === null ? null : toRfc3339(sampleTime),
    evaluatedAt: toRfc3339(evaluatedAt),
    receivedAt: toRfc3339(at.nowMs),
    value: reading.value,
    noValue: reading.noValue,
  };
  state.ageAtAnswerMs = sampleTime === null ? null : durationMs(Math.max(0, evaluatedAt - sampleTime));
  state.answeredAliveMs = at.aliveMs;
  state.sourceFailures = 0;
  state.error = note === undefined ? null : errorNow(state.error, 'target', note, at);
  if (!known) count(state, reading.value, sampleTime ?? evaluatedAt);
  return !known;
}

/** Takes in a failed poll. What was known stays, grows old, and is marked so; the reason is kept for whoever looks. */
export function applyFailure(state: SignalState, kind: SignalError['kind'], message: string, at: Moment): void {
  state.error = errorNow(state.error, kind, message, at);
  if (kind === 'source') state.sourceFailures += 1;
  count(state, null, null);
}

function count(state: SignalState, value: number | null, sampleTime: EpochMs | null): void {
  const intervalMs = intervalMsOf(state);
  state.counts = new Map(
    state.signal.thresholds.map((threshold) => {
      const before = state.counts.get(threshold.rule) ?? NO_COUNT;
      return [threshold.rule, countSample(threshold, before, judgeSample(threshold, value), sampleTime, intervalMs)];
    }),
  );
}

/** After a suspend or a clock step: counts that are not firing start again. */
export function interruptCounts(state: SignalState): void {
  state.counts = new Map([...state.counts].map(([id, value]) => [id, interrupt(value)]));
}

/** Judges freshness at this moment; returns whether it changed. */
export function refresh(state: SignalState, at: Moment): boolean {
  const waiting = state.latest === null;
  const next = judgeFreshness({
    sampleAgeMs: sampleAgeMs(state, at),
    waitingMs: waiting ? durationMs(at.aliveMs - state.askedSince.aliveMs) : null,
    failing: sourceIsFailing(state.sourceFailures) || (waiting && state.error !== null),
    intervalMs: intervalMsOf(state),
  });
  if (next === state.freshness) return false;
  state.freshness = next;
  state.freshnessSince = at.nowMs;
  return true;
}

const SEVERITY_RANK = { P0: 3, P1: 2, P2: 1 } as const;

/** The worst of the signal's rules. Nothing is `within` while the newest value is not live: unknown is never shown as ok. */
export function breachOf(state: SignalState): Breach {
  const judged = state.signal.thresholds.map((threshold) => ({ threshold, count: state.counts.get(threshold.rule) ?? NO_COUNT }));
  const worst = judged
    .filter(({ count }) => count.fails > 0 || count.firing)
    .sort((a, b) => Number(b.count.firing) - Number(a.count.firing) || SEVERITY_RANK[b.threshold.severity] - SEVERITY_RANK[a.threshold.severity])[0];
  if (worst === undefined) {
    const known = state.freshness !== 'blind' && state.latest !== null && state.latest.value !== null;
    return { state: known ? 'within' : 'unknown', rule: null, severity: null, count: 0, needed: 0, since: null };
  }
  const { threshold, count } = worst;
  return {
    state: count.firing ? 'firing' : 'over',
    rule: threshold.rule,
    severity: threshold.severity,
    count: count.fails,
    needed: threshold.consecutive,
    since: count.since === null ? null : toRfc3339(count.since),
  };
}

const thresholdOf = ({ rule, above, below, consecutive, severity }: ResolvedThreshold): Threshold => ({ rule, above, below, consecutive, severity });

/** The signal as the API shows it. */
export function viewSignal(state: SignalState): Signal {
  const { signal } = state;
  const { config } = signal;
  return {
    id: signal.id,
    name: signal.name,
    service: config.service,
    kind: config.kind,
    unit: signal.unit,
    stat: signal.stat,
    source: config.source,
    query: signal.queryText,
    select: config.select ?? null,
    intervalMs: intervalMsOf(state),
    freshness: state.freshness,
    freshnessSince: toRfc3339(state.freshnessSince),
    latest: state.latest,
    error: state.error,
    thresholds: signal.thresholds.map(thresholdOf),
    breach: breachOf(state),
    openUrl: signal.openUrl,
  };
}

/** A backward step of our clock would make what we received look younger: its instant steps along. */
export function shiftReceived(state: SignalState, byMs: number): void {
  if (state.latest === null) return;
  state.latest = { ...state.latest, receivedAt: toRfc3339(epochMs(Date.parse(state.latest.receivedAt) + byMs)) };
}
