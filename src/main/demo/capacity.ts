/**
 * How many pieces of work a region does at the same time, and how many more may wait in its line. While caches are cold, a full line is
 * longer than a worker waits, so that all of its work is in vain; warm, it is shorter, and a line that once was full empties again.
 */
export const SLOTS = 28;
export const LONGEST_LINE = 400;

/**
 * What a region can do. Work waits its turn in the order in which it came, also work whose client has long gone: that is what lets
 * an API under too much load do nothing but what nobody waits for any more. Slots are counted in the time that work takes, not in that
 * after which this thread got to see its end: a machine that is busy with other things makes answers late, and takes no capacity away.
 */
export class Capacity {
  /** When each slot is free again. */
  readonly #freeAt: number[] = Array.from({ length: SLOTS }, () => 0);
  /** When the turn comes of what waits, in its order. */
  #turns: number[] = [];
  /** Slot-milliseconds worked so far, without what is under way. */
  #workedMs = 0;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Does work of this length in turn; false = the line is full and it was turned away. */
  async work(timeMs: number): Promise<boolean> {
    if (this.waiting() >= LONGEST_LINE) return false;
    const now = this.#nowMs();
    const first = this.#freeAt.indexOf(Math.min(...this.#freeAt));
    const turn = Math.max(now, this.#freeAt[first] ?? 0);
    this.#freeAt[first] = turn + timeMs;
    if (turn > now) this.#turns.push(turn);
    await new Promise((resolve) => void setTimeout(resolve, turn + timeMs - now).unref());
    this.#workedMs += timeMs;
    return true;
  }

  waiting(): number {
    const now = this.#nowMs();
    const came = this.#turns.findIndex((turn) => turn > now);
    this.#turns = came < 0 ? [] : this.#turns.slice(came);
    return this.#turns.length;
  }

  workedSeconds(): number {
    return this.#workedMs / 1_000;
  }
}

/** How many times longer a job takes whose data no cache holds. */
const COLD_FACTOR = 5;
/** Jobs that were done in time warm the caches: so many for two thirds of the way. */
const WARMING_JOBS = 400;
/** Without them they cool, but not by a machine that stalls for some seconds. */
const COOLING_MS = 300_000;

/** The caches of a region as far as jobs need them: warmed by jobs done in time, and by nothing else. */
export class Caches {
  #warmth: number;
  #at: number;
  readonly #nowMs: () => number;

  constructor(warmth: number, nowMs: () => number = () => performance.now()) {
    this.#warmth = warmth;
    this.#nowMs = nowMs;
    this.#at = nowMs();
  }

  /** What a job takes now, as a multiple of what it takes at best. */
  factor(): number {
    return 1 + (COLD_FACTOR - 1) * (1 - this.#now());
  }

  jobDoneInTime(): void {
    const warmth = this.#now();
    this.#warmth = warmth + (1 - warmth) / WARMING_JOBS;
  }

  cool(): void {
    this.#now();
    this.#warmth = 0;
  }

  #now(): number {
    const now = this.#nowMs();
    this.#warmth *= Math.exp(-(now - this.#at) / COOLING_MS);
    this.#at = now;
    return this.#warmth;
  }
}
