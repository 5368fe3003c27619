import type { EpochMs } from '../../../shared/model/units.ts';

/** What fires more often than this within an hour flaps … */
const MOST_IN_AN_HOUR = 20;
const HOUR_MS = 3_600_000;
/** … and is over once it has been quiet for so long. */
const QUIET_MS = 300_000;

/**
 * Alerts that come and go all the time. Each firing and each end is written down for good, in rows, in the journal and in the record
 * of an incident, so that one rule that flaps every other second would fill a disk within weeks: more than twenty times within an hour
 * it goes on firing, unconfirmed, until it has been quiet for five minutes. Times are those of a clock that never goes back.
 */
export class Flapping {
  /** When each fired within the last hour. */
  readonly #fired = new Map<string, number[]>();
  readonly #quiet = new Map<string, { readonly endsAt: EpochMs; readonly sinceMs: number }>();

  fired(key: string, nowMs: number): void {
    this.#fired.set(key, [...this.#recent(key, nowMs), nowMs].slice(-MOST_IN_AN_HOUR));
  }

  /** It has ended: whether that is to be left open for now. */
  leavesOpen(key: string, endsAt: EpochMs, nowMs: number): boolean {
    if (this.#recent(key, nowMs).length < MOST_IN_AN_HOUR) return false;
    if (!this.#quiet.has(key)) this.#quiet.set(key, { endsAt, sinceMs: nowMs });
    return true;
  }

  /** It fires again, or is about to. */
  goesOn(key: string): void {
    this.#quiet.delete(key);
  }

  /** Those that have been quiet for long enough, each with when it ended. To be called now and then: forgets what is long ago. */
  over(nowMs: number): ReadonlyMap<string, EpochMs> {
    for (const key of this.#fired.keys()) if (this.#recent(key, nowMs).length === 0) this.#fired.delete(key);
    return new Map([...this.#quiet].flatMap(([key, { endsAt, sinceMs }]) => (nowMs - sinceMs >= QUIET_MS ? [[key, endsAt] as const] : [])));
  }

  #recent(key: string, nowMs: number): number[] {
    return (this.#fired.get(key) ?? []).filter((at) => nowMs - at < HOUR_MS);
  }
}
