import { firstFrom, quantileOfSorted } from './sorted.ts';

/** Normal quantiles at 90 % and 10 % lie this many σ apart. */
const MIDDLE_80_PERCENT_IN_SIGMAS = 2.563;

/** Median of the newest values by number and age. A window holds some sixty of them, so that a sorted array is the fastest shape. */
export class SlidingMedian {
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  readonly #sorted: number[] = [];

  get size(): number {
    return this.#values.length;
  }

  push(time: number, value: number): void {
    this.#times.push(time);
    this.#values.push(value);
    this.#sorted.splice(firstFrom(this.#sorted, value), 0, value);
  }

  /** Takes back the newest. */
  pop(): void {
    const value = this.#values.pop();
    this.#times.pop();
    if (value !== undefined) this.#sorted.splice(firstFrom(this.#sorted, value), 1);
  }

  /** Keeps only what is younger than `time`, and the newest `most` of it. */
  keep(time: number, most: number): void {
    while (this.#values.length > most || (this.#times[0] ?? Infinity) <= time) {
      this.#times.shift();
      this.#sorted.splice(firstFrom(this.#sorted, this.#values.shift() ?? 0), 1);
    }
  }

  /** NaN of nothing. */
  median(): number {
    return quantileOfSorted(this.#sorted, 0.5);
  }

  /** Normal-consistent standard deviation that a tenth of odd values on either side does not move. */
  spread(): number {
    return (quantileOfSorted(this.#sorted, 0.9) - quantileOfSorted(this.#sorted, 0.1)) / MIDDLE_80_PERCENT_IN_SIGMAS;
  }
}
