/** Samples of one signal in time order. Both are views into the ring and hold only until the next `append`. */
export interface SampleView {
  /** Milliseconds since 1970 on the source's clock, strictly rising. */
  readonly times: Float64Array;
  /** NaN = the source said that there is no value: a gap. */
  readonly values: Float64Array;
}

/** `added`: the sample is new. `repeated`: its time is known already. `tooOld`: the ring is full of newer ones. */
type AppendResult = 'added' | 'repeated' | 'tooOld';

const FIRST_SIZE = 64;
/** Room beyond the capacity, so that the samples lie in one piece and are moved to the front only once in a while. */
const SLACK = 1.25;

/**
 * The newest `capacity` samples of a signal, as they came.
 *
 * A sample is known by its time: one seen twice counts once and the first value stands, except that a value takes the place of
 * a gap. A late sample is put where its time belongs; when the ring is full and it is older than all, it is left out.
 */
export class Ring {
  readonly capacity: number;
  #times = new Float64Array(FIRST_SIZE);
  #values = new Float64Array(FIRST_SIZE);
  #start = 0;
  #end = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** Time of the oldest sample kept; null while empty. */
  get oldest(): number | null {
    return this.length === 0 ? null : (this.#times[this.#start] ?? null);
  }

  newest(): { time: number; value: number } | null {
    if (this.length === 0) return null;
    return { time: this.#times[this.#end - 1] ?? Number.NaN, value: this.#values[this.#end - 1] ?? Number.NaN };
  }

  append(time: number, value: number): AppendResult {
    const at = this.#end > this.#start && time <= (this.#times[this.#end - 1] ?? 0) ? this.#firstFrom(time) : this.#end;
    if (at < this.#end && this.#times[at] === time) return this.#fillGap(at, value);
    if (this.length === this.capacity && at === this.#start) return 'tooOld';
    this.#insert(at, time, value);
    return 'added';
  }

  /** The samples with `from` ≤ time ≤ `to`. */
  range(from: number, to: number): SampleView {
    const [start, end] = [this.#firstFrom(from), this.#firstAfter(to)];
    return { times: this.#times.subarray(start, Math.max(start, end)), values: this.#values.subarray(start, Math.max(start, end)) };
  }

  #fillGap(at: number, value: number): AppendResult {
    if (Number.isNaN(value) || !Number.isNaN(this.#values[at])) return 'repeated';
    this.#values[at] = value;
    return 'added';
  }

  #insert(position: number, time: number, value: number): void {
    let at = position;
    if (this.length === this.capacity) this.#start += 1;
    if (this.#end === this.#times.length) at -= this.#makeRoom();
    this.#times.copyWithin(at + 1, at, this.#end);
    this.#values.copyWithin(at + 1, at, this.#end);
    this.#times[at] = time;
    this.#values[at] = value;
    this.#end += 1;
  }

  /** Moves the samples to the front, into larger arrays while they may grow; returns by how many places they moved. */
  #makeRoom(): number {
    const moved = this.#start;
    const size = Math.min(Math.max(FIRST_SIZE, this.length * 2), Math.ceil(this.capacity * SLACK) + 1);
    this.#times = movedTo(size, this.#times, this.#start, this.#end);
    this.#values = movedTo(size, this.#values, this.#start, this.#end);
    this.#end -= moved;
    this.#start = 0;
    return moved;
  }

  /** Index of the first sample at or after `time`. */
  #firstFrom(time: number): number {
    let [low, high] = [this.#start, this.#end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #firstAfter(time: number): number {
    const at = this.#firstFrom(time);
    return at < this.#end && this.#times[at] === time ? at + 1 : at;
  }
}

function movedTo(size: number, from: Float64Array<ArrayBuffer>, start: number, end: number): Float64Array<ArrayBuffer> {
  if (size <= from.length) return from.copyWithin(0, start, end);
  const larger = new Float64Array(size);
  larger.set(from.subarray(start, end));
  return larger;
}
