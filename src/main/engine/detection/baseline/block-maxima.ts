import { quantileOfSorted, rising } from './sorted.ts';

/** What happened this often in the remembered time is usual; what happened less often may have been an incident. */
const USUAL_FROM = 3;
/** Order statistics nearer to the middle say nothing of a tail. */
const LARGEST_TAIL = 0.25;

/** The largest value of each of the last blocks of time (hours, days): how far something strayed, once per block however long. */
export class BlockMaxima {
  readonly #blocks: number;
  readonly #maxima: number[] = [];
  #open = -Infinity;

  constructor(blocks: number) {
    this.#blocks = blocks;
  }

  get size(): number {
    return this.#maxima.length;
  }

  note(value: number): void {
    if (value > this.#open) this.#open = value;
  }

  /** Ends the block; one in which nothing was noted, or that does not count, leaves no trace. */
  close(counts = true): void {
    if (counts && this.#open > -Infinity) this.#maxima.push(this.#open);
    if (this.#maxima.length > this.#blocks) this.#maxima.shift();
    this.#open = -Infinity;
  }

  /** NaN of nothing. */
  median(): number {
    return quantileOfSorted(rising(this.#maxima), 0.5);
  }

  /**
   * Spread in normal-consistent standard deviations. The k-th largest of n blocks of m values each is exceeded with probability
   * k / (n m), and so implies a σ; for a normal quantity all k imply the same. The largest of them is taken, from the third largest
   * maximum on: a heavy-tailed or bursty quantity gets the room that it has shown to need, and one or two incidents change nothing.
   * With fewer than six blocks there is no third to wait for, and the larger half decides.
   */
  spread(valuesPerBlock: number): number {
    const n = this.#maxima.length;
    const sorted = rising(this.#maxima);
    let spread = 0;
    for (let k = Math.max(1, Math.min(USUAL_FROM, Math.floor(n / 2))); k <= Math.max(1, n / 2); k += 1) {
      const tail = k / (n * valuesPerBlock);
      if (tail > LARGEST_TAIL) break;
      spread = Math.max(spread, (sorted[n - k] ?? 0) / normalQuantile(tail));
    }
    return spread;
  }
}

/** The z that a standard normal quantity exceeds with probability `tail` < 0.5 (Abramowitz and Stegun 26.2.23, error < 4.5e-4). */
export function normalQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  return t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
}
