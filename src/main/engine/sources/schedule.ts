import { durationMs, type DurationMs } from '../../../shared/model/units.ts';
import type { Random } from '../ports.ts';

/** How long after a sample is due we ask for it: long enough for the scrape to have ended, short enough to be first evidence. */
export interface Phase {
  readonly marginMs: DurationMs;
}
export const MIN_MARGIN_MS = 60;
export const START_PHASE: Phase = { marginMs: durationMs(150) };

/** Asked and found the sample we already had: the scrape was not finished, so ask a little later next time; a hit creeps back. */
export function adjustPhase(phase: Phase, foundNewSample: boolean, spacingMs: DurationMs): Phase {
  const most = Math.max(MIN_MARGIN_MS, Math.min(1_000, spacingMs / 3));
  const next = foundNewSample ? phase.marginMs * 0.98 : phase.marginMs * 1.5;
  return { marginMs: durationMs(Math.min(most, Math.max(MIN_MARGIN_MS, next))) };
}

export interface PollFacts {
  readonly everyMs: DurationMs;
  /** Learned spacing of the group's samples; null while unknown. */
  readonly spacingMs: DurationMs | null;
  /** Age of the newest sample at this moment; null while unknown. */
  readonly sampleAgeMs: DurationMs | null;
  readonly phase: Phase;
}

/**
 * Delay until the next poll, in step with the scrape: a moment after a sample is due rather than at our own pace, which takes the
 * typical detection delay from half an interval and more down to the margin (docs/performance: 109 s → 9 s at 15 s scrapes).
 * Never later than `every`, except that asking more often than samples come is pointless once their rhythm is known and young.
 */
export function nextPollDelayMs(facts: PollFacts): DurationMs {
  const { everyMs, spacingMs, sampleAgeMs, phase } = facts;
  if (spacingMs === null || sampleAgeMs === null) return everyMs;
  const periodMs = Math.max(everyMs, spacingMs);
  /** Long dead: its rhythm says nothing any more. */
  if (sampleAgeMs > 2 * periodMs + phase.marginMs) return everyMs;
  const dueInMs = spacingMs + phase.marginMs - sampleAgeMs;
  /** Never sooner than the least margin: rounding must not turn "due now" into a spin. */
  if (everyMs <= spacingMs) return durationMs(Math.max(MIN_MARGIN_MS, dueInMs > 0 ? Math.min(dueInMs, spacingMs) : Math.min(everyMs, phase.marginMs)));
  /** Slower than the scrape: keep our pace, landing just after whichever sample is due then. */
  const cycles = Math.max(0, Math.floor((everyMs - dueInMs) / spacingMs));
  return durationMs(Math.max(MIN_MARGIN_MS, dueInMs + cycles * spacingMs));
}

const MAX_BACKOFF_MS = 15_000;

/** Capped exponential back-off with full jitter, never under a fifth of the pace and never sooner than the source asked for. */
export function backoffDelayMs(everyMs: DurationMs, failures: number, retryAfterMs: DurationMs | null, random: Random): DurationMs {
  const ceiling = Math.max(everyMs, Math.min(MAX_BACKOFF_MS, everyMs * 2 ** Math.min(failures, 10)));
  const jittered = Math.max(everyMs / 5, 200, random() * ceiling);
  return durationMs(Math.max(jittered, retryAfterMs ?? 0));
}
