import type { Band } from './band.ts';
import { quantileOfSorted, rising } from './sorted.ts';

export const QUARTER_MS = 15 * 60_000;
const QUARTERS_A_DAY = 96;
/** The same time on another day may come an hour earlier or later: people are not punctual, and clocks change in spring and autumn. */
const QUARTERS_AROUND = 4;

/** Quarters of an hour since 1970: the grid on which levels are remembered. */
export const quarterOf = (timeMs: number): number => Math.floor(timeMs / QUARTER_MS);

/** The level of a signal at every quarter of an hour of the last days: what "usual" is read from. */
export class LevelMemory {
  readonly #levels: Float64Array;

  constructor(days: number) {
    this.#levels = new Float64Array(days * QUARTERS_A_DAY).fill(Number.NaN);
  }

  /** NaN: not known. Quarters come in rising order, each once. */
  set(quarter: number, level: number): void {
    this.#levels[quarter % this.#levels.length] = level;
  }

  /** Median level of the two days before, which a shift moves within one; null while half of them is not known. */
  ofTwoDays(quarter: number): Band | null {
    const known: number[] = [];
    for (let at = quarter - 2 * QUARTERS_A_DAY; at < quarter; at += 1) {
      const level = this.#at(at);
      if (!Number.isNaN(level)) known.push(level);
    }
    if (known.length < QUARTERS_A_DAY) return null;
    const level = quantileOfSorted(rising(known), 0.5);
    return { low: level, high: level };
  }

  /**
   * Where the level lay at about the same time, every `periodDays` back: between the second lowest and the second highest, so that
   * one odd day does not make the next one usual, and two do. Null while fewer than two are known.
   */
  ofThisTime(quarter: number, periodDays: number): Band | null {
    const period = periodDays * QUARTERS_A_DAY;
    const lows: number[] = [];
    const highs: number[] = [];
    for (let centre = quarter - period; centre - QUARTERS_AROUND > quarter - this.#levels.length; centre -= period) {
      let [low, high] = [Infinity, -Infinity];
      for (let at = centre - QUARTERS_AROUND; at <= centre + QUARTERS_AROUND; at += 1) {
        const level = this.#at(at);
        if (level < low) low = level;
        if (level > high) high = level;
      }
      if (low > high) continue;
      lows.push(low);
      highs.push(high);
    }
    const low = rising(lows)[1];
    const high = rising(highs).at(-2);
    if (low === undefined || high === undefined) return null;
    // Of two days the second lowest may be the higher one.
    return { low: Math.min(low, high), high: Math.max(low, high) };
  }

  #at(quarter: number): number {
    return this.#levels[quarter % this.#levels.length] ?? Number.NaN;
  }
}
