import type { Breach, Freshness, Reading, Signal, SignalError, Threshold } from '../../../shared/model/entities.ts';
import { severityRank } from '../../../shared/model/severity.ts';
import { durationMs, epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedSignal, ResolvedThreshold } from '../../config/resolved.ts';
import type { JudgedRule } from '../detection/service.ts';
import { effectiveIntervalMs, judgeFreshness, learnedSpacingMs, learnSpacing, NO_SPACING, sourceIsFailing, type Spacing } from '../freshness/rules.ts';
import type { SampleReading } from '../sources/source.ts';

/** A signal of the configuration with what its source knows to say of it. */
export interface WatchedSignal extends ResolvedSignal {
  /** The query, or what is checked in words. */
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
  /** How old a newest sample usually is there; what counts as late begins beyond it. */
  usualAgeMs: DurationMs;
  /** How far apart its source allows it to be asked; 0: as often as wanted. */
  paceMs: DurationMs;
  /** Time of the newest sample that was judged, on the source's clock; of an answer without one, when it was evaluated. */
  judgedAt: EpochMs | null;
  sourceFailures: number;
  error: SignalError | null;
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
    usualAgeMs: durationMs(0),
    paceMs: durationMs(0),
    judgedAt: null,
    sourceFailures: 0,
    error: null,
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
  return durationMs(Math.max(state.paceMs, effectiveIntervalMs(state.signal.everyMs, learnedSpacingMs(state.spacing))));
};

export function sampleAgeMs(state: SignalState, at: Moment): DurationMs | null {
  if (state.ageAtAnswerMs === null) return null;
  return durationMs(state.ageAtAnswerMs + (at.aliveMs - state.answeredAliveMs));
}

/** How much older the newest sample is than it usually is when it can first be read. */
function beyondUsualMs(state: SignalState, at: Moment): DurationMs | null {
  const ageMs = sampleAgeMs(state, at);
  return ageMs === null ? null : durationMs(Math.max(0, ageMs - state.usualAgeMs));
}

const errorNow = (before: SignalError | null, kind: SignalError['kind'], message: string, at: Moment): SignalError => ({
  kind,
  message,
  since: before?.message === message ? before.since : toRfc3339(at.nowMs),
});

/** A source may be asked a moment before a sample is due. */
const ALMOST = 0.9;

/**
 * When the sample is of that a reading brings, on the source's clock; null where it was judged before. Where the source says that
 * there is no series at all, no sample has a time: one is missed for each that was due, however often it was asked.
 */
function newSampleAt(state: SignalState, { sampleTime, evaluatedAt, noValue }: SampleReading): EpochMs | null {
  const { lastSampleTime } = state.spacing;
  const known = sampleTime !== null && lastSampleTime !== null && sampleTime <= lastSampleTime;
  if (!known && sampleTime !== null) return sampleTime;
  if (noValue !== 'empty') return known ? null : evaluatedAt;
  return state.judgedAt === null || evaluatedAt - state.judgedAt >= ALMOST * intervalMsOf(state) ? evaluatedAt : null;
}

/** Takes in one reading; `note` is why a probe's check failed, which is a reading too. Returns when the sample is of that was not known before, if it brought one: only such a one is judged and kept. */
export function applyReading(state: SignalState, reading: SampleReading, at: Moment, note?: string): EpochMs | null {
  const { sampleTime, evaluatedAt } = reading;
  const newAt = newSampleAt(state, reading);
  const { lastSampleTime } = state.spacing;
  if (newAt !== null) state.judgedAt = newAt;
  if (sampleTime !== null) state.spacing = learnSpacing(state.spacing, sampleTime);
  state.latest = {
    time: sampleTime === null ? null : toRfc3339(sampleTime),
    evaluatedAt: toRfc3339(evaluatedAt),
    receivedAt: toRfc3339(at.nowMs),
    value: reading.value,
    noValue: reading.noValue,
    ...(reading.tookMs === undefined ? {} : { tookMs: reading.tookMs }),
    ...(reading.detail === undefined ? {} : { detail: reading.detail }),
  };
  // At least as old as it lies behind what was told before: a source whose clock was set back answers with an old sample at its own time.
  state.ageAtAnswerMs = sampleTime === null ? null : durationMs(Math.max(0, evaluatedAt - sampleTime, (lastSampleTime ?? sampleTime) - sampleTime));
  state.answeredAliveMs = at.aliveMs;
  state.usualAgeMs = reading.usualAgeMs ?? durationMs(0);
  state.sourceFailures = 0;
  state.error = note === undefined ? null : errorNow(state.error, 'target', note, at);
  return newAt;
}

/** Takes in a failed poll. What was known stays, grows old, and is marked so; the reason is kept for whoever looks. */
export function applyFailure(state: SignalState, kind: SignalError['kind'], message: string, at: Moment): void {
  state.error = errorNow(state.error, kind, message, at);
  if (kind === 'source') state.sourceFailures += 1;
}

/** Judges freshness at this moment; returns whether it changed. */
export function refresh(state: SignalState, at: Moment): boolean {
  const waiting = state.latest === null;
  const next = judgeFreshness({
    sampleAgeMs: beyondUsualMs(state, at),
    waitingMs: waiting ? durationMs(at.aliveMs - state.askedSince.aliveMs) : null,
    failing: sourceIsFailing(state.sourceFailures) || (waiting && state.error !== null),
    intervalMs: intervalMsOf(state),
  });
  if (next === state.freshness) return false;
  state.freshness = next;
  state.freshnessSince = at.nowMs;
  return true;
}

/** The worst of the signal's rules. Nothing is `within` while the newest value is not live: unknown is never shown as ok. */
export function breachOf(state: SignalState, judged: readonly JudgedRule[]): Breach {
  const worst = judged
    .filter(({ status }) => status.fails > 0 || status.state === 'firing')
    .sort((a, b) => Number(b.status.state === 'firing') - Number(a.status.state === 'firing') || severityRank(a.rule.severity) - severityRank(b.rule.severity))[0];
  if (worst === undefined) {
    const known = state.freshness !== 'blind' && state.latest !== null && state.latest.value !== null;
    return { state: known ? 'within' : 'unknown', rule: null, severity: null, count: 0, needed: 0, since: null };
  }
  const { rule, status } = worst;
  return {
    state: status.state === 'firing' ? 'firing' : 'over',
    rule: rule.rule,
    severity: rule.severity,
    count: status.fails,
    needed: rule.consecutive,
    since: status.since === null ? null : toRfc3339(status.since),
  };
}

const thresholdOf = ({ rule, above, below, consecutive, severity }: ResolvedThreshold): Threshold => ({ rule, above, below, consecutive, severity });

/** The usual delay as the API shows it: only where there is one. */
export const usualAgeOf = ({ usualAgeMs }: Pick<SignalState, 'usualAgeMs'>): Pick<Signal, 'usualAgeMs'> => (usualAgeMs > 0 ? { usualAgeMs } : {});

/** The signal as the API shows it. */
export function viewSignal(state: SignalState, judged: readonly JudgedRule[]): Signal {
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
    ...usualAgeOf(state),
    freshness: state.freshness,
    freshnessSince: toRfc3339(state.freshnessSince),
    latest: state.latest,
    error: state.error,
    thresholds: signal.thresholds.map(thresholdOf),
    breach: breachOf(state, judged),
    openUrl: signal.openUrl,
  };
}

/**
 * A backward step of our clock takes along what was noted on it: otherwise what we received would look younger, what is blind would be
 * so since a time to come, and samples that are timed by our clock (a probe's) would all look old until it has caught up.
 */
export function stepBack(state: SignalState, byMs: number): void {
  state.freshnessSince = epochMs(state.freshnessSince + byMs);
  if (state.latest !== null) state.latest = { ...state.latest, receivedAt: toRfc3339(epochMs(Date.parse(state.latest.receivedAt) + byMs)) };
  const { lastSampleTime } = state.spacing;
  if (!state.signal.learnsSpacing && lastSampleTime !== null) state.spacing = { ...state.spacing, lastSampleTime: epochMs(lastSampleTime + byMs) };
  state.judgedAt = null;
}
