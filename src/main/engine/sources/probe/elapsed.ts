import type { Clock } from '../../ports.ts';

/** A wall clock ahead of the monotonic one by more than this was stepped, or the machine slept. */
const STEP_MS = 2_000;

/**
 * Milliseconds since it was made, sleep included: the monotonic clock stands still while the machine sleeps, so results from
 * before would seem recent. A wall clock set forward counts as sleep (a window then holds too little rather than too much);
 * one set back changes nothing.
 */
export class Elapsed {
  readonly #clock: Clock;
  #wallMs: number;
  #monotonicMs: number;
  #elapsedMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wallMs = clock.nowMs();
    this.#monotonicMs = clock.monotonicMs();
  }

  readMs(): number {
    const wall = this.#clock.nowMs();
    const monotonic = this.#clock.monotonicMs();
    const step = wall - this.#wallMs - (monotonic - this.#monotonicMs);
    this.#elapsedMs += monotonic - this.#monotonicMs + (step > STEP_MS ? step : 0);
    this.#wallMs = wall;
    this.#monotonicMs = monotonic;
    return this.#elapsedMs;
  }
}

/** Tells at the end of something whether the machine slept, or its clock was set, since the beginning. */
export function watchSteps(clock: Clock): () => boolean {
  const wall = clock.nowMs();
  const monotonic = clock.monotonicMs();
  return () => Math.abs(clock.nowMs() - wall - (clock.monotonicMs() - monotonic)) > STEP_MS;
}
