const WORKERS = 4;
const WORK_MS = 150;
/** A backlogged queue: one worker left, and each job takes it three seconds. */
const SLOW_WORKERS = 1;
const SLOW_WORK_MS = 3_000;
const ATTEMPTS = 3;
const RETRY_MS = 500;
/** Over an hour of backlog; beyond it jobs are refused and counted as failed, so that memory stays bounded. */
const LONGEST_QUEUE = 20_000;

const sleep = (delayMs: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, delayMs).unref());

/** Jobs in order of arrival, done by a few workers. */
export class JobQueue {
  /** Arrival times of the jobs that wait; those before `#head` are gone. */
  #waiting: number[] = [];
  #head = 0;
  #busy = 0;
  #slow = false;
  #closed = false;
  readonly #perform: () => Promise<boolean>;
  readonly #count: (done: boolean) => void;

  /** `perform` does a job's own work and says whether it worked; `count` hears of each job that ended. */
  constructor(perform: () => Promise<boolean>, count: (done: boolean) => void) {
    this.#perform = perform;
    this.#count = count;
  }

  add(): void {
    if (this.depth() >= LONGEST_QUEUE) return this.#count(false);
    this.#waiting.push(performance.now());
    this.#pump();
  }

  setSlow(slow: boolean): void {
    this.#slow = slow;
    this.#pump();
  }

  depth(): number {
    return this.#waiting.length - this.#head;
  }

  oldestAgeMs(): number {
    const since = this.#waiting[this.#head];
    return since === undefined ? 0 : performance.now() - since;
  }

  close(): void {
    this.#closed = true;
  }

  #pump(): void {
    while (!this.#closed && this.#busy < (this.#slow ? SLOW_WORKERS : WORKERS) && this.depth() > 0) {
      this.#head += 1;
      if (this.#head > 1_000) {
        this.#waiting = this.#waiting.slice(this.#head);
        this.#head = 0;
      }
      this.#busy += 1;
      void this.#work();
    }
  }

  async #work(): Promise<void> {
    let done = false;
    for (let attempt = 1; attempt <= ATTEMPTS && !done && !this.#closed; attempt++) {
      if (attempt > 1) await sleep(RETRY_MS);
      await sleep(this.#slow ? SLOW_WORK_MS : WORK_MS);
      done = await this.#perform();
    }
    this.#busy -= 1;
    this.#count(done);
    this.#pump();
  }
}
