/** How often what was written in one region is carried to the other. */
const SHIP_MS = 250;

/**
 * Carries writes from the region that takes them to the other one. While one of the two cannot be reached nothing is carried, and what
 * was written since is what a failover would lose.
 */
export class Replication {
  /** When each write was made that the other region does not have yet. */
  #waiting: number[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #nowMs: () => number;

  constructor(canCarry: () => boolean, nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#timer = setInterval(() => {
      if (canCarry()) this.#waiting = [];
    }, SHIP_MS).unref();
  }

  written(): void {
    this.#waiting.push(this.#nowMs());
  }

  /** How far the other region is behind. */
  lagSeconds(): number {
    const [oldest] = this.#waiting;
    return oldest === undefined ? 0 : (this.#nowMs() - oldest) / 1_000;
  }

  /** Whoever starts anew starts from one state. */
  clear(): void {
    this.#waiting = [];
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
