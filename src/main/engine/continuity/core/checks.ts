import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { countSample, interrupt, NO_COUNT, wasCounted } from '../../detection/counting.ts';
import { known, unknown } from '../../detection/judgement.ts';
import type { SavedRule } from '../../detection/spec.ts';

/** One signal as a check finds it. */
export interface CheckedSignal {
  readonly source: string;
  /** Newest sample, and whether it is live; what is late or blind says nothing. */
  readonly value: number | null;
  readonly sampleTime: EpochMs | null;
  readonly isLive: boolean;
  /** The target itself did not answer, while our control probes did. */
  readonly targetFailed: boolean;
}

/** Whether we can be believed: false while control probes fail, or everything that we look at seems dead at once. */
export interface Eyes {
  readonly controlsAnswer: boolean;
  /** Whether anything at all, of any service or target, is seen to live. */
  readonly somethingLives: boolean;
}

export interface CheckResult {
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** The newest sample behind it: a check without a fresh one is no further check. */
  readonly sampleTime: EpochMs | null;
}

const UNKNOWN: CheckResult = { verdict: 'unknown', sampleTime: null };
const newest = (signals: readonly CheckedSignal[]): EpochMs | null => {
  const times = signals.flatMap(({ sampleTime }) => (sampleTime === null ? [] : [sampleTime]));
  return times.length === 0 ? null : epochMs(Math.max(...times));
};
const sees = ({ controlsAnswer, somethingLives }: Eyes): boolean => controlsAnswer && somethingLives;
const isKnown = (signal: CheckedSignal): boolean => signal.sampleTime !== null && signal.isLive && (signal.targetFailed || signal.value !== null);

/** The health check: the worst of the latencies above its limit, or no successful answer. One that cannot be seen may be the worst. */
export function checkHealth(signals: readonly CheckedSignal[], above: number, eyes: Eyes): CheckResult {
  if (!sees(eyes)) return UNKNOWN;
  const failed = signals.filter((signal) => isKnown(signal) && (signal.targetFailed || (signal.value ?? 0) > above));
  if (failed.length > 0) return { verdict: 'fail', sampleTime: newest(failed) };
  return signals.length > 0 && signals.every(isKnown) ? { verdict: 'pass', sampleTime: newest(signals) } : UNKNOWN;
}

const isDown = (signal: CheckedSignal): boolean => isKnown(signal) && (signal.targetFailed || signal.value === 0);

/** The primary fails when all that look at it say so; one that sees it live is enough for a pass. */
export function checkPrimary(signals: readonly CheckedSignal[], eyes: Eyes): CheckResult {
  if (!sees(eyes)) return UNKNOWN;
  const alive = signals.filter((signal) => isKnown(signal) && !isDown(signal));
  if (alive.length > 0) return { verdict: 'pass', sampleTime: newest(alive) };
  return signals.length > 0 && signals.every(isDown) ? { verdict: 'fail', sampleTime: newest(signals) } : UNKNOWN;
}

/** From which places a target is positively healthy; none while any that is known says that it is not. Unknown is not healthy. */
export function healthyAt(signals: readonly CheckedSignal[], { controlsAnswer }: Eyes): readonly string[] {
  if (!controlsAnswer || signals.some(isDown)) return [];
  return [...new Set(signals.filter((signal) => isKnown(signal) && !isDown(signal)).map(({ source }) => source))];
}

export const healthyFrom = (signals: readonly CheckedSignal[], eyes: Eyes): number => healthyAt(signals, eyes).length;

/** How many checks failed in a row; counted like every rule of Holdfast. */
export type CheckCount = SavedRule;
export const NO_CHECKS: CheckCount = NO_COUNT;

/** Counts one check. The same sample, or an older one, counts once; what is unknown neither fails nor passes. `forMs`: how long it must have failed by the times of the samples. */
export function countCheck(count: CheckCount, { verdict, sampleTime }: CheckResult, failedChecks: number, everyMs: DurationMs, forMs = durationMs(0)): CheckCount {
  const what = verdict === 'unknown' ? 'unknown' : 'value';
  const sample = { what, time: sampleTime, intervalMs: everyMs } as const;
  if (wasCounted(count, sample)) return count;
  const spec = { consecutive: failedChecks, forMs, keepFiringForMs: durationMs(0) };
  return countSample(spec, count, sample, verdict === 'unknown' ? unknown('source') : known(verdict === 'fail', null, null));
}

/** A suspend, a stall or a jump of the clock: what was counted before says nothing of now. A trigger that was met is looked at anew, too. */
export const forgetChecks = (count: CheckCount): CheckCount => ({ ...interrupt({ ...count, status: { ...count.status, state: 'inactive' } }) });

export const isMet = ({ status }: CheckCount): boolean => status.state === 'firing';
