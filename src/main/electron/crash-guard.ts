/** What to do after a window's renderer has died. */
export type CrashAnswer = 'reload' | 'safe-view';

const LOOP_CRASHES = 5;
const LOOP_SPAN_MS = 60_000;

/**
 * Counts the deaths of one window. A single one is a blink: the page is loaded again at once. Five within a minute are a loop,
 * and a loop ends in a static page that says so, with the last known state of the engine as text, instead of a blank one.
 */
export class CrashGuard {
  private deaths: number[] = [];

  /** `nowMs` is a monotonic time. */
  died(nowMs: number): CrashAnswer {
    this.deaths = [...this.deaths.filter((at) => nowMs - at < LOOP_SPAN_MS), nowMs];
    return this.deaths.length >= LOOP_CRASHES ? 'safe-view' : 'reload';
  }
}
