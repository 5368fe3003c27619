import { beyond, type Band, type Side } from './band.ts';
import { BlockMaxima } from './block-maxima.ts';
import { quantileOfSorted, rising } from './sorted.ts';

/** Days over which it is remembered how far levels stray. */
const REMEMBERED_DAYS = 14;
/** Levels change so slowly that a day shows no more than this many independent ones. */
const LEVELS_A_DAY = 6;
/** Two days in quarters of an hour: a level that was off for more than half of them, a day, is the new normal. */
const QUARTERS = 192;

/** A band that levels are held against, with how far they stray from it, and the shift that has lasted long enough to be usual. */
export class Reference {
  readonly #maxima: Readonly<Record<Side, BlockMaxima>> = { above: new BlockMaxima(REMEMBERED_DAYS), below: new BlockMaxima(REMEMBERED_DAYS) };
  readonly #spread: Record<Side, number> = { above: 0, below: 0 };
  /** How far levels were off, in the last two days; 0 within the band. */
  readonly #off: number[] = [];
  #learned: Band | null = null;
  #band: Band | null = null;

  /** What is usual now, both before and after a lasting shift; null while nothing is known. */
  get band(): Band | null {
    return this.#band;
  }

  /** Whether a day has shown how far levels stray. */
  get isKnown(): boolean {
    return this.#maxima.above.size > 0;
  }

  spread(side: Side): number {
    return this.#spread[side];
  }

  /** Ends a quarter of an hour with this level; in the next one the band is `learned`. */
  closeQuarter(level: number, learned: Band | null): void {
    if (this.#band !== null && this.#learned !== null && !Number.isNaN(level)) {
      for (const side of ['above', 'below'] as const) this.#maxima[side].note(beyond(side, level, this.#band));
      this.#off.push(level - Math.min(Math.max(level, this.#learned.low), this.#learned.high));
      if (this.#off.length > QUARTERS) this.#off.shift();
    }
    this.#learned = learned;
    const shift = this.#lastingShift();
    this.#band = learned === null ? null : { low: learned.low + Math.min(0, shift), high: learned.high + Math.max(0, shift) };
  }

  closeDay(): void {
    for (const side of ['above', 'below'] as const) {
      this.#maxima[side].close();
      this.#spread[side] = this.#maxima[side].spread(LEVELS_A_DAY);
    }
  }

  #lastingShift(): number {
    const isOff = this.#off.filter((off) => off !== 0).length > QUARTERS / 2;
    return isOff ? quantileOfSorted(rising(this.#off), 0.5) : 0;
  }
}
