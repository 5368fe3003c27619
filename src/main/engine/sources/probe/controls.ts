import type { Clock } from '../../ports.ts';

/** A round that began this long before a check is still about the same moment; it bounds how often rounds are repeated. */
const SAME_MOMENT_MS = 1_000;

interface Round {
  readonly startedMs: number;
  readonly allFailed: Promise<boolean>;
}

/**
 * Control probes: places outside the service under watch. While all of them fail too, a failing check says nothing about its
 * target. One round serves all targets of the source.
 */
export class Controls<C> {
  readonly #controls: readonly C[];
  readonly #answers: (control: C) => Promise<boolean>;
  readonly #clock: Clock;
  #newest: Round | null = null;
  #known: { readonly allFail: boolean; readonly atMs: number } | null = null;

  /** `answers` tells whether a control gave any answer at all; even an error page proves that our network works. */
  constructor(controls: readonly C[], answers: (control: C) => Promise<boolean>, clock: Clock) {
    this.#controls = controls;
    this.#answers = answers;
    this.#clock = clock;
  }

  get count(): number {
    return this.#controls.length;
  }

  /** Starts a round beside a check unless one began within the period. */
  beside(periodMs: number): void {
    if (this.count > 0 && (!this.#newest || this.#clock.monotonicMs() - this.#newest.startedMs >= periodMs)) this.#start();
  }

  /** Whether every control fails, by a round that is about the moment of a check that began at `checkMs` (monotonic). False without controls. */
  async allFail(checkMs: number): Promise<boolean> {
    if (this.count === 0) return false;
    const round = this.#newest && this.#newest.startedMs >= checkMs - SAME_MOMENT_MS ? this.#newest : this.#start();
    return round.allFailed;
  }

  /** What the newest round that has ended found, while that is no older than `believedMs`; null otherwise, and without controls. */
  known(believedMs: number): boolean | null {
    return this.#known === null || this.#clock.monotonicMs() - this.#known.atMs > believedMs ? null : this.#known.allFail;
  }

  #start(): Round {
    const answered = this.#controls.map(async (control) => {
      if (!(await this.#answers(control))) throw new Error('no answer');
    });
    const allFailed = Promise.any(answered).then(
      () => false,
      () => true,
    );
    const atMs = this.#clock.monotonicMs();
    void allFailed.then((allFail) => (this.#known = { allFail, atMs }));
    this.#newest = { startedMs: atMs, allFailed };
    return this.#newest;
  }
}
