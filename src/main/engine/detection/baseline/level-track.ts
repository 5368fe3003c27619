import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';
import type { Band } from './band.ts';
import { LevelMemory, QUARTER_MS, quarterOf } from './level-memory.ts';
import { SlidingMedian } from './sliding-median.ts';

const MINUTE_MS = 60_000;
const QUARTERS_AN_HOUR = 4;
const QUARTERS_A_DAY = 96;
const LEAST_OF_A_LEVEL = 7;
const LEAST_AFTER_A_GAP = 3;
const REMEMBERED_DAYS = 14;
const REMEMBERED_WEEKS = 5;
/** A quarter of an hour without a sample keeps its level for this many intervals: samples may be an hour apart. */
const KEPT_INTERVALS = 2;

export type Season = 'auto' | 'none' | 'daily' | 'weekly';

/** The level of a signal (median of a span, one value for each minute, seven values at least), now and remembered. */
export class LevelTrack {
  readonly #season: Season;
  readonly #spanMs: DurationMs;
  readonly #memory: LevelMemory;
  readonly #values = new SlidingMedian();
  #quarter: number | null = null;
  #newest = -Infinity;
  #level = Number.NaN;

  constructor(season: Season, spanMs: DurationMs) {
    this.#season = season;
    this.#spanMs = spanMs;
    this.#memory = new LevelMemory(season === 'weekly' ? 7 * REMEMBERED_WEEKS : REMEMBERED_DAYS);
  }

  /** NaN while too little of the span is known. */
  get level(): number {
    return this.#level;
  }

  /** The level as a band without width; null while it is not known. */
  asBand(): Band | null {
    return Number.isNaN(this.#level) ? null : { low: this.#level, high: this.#level };
  }

  /** How many values the level stands on, and how far they stray from each other, in standard deviations. */
  get values(): number {
    return this.#values.size;
  }

  noise(): number {
    return this.#values.spread();
  }

  /** Median of the two days before this quarter of an hour; null while too little is known. */
  recent(): Band | null {
    return this.#quarter === null ? null : this.#memory.ofTwoDays(this.#quarter);
  }

  /** What earlier days (weeks) looked like about this time; null while fewer than two are known, or no rhythm is asked for. */
  seasonal(): Band | null {
    return this.#quarter === null || this.#season === 'none' ? null : this.#memory.ofThisTime(this.#quarter, this.#season === 'weekly' ? 7 : 1);
  }

  /** Whether `time` lies in another quarter of an hour than time so far, and in another hour or day. */
  passes(time: EpochMs): { readonly quarter: boolean; readonly hour: boolean; readonly day: boolean } {
    const [from, to] = [this.#quarter ?? quarterOf(time), quarterOf(time)];
    const crosses = (quarters: number): boolean => Math.floor(from / quarters) !== Math.floor(to / quarters);
    return { quarter: from !== to, hour: crosses(QUARTERS_AN_HOUR), day: crosses(QUARTERS_A_DAY) };
  }

  /** Lets time pass, without a value: what is too old goes, and quarters of an hour that are over are remembered. */
  advanceTo(time: EpochMs, intervalMs: DurationMs): void {
    const quarter = quarterOf(time);
    this.#quarter ??= quarter;
    for (let over = this.#quarter; over < quarter; over += 1) {
      const isKept = over === this.#quarter || over * QUARTER_MS <= this.#newest + KEPT_INTERVALS * intervalMs;
      this.#memory.set(over, isKept ? this.#level : Number.NaN);
    }
    this.#quarter = quarter;
    this.#values.keep(time - Math.max(this.#spanMs, LEAST_OF_A_LEVEL * intervalMs), Infinity);
    this.#updateLevel();
  }

  /** The value of the minute of `time`; a later one of the same minute takes its place. */
  add(time: EpochMs, value: number): void {
    if (Math.floor(time / MINUTE_MS) === Math.floor(this.#newest / MINUTE_MS)) this.#values.pop();
    this.#values.push(time, value);
    this.#newest = time;
    this.#updateLevel();
  }

  #updateLevel(): void {
    this.#level = this.#values.size < LEAST_AFTER_A_GAP ? Number.NaN : this.#values.median();
  }
}
