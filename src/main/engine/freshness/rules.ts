import type { Freshness } from '../../../shared/model/entities.ts';
import { durationMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';

/** Beyond this many intervals a sample is late; beyond the second number nothing is known any more. */
export const LATE_AFTER_INTERVALS = 2;
export const BLIND_AFTER_INTERVALS = 5;
/** Until two samples have shown their spacing, a sample up to this old is not held against the source: scrapes of 15 s are usual. */
export const UNLEARNED_INTERVAL_MS = durationMs(15_000);
const SPACING_MEMORY = 8;

export interface FreshnessFacts {
  /** Age of the newest sample beyond what is usual for its source; null when its time cannot be known or nothing has come yet. */
  readonly sampleAgeMs: DurationMs | null;
  /** How long the signal has been asked for without any reading; null once there was one. */
  readonly waitingMs: DurationMs | null;
  /** True when the source as a whole is failing (`sourceIsFailing`), or this signal has an error and never had a reading. */
  readonly failing: boolean;
  readonly intervalMs: DurationMs;
}

/**
 * The one judgement of freshness. A sample of unknown time is never better than late; a failing source is blind at once,
 * whatever the age of what it said last.
 */
export function judgeFreshness(facts: FreshnessFacts): Freshness {
  if (facts.failing) return 'blind';
  const ageMs = facts.waitingMs ?? facts.sampleAgeMs;
  if (ageMs === null) return 'late';
  if (ageMs > BLIND_AFTER_INTERVALS * facts.intervalMs) return 'blind';
  if (facts.waitingMs !== null) return 'late';
  return ageMs > LATE_AFTER_INTERVALS * facts.intervalMs ? 'late' : 'live';
}

/** One lost answer is not yet an outage of the source: three in a row are. */
export const FAILURES_UNTIL_FAILING = 3;
export const sourceIsFailing = (failuresInARow: number): boolean => failuresInARow >= FAILURES_UNTIL_FAILING;

/** The spacing of a signal's samples, learned from their times. */
export interface Spacing {
  readonly lastSampleTime: EpochMs | null;
  readonly recentMs: readonly number[];
  /** What they teach; worked out once for each sample, because every signal's age is judged every second. */
  readonly learnedMs: DurationMs | null;
}
export const NO_SPACING: Spacing = { lastSampleTime: null, recentMs: [], learnedMs: null };

/** Takes in one sample time; a sample seen twice or out of order teaches nothing. */
export function learnSpacing(spacing: Spacing, sampleTime: EpochMs): Spacing {
  const { lastSampleTime } = spacing;
  if (lastSampleTime === null) return { ...spacing, lastSampleTime: sampleTime };
  if (sampleTime <= lastSampleTime) return spacing;
  const recentMs = [...spacing.recentMs, sampleTime - lastSampleTime].slice(-SPACING_MEMORY);
  return { lastSampleTime: sampleTime, recentMs, learnedMs: lowerMedian(recentMs) };
}

/**
 * The shortest of the recent spacings that is not an outlier: the lower median. Polling can skip samples, never invent them, so the
 * true spacing is at the low end. Null until two samples were seen.
 */
export const learnedSpacingMs = (spacing: Spacing): DurationMs | null => spacing.learnedMs;

/** With three, the gap of one outage among them is not the lower median. */
const RHYTHM_NEEDS = 3;
/**
 * The spacing that may be polled by; null until enough were seen. Who asks only as often as the gap of one outage would never see the
 * samples that show it to be wrong.
 */
export const rhythmMs = ({ recentMs, learnedMs }: Spacing): DurationMs | null => (recentMs.length < RHYTHM_NEEDS ? null : learnedMs);

function lowerMedian(spacingsMs: readonly number[]): DurationMs {
  const sorted = [...spacingsMs].sort((a, b) => a - b);
  return durationMs(sorted[Math.floor((sorted.length - 1) / 2)] ?? 0);
}

/** The interval that `late` and `blind` count in: the larger of what was asked for and how often samples really come. */
export function effectiveIntervalMs(everyMs: DurationMs, spacingMs: DurationMs | null): DurationMs {
  return durationMs(Math.max(everyMs, spacingMs ?? UNLEARNED_INTERVAL_MS));
}
