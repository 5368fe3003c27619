import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';

/** Beyond this many checks of one target the oldest go, whatever the window: 24 bytes each. */
export const MAX_RESULTS = 20_000;

/** One check that counts: when it ended and how long it took; `totalMs` is null for one that failed. */
export interface Result {
  /** On the elapsed clock, which never goes backwards. */
  readonly atMs: number;
  readonly time: EpochMs;
  readonly totalMs: number | null;
}

/** What a window holds: how many checks, how many failed, and the successful ones' times in ascending order. */
export interface WindowStats {
  readonly checks: number;
  readonly failed: number;
  readonly ascendingMs: Float64Array;
}

/** The raw results of one target, oldest first, in rings that grow to what the window needs and never past `MAX_RESULTS`. */
export class Results {
  #at = new Float64Array(64);
  #time = new Float64Array(64);
  /** NaN = failed. */
  #total = new Float64Array(64);
  #start = 0;
  #length = 0;
  #dropped = false;

  get length(): number {
    return this.#length;
  }

  /** True once a result has gone: before the oldest one that is held, others were. */
  get dropped(): boolean {
    return this.#dropped;
  }

  /** Adds a result, no older than the last, and drops those that are older than `retainMs` before it. */
  push({ atMs, time, totalMs }: Result, retainMs: DurationMs): void {
    while (this.#length > 0 && (this.atMs(0) <= atMs - retainMs || this.#length >= MAX_RESULTS)) {
      this.#start = (this.#start + 1) % this.#at.length;
      this.#length--;
      this.#dropped = true;
    }
    if (this.#length === this.#at.length) this.#grow();
    const slot = (this.#start + this.#length++) % this.#at.length;
    this.#at[slot] = atMs;
    this.#time[slot] = time;
    this.#total[slot] = totalMs ?? Number.NaN;
  }

  atMs(index: number): number {
    return this.#at[(this.#start + index) % this.#at.length] ?? 0;
  }
  time(index: number): EpochMs {
    return (this.#time[(this.#start + index) % this.#time.length] ?? 0) as EpochMs;
  }
  /** NaN = failed. */
  totalMs(index: number): number {
    return this.#total[(this.#start + index) % this.#total.length] ?? Number.NaN;
  }

  /** The first result later than `atMs`; `length` when there is none. */
  after(atMs: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.atMs(middle) > atMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The window (now − windowMs, now]. */
  window(nowMs: number, windowMs: DurationMs): WindowStats {
    const first = this.after(nowMs - windowMs);
    const totals = new Float64Array(this.#length - first);
    let count = 0;
    for (let index = first; index < this.#length; index++) {
      const total = this.totalMs(index);
      if (!Number.isNaN(total)) totals[count++] = total;
    }
    return { checks: totals.length, failed: totals.length - count, ascendingMs: totals.subarray(0, count).sort() };
  }

  #grow(): void {
    const bigger = (ring: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(Math.min(MAX_RESULTS, ring.length * 2));
      next.set(ring.subarray(this.#start));
      next.set(ring.subarray(0, this.#start), ring.length - this.#start);
      return next;
    };
    [this.#at, this.#time, this.#total] = [bigger(this.#at), bigger(this.#time), bigger(this.#total)];
    this.#start = 0;
  }
}

/** Nearest rank: the smallest value that at least `percent` % of the values do not exceed. `ascending` must not be empty. */
export function nearestRank(ascending: Float64Array, percent: number): number {
  return ascending[Math.ceil((percent * ascending.length) / 100) - 1] ?? Number.NaN;
}
