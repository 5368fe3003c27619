import type { DurationMs, EpochMs } from '../../../shared/model/units.ts';
import { LevelMemory, QUARTER_MS, quarterOf, type Band } from './level-memory.ts';
import { SlidingMedian } from './sliding-median.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const QUARTERS_AN_HOUR = 4;
const QUARTERS_A_DAY = 96;
const LEAST_OF_A_LEVEL = 7;
const LEAST_AFTER_A_GAP = 3;
const REMEMBERED_DAYS = 14;
const REMEMBERED_WEEKS = 5;
/** A quarter of an hour without a sample keeps its level for this many intervals: samples may be an hour apart. */
const KEPT_INTERVALS = 2;

export type Season = 'auto' | 'none' | 'daily' | 'weekly';

/** The level of a signal (median of an hour, one value for each minute, seven values at least), and where it usually lies at this time. */
export class LevelTrack {
  readonly #season: Season;
  readonly #memory: LevelMemory;
  readonly #hour = new SlidingMedian();
  #quarter: number | null = null;
  #newest = -Infinity;
  #level = Number.NaN;
  #recent: Band | null = null;
  #seasonal: Band | null = null;

  constructor(season: Season) {
    this.#season = season;
    this.#memory = new LevelMemory(season === 'weekly' ? 7 * REMEMBERED_WEEKS : REMEMBERED_DAYS);
  }

  /** NaN while too little of the last hour is known. */
  get level(): number {
    return this.#level;
  }

  /** Median of the last two days. */
  get recent(): Band | null {
    return this.#recent;
  }

  /** What earlier days (weeks) looked like about this time. */
  get seasonal(): Band | null {
    return this.#seasonal;
  }

  /** The better known of both; null where neither is. */
  get usual(): Band | null {
    return this.#seasonal ?? this.#recent;
  }

  /** How far single values stray within the hour, in standard deviations, and how many there are. */
  noise(): number {
    return this.#hour.spread();
  }

  get valuesInHour(): number {
    return this.#hour.size;
  }

  /** Whether `time` lies in another quarter of an hour than the newest value, and in another hour or day. */
  passes(time: EpochMs): { readonly quarter: boolean; readonly hour: boolean; readonly day: boolean } {
    const [from, to] = [this.#quarter ?? quarterOf(time), quarterOf(time)];
    const crosses = (quarters: number): boolean => Math.floor(from / quarters) !== Math.floor(to / quarters);
    return { quarter: from !== to, hour: crosses(QUARTERS_AN_HOUR), day: crosses(QUARTERS_A_DAY) };
  }

  /** Lets time pass, without a value: what is too old goes, and quarters that are over are remembered. */
  advanceTo(time: EpochMs, intervalMs: DurationMs): void {
    const quarter = quarterOf(time);
    this.#quarter ??= quarter;
    if (quarter > this.#quarter) {
      for (let over = this.#quarter; over < quarter; over += 1) {
        const isKept = over === this.#quarter || over * QUARTER_MS <= this.#newest + KEPT_INTERVALS * intervalMs;
        this.#memory.set(over, isKept ? this.#level : Number.NaN);
      }
      this.#quarter = quarter;
      this.#recent = this.#memory.ofTwoDays(quarter);
      this.#seasonal = this.#season === 'none' ? null : this.#memory.ofThisTime(quarter, this.#season === 'weekly' ? 7 : 1);
    }
    this.#hour.keep(time - Math.max(HOUR_MS, LEAST_OF_A_LEVEL * intervalMs), Infinity);
    this.#updateLevel();
  }

  /** The value of the minute of `time`; a later one of the same minute takes its place. */
  add(time: EpochMs, value: number): void {
    if (Math.floor(time / MINUTE_MS) === Math.floor(this.#newest / MINUTE_MS)) this.#hour.pop();
    this.#hour.push(time, value);
    this.#newest = time;
    this.#updateLevel();
  }

  #updateLevel(): void {
    this.#level = this.#hour.size < LEAST_AFTER_A_GAP ? Number.NaN : this.#hour.median();
  }
}
