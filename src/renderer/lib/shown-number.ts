import type { NoValue, Signal } from '../../shared/model/entities.ts';
import { fromRfc3339, type EpochMs } from '../../shared/model/units.ts';
import type { LastKnown } from './live-state.ts';

/** A signal's number as a screen may show it. `was` is no longer current and must say so; `none`: nothing was ever known. */
export interface ShownNumber {
  readonly is: 'live' | 'late' | 'was' | 'none';
  readonly value: number | null;
  /** Why there is no value. */
  readonly noValue: NoValue | null;
  /** Time of the sample that is shown, on the source's clock; null where it is not known. */
  readonly time: EpochMs | null;
}

/** Which number stands for a signal: its newest value, else the last one it had. `engineSilent`: nothing on the screen is live. */
export function shownNumber(signal: Pick<Signal, 'latest' | 'freshness'>, lastKnown: LastKnown | undefined, engineSilent: boolean): ShownNumber {
  const { latest, freshness } = signal;
  const current = engineSilent || freshness === 'blind' ? 'was' : freshness;
  const time = latest === null || latest.time === null ? null : fromRfc3339(latest.time);
  const value = latest?.value ?? null;
  const noValue = latest?.noValue ?? null;
  // Beyond what can be measured is an answer; "not a number" and "no such series" are the absence of one.
  if (value !== null || noValue === '+Inf' || noValue === '-Inf') return { is: current, value, noValue, time };
  if (lastKnown !== undefined) return { is: 'was', value: lastKnown.value, noValue: null, time: lastKnown.time };
  return { is: 'none', value: null, noValue: noValue ?? 'empty', time };
}

/** The age that speaks for several numbers: of the oldest that is called current, and where none is, of the oldest that was. */
export function oldestTime(numbers: readonly ShownNumber[]): EpochMs | null {
  const current = numbers.filter((number) => number.is === 'live' || number.is === 'late');
  const times = (current.length > 0 ? current : numbers).map((number) => number.time).filter((time) => time !== null);
  return times.length === 0 ? null : times.reduce((oldest, time) => (time < oldest ? time : oldest));
}
