import { durationMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';

/** A look is a little later than it has to be: Datadog's clock is known to half a second. */
const MARGIN_MS = 600;
const LEAST_MS = 1_000;
/** While little is known of how late buckets are, each is looked at once more at these parts of its width. */
const EARLIER = [0.1, 0.35, 0.6, 0.85];
/** Later, now and then, half-way between what is too early and what is enough. */
const EVERY_ROUNDS = 30;
const WORTH_MS = 3_000;

export interface Rhythm {
  readonly everyMs: DurationMs;
  readonly widthMs: DurationMs;
  /** What a limit allows; 0: as often as wanted. */
  readonly paceMs: DurationMs;
  /** How long after their end the buckets of each line are settled. */
  readonly lagsMs: readonly DurationMs[];
  /** Earlier than this they are not. */
  readonly tooEarlyMs: DurationMs;
  readonly learning: boolean;
  /** How many looks there were. */
  readonly round: number;
  /** The last look was one of those that only learn. */
  readonly explored: boolean;
}

/** When to look again: as soon as the next bucket is settled, as far as wanted and allowed; a look more where that teaches. */
export function nextLook(rhythm: Rhythm, now: EpochMs): { readonly inMs: DurationMs; readonly explores: boolean } {
  const { everyMs, widthMs, paceMs, lagsMs, explored } = rhythm;
  const periodMs = Math.max(everyMs, widthMs, paceMs);
  const phaseMs = Math.max(0, ...lagsMs.map((lag) => lag % widthMs)) + MARGIN_MS;
  const firstAfter = (at: number, phase: number): number => Math.ceil((at - phase) / widthMs) * widthMs + phase;
  const early = explored ? null : earlierMs(rhythm);
  if (early !== null) {
    const end = Math.ceil(now / widthMs) * widthMs;
    const at = end + early;
    if (at - now >= LEAST_MS) return { inMs: durationMs(at - now), explores: true };
  }
  const at = explored ? firstAfter(now + LEAST_MS, phaseMs) : firstAfter(now + Math.max(LEAST_MS, periodMs - widthMs / 2), phaseMs);
  return { inMs: durationMs(at - now), explores: false };
}

/** How long after the end of a bucket a look could teach that it is settled earlier than is known; null where it is not worth it. */
function earlierMs({ everyMs, widthMs, paceMs, lagsMs, tooEarlyMs, learning, round }: Rhythm): number | null {
  const lagMs = Math.max(0, ...lagsMs);
  if (everyMs > widthMs || paceMs > widthMs / 2 || lagMs > widthMs || lagMs - tooEarlyMs < WORTH_MS) return null;
  if (!learning) return round % EVERY_ROUNDS === 0 ? (tooEarlyMs + lagMs) / 2 : null;
  const early = widthMs * (EARLIER[round % EARLIER.length] ?? 0);
  return early > tooEarlyMs && early < lagMs - LEAST_MS ? early : null;
}
