import { durationMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';

/** One point of a line: what Datadog has of the time from `start` on, as long as the points are wide. */
export interface Bucket {
  readonly start: EpochMs;
  readonly value: number;
}

interface Seen {
  readonly value: number;
  /** What it teaches if it stays as it is; null once that was taken in. */
  readonly teaches: { readonly how: How; readonly lag: Lag } | null;
}

/** What was seen of a bucket last: it was there when it was first looked for, it appeared after its end, it changed after its end. */
type How = 'calm' | 'appeared' | 'corrected';

/** How long one bucket took, from its end, until it stopped changing: longer than `above`, no longer than `within`. */
interface Lag {
  readonly aboveMs: number;
  readonly withinMs: number;
}

/** What is known of how late the buckets of one line become complete. Instants are on Datadog's clock. */
export interface Settling {
  readonly lookedAt: EpochMs | null;
  readonly seen: ReadonlyMap<EpochMs, Seen>;
  readonly lags: readonly Lag[];
}

export const NOTHING_SETTLED: Settling = { lookedAt: null, seen: new Map(), lags: [] };

const MEMORY = 20;
/** With fewer lags than this nothing is known: a whole width is waited. */
const LEAST = 3;
/** One in ten may be later than the usual. */
const USUAL = 0.9;
/** A look is never quite on time; what is seen settled so little after the usual says nothing new. */
const SLACK_MS = 2_000;
/** Numbers that are computed anew differ in their last digits. */
const SAME = 1e-6;

const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= SAME * Math.max(Math.abs(a), Math.abs(b));

/**
 * Takes in what a line shows now. A bucket that appears or changes after its end, and then stays, was late by so much; one that stays
 * as it was when it was first seen was settled by then. Of many that appear at once (a stream that had stopped and goes on) only the
 * newest says how late the source usually is.
 */
export function look(settling: Settling, line: readonly Bucket[], widthMs: DurationMs, now: EpochMs): Settling {
  const { lookedAt } = settling;
  const usualMs = settling.lags.length < LEAST ? null : usualLagMs(settling, widthMs);
  const seen = new Map<EpochMs, Seen>();
  const told: Record<How, Lag[]> = { calm: [], appeared: [], corrected: [] };
  for (const { start, value } of line) {
    const ageMs = now - (start + widthMs);
    if (ageMs < 0) continue;
    const before = settling.seen.get(start);
    const ageBeforeMs = lookedAt === null ? 0 : Math.max(0, lookedAt - (start + widthMs));
    const lag = { aboveMs: ageBeforeMs, withinMs: ageMs };
    if (before === undefined) seen.set(start, { value, teaches: { how: ageBeforeMs > 0 ? 'appeared' : 'calm', lag } });
    else if (!isSame(before.value, value)) seen.set(start, { value, teaches: { how: 'corrected', lag } });
    else {
      if (before.teaches !== null) told[before.teaches.how].push(before.teaches.lag);
      seen.set(start, { value, teaches: null });
    }
  }
  const lag = shortest(told.appeared, longest(told.corrected)) ?? shortest(told.calm, null);
  const lags = lag === null ? settling.lags : [...settling.lags, rounded(lag, usualMs)].slice(-MEMORY);
  return { lookedAt: now, seen, lags };
}

const longest = (lags: readonly Lag[]): Lag | null => lags.reduce<Lag | null>((most, lag) => (most === null || lag.withinMs > most.withinMs ? lag : most), null);

/** The shortest of the lags, but no shorter than `least`. */
function shortest(lags: readonly Lag[], least: Lag | null): Lag | null {
  const newest = lags.reduce<Lag | null>((best, lag) => (best === null || lag.withinMs < best.withinMs ? lag : best), null);
  if (newest === null || least === null) return newest ?? least;
  return newest.withinMs > least.withinMs ? newest : least;
}

/** Without this the usual lag would creep up by what each look is late. */
const rounded = (lag: Lag, usualMs: number | null): Lag => (usualMs !== null && lag.withinMs > usualMs && lag.withinMs <= usualMs + SLACK_MS ? { ...lag, withinMs: usualMs } : lag);

/** Below this nine of ten recent buckets were still changing. */
export function tooEarlyMs({ lags }: Settling): DurationMs {
  const above = lags.map(({ aboveMs }) => Math.max(0, aboveMs)).sort((a, b) => a - b);
  return durationMs(above[Math.max(0, Math.ceil(above.length * USUAL) - 1)] ?? 0);
}

/** How long after its end a bucket is usually complete: the shortest time that was seen to do, longer than what was seen to be too early. */
export function usualLagMs(settling: Settling, widthMs: DurationMs): DurationMs {
  const { lags } = settling;
  if (lags.length < LEAST) return widthMs;
  const tooEarly = tooEarlyMs(settling);
  const enough = lags.map(({ withinMs }) => withinMs).filter((ms) => ms > tooEarly || (ms === 0 && tooEarly === 0));
  return durationMs(enough.length === 0 ? tooEarly : Math.min(...enough));
}

/** True while more looks are worth their price. */
export const isLearning = ({ lags }: Settling): boolean => lags.length < MEMORY / 2;

/** The newest bucket that is over for so long that it has usually stopped changing. */
export function newestSettled(line: readonly Bucket[], widthMs: DurationMs, lagMs: DurationMs, now: EpochMs): Bucket | null {
  return line.findLast(({ start }) => start + widthMs + lagMs <= now) ?? null;
}
