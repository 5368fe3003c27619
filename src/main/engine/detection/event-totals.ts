import type { DurationMs, EpochMs } from '../../../shared/model/units.ts';

export interface EventSums {
  /** Bad events and all events; their ratio is the error ratio. */
  readonly bad: number;
  readonly total: number;
  /** How much of the span is known. */
  readonly coveredMs: number;
}

/**
 * Sums of events over any span that ends with the newest sample, at the cost of two look-ups: a ring of running totals, one per
 * bucket's end. A sample's events are spread evenly over the time that it stands for, and a span that begins within a bucket takes
 * its share of it, so that sums are exact for steady events and off by part of one bucket at most for others.
 */
export class EventTotals {
  readonly #bucketMs: number;
  readonly #size: number;
  readonly #bad: Float64Array;
  readonly #total: Float64Array;
  readonly #coveredMs: Float64Array;
  /** Number of the bucket that holds the newest sample, counted from 1970; null before the first. */
  #bucket: number | null = null;
  #newest = 0;

  constructor(longestMs: DurationMs, bucketMs: number) {
    this.#bucketMs = bucketMs;
    // A span begins within one bucket and ends within another, and the total before it is needed too.
    this.#size = Math.ceil(longestMs / bucketMs) + 2;
    this.#bad = new Float64Array(this.#size);
    this.#total = new Float64Array(this.#size);
    this.#coveredMs = new Float64Array(this.#size);
  }

  /** Adds what happened in the `coveredMs` up to `at`, which is later than everything added before. Steps: one per bucket passed, at most a round. */
  append(at: EpochMs, { bad, total, coveredMs }: EventSums): void {
    const bucket = Math.floor(at / this.#bucketMs);
    const before = this.#bucket === null ? { bad: 0, total: 0, coveredMs: 0 } : this.#totalsAt(this.#bucket);
    for (let next = Math.max(this.#bucket ?? -Infinity, bucket - this.#size + 1); next <= bucket; next += 1) {
      const end = Math.min((next + 1) * this.#bucketMs, at);
      const share = coveredMs <= 0 ? Number(next === bucket) : Math.min(1, Math.max(0, (end - at + coveredMs) / coveredMs));
      const slot = next % this.#size;
      this.#bad[slot] = before.bad + share * bad;
      this.#total[slot] = before.total + share * total;
      this.#coveredMs[slot] = before.coveredMs + share * coveredMs;
    }
    this.#bucket = bucket;
    this.#newest = at;
  }

  /** What is known of the `spanMs` before the newest sample; at most the longest that was asked for. */
  over(spanMs: DurationMs): EventSums {
    if (this.#bucket === null) return { bad: 0, total: 0, coveredMs: 0 };
    const from = this.#newest - spanMs;
    const bucket = Math.floor(from / this.#bucketMs);
    const begins = bucket * this.#bucketMs;
    const share = (from - begins) / (Math.min(begins + this.#bucketMs, this.#newest) - begins);
    const [last, low, high] = [this.#totalsAt(this.#bucket), this.#totalsAt(bucket - 1), this.#totalsAt(bucket)];
    const since = (newest: number, from: number, to: number): number => Math.max(0, newest - from - share * (to - from));
    return { bad: since(last.bad, low.bad, high.bad), total: since(last.total, low.total, high.total), coveredMs: since(last.coveredMs, low.coveredMs, high.coveredMs) };
  }

  /** Running totals at the end of a bucket; of one that is older than the ring, those of the oldest kept. */
  #totalsAt(bucket: number): EventSums {
    const oldest = (this.#bucket ?? 0) - this.#size + 1;
    const slot = Math.max(bucket, oldest) % this.#size;
    return { bad: this.#bad[slot] ?? 0, total: this.#total[slot] ?? 0, coveredMs: this.#coveredMs[slot] ?? 0 };
  }
}
