import type { SampleView } from './ring.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const MINUTES = 60;

/** What is known of one minute: `count` samples between `min` and `max`, their `sum`, and when the last of them was taken. */
export interface MinuteRollup {
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly count: number;
  readonly lastMs: number;
}

/**
 * One signal's hour, a column per figure and an entry per minute; `counts[minute]` 0 = nothing known.
 * `whole[minute]` 1 = the figures tell the minute as far as it is known, and replace stored ones that rest on no more samples;
 * 0 = they tell only samples that are not stored yet, and are added to stored ones.
 */
export interface HourRollup {
  readonly mins: Float64Array;
  readonly maxs: Float64Array;
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
  readonly lasts: Float64Array;
  readonly whole: Uint8Array;
}

export const createHour = (): HourRollup => ({
  mins: new Float64Array(MINUTES),
  maxs: new Float64Array(MINUTES),
  sums: new Float64Array(MINUTES),
  counts: new Uint32Array(MINUTES),
  lasts: new Float64Array(MINUTES),
  whole: new Uint8Array(MINUTES),
});

export const hourOf = (timeMs: number): number => Math.floor(timeMs / HOUR_MS);
export const minuteInHour = (timeMs: number): number => Math.floor(timeMs / MINUTE_MS) - hourOf(timeMs) * MINUTES;

/** Adds one finite sample to its minute, in whatever order samples come. */
export function addSample(hour: HourRollup, timeMs: number, value: number): void {
  addRollup(hour, minuteInHour(timeMs), { min: value, max: value, sum: value, count: 1, lastMs: timeMs });
}

/** Gives a minute told as a whole (from history, or read back). It stands unless more samples are known of that minute. */
export function setWhole(hour: HourRollup, minute: number, rollup: MinuteRollup): void {
  if (rollup.count === 0 || rollup.count < (hour.counts[minute] ?? 0)) return;
  put(hour, minute, rollup);
  hour.whole[minute] = 1;
}

/** Stored minutes and what came since, as one; `stored` is changed and returned. */
export function combine(stored: HourRollup, pending: HourRollup): HourRollup {
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const rollup = minuteAt(pending, minute);
    if (!rollup) continue;
    if (pending.whole[minute] === 1) setWhole(stored, minute, rollup);
    else addRollup(stored, minute, rollup);
  }
  return stored;
}

export function minuteAt(hour: HourRollup, minute: number): MinuteRollup | null {
  const count = hour.counts[minute] ?? 0;
  if (count === 0) return null;
  return { min: hour.mins[minute] ?? 0, max: hour.maxs[minute] ?? 0, sum: hour.sums[minute] ?? 0, count, lastMs: hour.lasts[minute] ?? 0 };
}

/** The rollup of some samples; gaps (NaN) are not counted. Null when no value is left. */
export function rollUp({ times, values }: SampleView): MinuteRollup | null {
  let [min, max, sum, count, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    count += 1;
    lastMs = Math.max(lastMs, times[index] ?? 0);
  }
  return count === 0 ? null : { min, max, sum, count, lastMs };
}

function addRollup(hour: HourRollup, minute: number, more: MinuteRollup): void {
  const known = minuteAt(hour, minute);
  put(
    hour,
    minute,
    known
      ? {
          min: Math.min(known.min, more.min),
          max: Math.max(known.max, more.max),
          sum: known.sum + more.sum,
          count: known.count + more.count,
          lastMs: Math.max(known.lastMs, more.lastMs),
        }
      : more,
  );
}

function put(hour: HourRollup, minute: number, rollup: MinuteRollup): void {
  hour.mins[minute] = rollup.min;
  hour.maxs[minute] = rollup.max;
  hour.sums[minute] = rollup.sum;
  hour.counts[minute] = rollup.count;
  hour.lasts[minute] = rollup.lastMs;
}
