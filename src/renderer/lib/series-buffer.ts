/**
 * Points of one series, oldest first, in typed arrays: a wall of 36 lines makes no objects per tick. Times are epoch
 * milliseconds on the source's clock. `low` and `high` are the extremes behind a point (equal to `value` for a raw sample),
 * so that a spike inside a bucket is still there when it is drawn.
 */
export class SeriesBuffer {
  readonly capacity: number;
  times: Float64Array;
  low: Float64Array;
  high: Float64Array;
  value: Float64Array;
  /** First and one past the last point in use. */
  start = 0;
  end = 0;

  /** Room for `capacity` points; the arrays are twice as long, so that dropping old points rarely moves memory. */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.times = new Float64Array(capacity * 2);
    this.low = new Float64Array(capacity * 2);
    this.high = new Float64Array(capacity * 2);
    this.value = new Float64Array(capacity * 2);
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Time of the newest point; -Infinity when empty. */
  get lastTime(): number {
    return this.end > this.start ? (this.times[this.end - 1] ?? -Infinity) : -Infinity;
  }

  clear(): void {
    this.start = 0;
    this.end = 0;
  }

  /** Adds a point after the newest; one that is not newer is refused (a sample seen twice counts once). NaN marks a gap. */
  push(time: number, low: number, high: number, value: number): boolean {
    if (!(time > this.lastTime)) return false;
    if (this.length === this.capacity) this.start++;
    if (this.end === this.times.length) this.#compact();
    this.times[this.end] = time;
    this.low[this.end] = low;
    this.high[this.end] = high;
    this.value[this.end] = value;
    this.end++;
    return true;
  }

  /** Widens the newest point by one more sample; its time stays, so that buckets stay evenly spaced. */
  widenLast(sample: number): void {
    const last = this.end - 1;
    if (last < this.start || Number.isNaN(sample)) return;
    this.low[last] = Math.min(this.low[last] ?? sample, sample);
    this.high[last] = Math.max(this.high[last] ?? sample, sample);
    this.value[last] = sample;
  }

  dropBefore(time: number): void {
    while (this.start < this.end && (this.times[this.start] ?? Infinity) < time) this.start++;
  }

  /** Index of the first point at or after `time`; `end` when there is none. */
  indexAt(time: number): number {
    let from = this.start;
    let to = this.end;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.times[middle] ?? Infinity) < time) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #compact(): void {
    for (const array of [this.times, this.low, this.high, this.value]) array.copyWithin(0, this.start, this.end);
    this.end -= this.start;
    this.start = 0;
  }
}

/** Typical distance of neighbours in ms (the median, which a few gaps cannot move); null with fewer than two points. */
export function typicalSpacing(buffer: SeriesBuffer): number | null {
  const spacings: number[] = [];
  for (let i = buffer.start + 1; i < buffer.end; i++) spacings.push((buffer.times[i] ?? 0) - (buffer.times[i - 1] ?? 0));
  spacings.sort((a, b) => a - b);
  return spacings[spacings.length >> 1] ?? null;
}
