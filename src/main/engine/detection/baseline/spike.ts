import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';
import { beyond, leastSpread, limitOf, STAYS_BEYOND, type Band, type Limit, type Side } from './band.ts';
import { BlockMaxima } from './block-maxima.ts';
import { SlidingMedian } from './sliding-median.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A spike lasts half a minute, or is one sample where they are further apart. */
const SPIKE_MS = MINUTE_MS / 2;
/** Hours over which it is remembered how far values stray. */
const REMEMBERED_HOURS = 14 * 24;

/** How far values stray to one side, and whether they are beyond the limit there. */
interface Straying {
  readonly side: Side;
  readonly hours: BlockMaxima;
  spread: number;
  breached: boolean;
}

/** Finds a value (median of half a minute) that nothing explains. */
export class Spike {
  readonly #newest = new SlidingMedian();
  readonly #sides: readonly Straying[];
  /** How far single values stray within an hour, hour by hour. */
  readonly #noises = new BlockMaxima(REMEMBERED_HOURS);
  #noise = 0;
  #hourBreached = false;
  #countedBreachAt = -Infinity;

  constructor(sides: readonly Side[]) {
    this.#sides = sides.map((side) => ({ side, hours: new BlockMaxima(REMEMBERED_HOURS), spread: 0, breached: false }));
  }

  /** How far single values usually stray within an hour, in normal-consistent standard deviations. */
  get noise(): number {
    return this.#noise;
  }

  /** Takes a sample; returns the value that it makes. */
  take(time: EpochMs, value: number, intervalMs: DurationMs): number {
    this.#newest.push(time, value);
    this.#newest.keep(time - 2 * (SPIKE_MS + intervalMs), 2 * Math.floor(SPIKE_MS / intervalMs) + 1);
    return this.#newest.median();
  }

  limits(value: number, expected: Band, sensitivity: number): Limit[] {
    return this.#sides.map((straying) => {
      const reach = sensitivity * Math.max(straying.spread, this.#noise, leastSpread(expected)) * (straying.breached ? STAYS_BEYOND : 1);
      straying.breached = beyond(straying.side, value, expected) > reach;
      return { limit: limitOf(straying.side, reach, expected), breached: straying.breached };
    });
  }

  /** Learns from a value how far they stray. */
  note(value: number, expected: Band, breached: boolean): void {
    for (const { side, hours } of this.#sides) hours.note(beyond(side, value, expected));
    this.#hourBreached ||= breached;
  }

  /**
   * Ends an hour, in which single values strayed by `noise` from each other. Hours with values beyond their limit count once a day:
   * one long incident is one event.
   */
  closeHour(at: EpochMs, noise: number, intervalMs: DurationMs): void {
    const counts = !this.#hourBreached || at - this.#countedBreachAt >= DAY_MS;
    if (this.#hourBreached && counts) this.#countedBreachAt = at;
    this.#hourBreached = false;
    for (const straying of this.#sides) {
      straying.hours.close(counts);
      straying.spread = straying.hours.spread(HOUR_MS / Math.max(intervalMs, MINUTE_MS));
    }
    this.#noises.note(noise);
    this.#noises.close();
    this.#noise = this.#noises.median();
  }
}
