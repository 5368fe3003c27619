import { durationMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { EventTotals } from './event-totals.ts';
import { known, unknown, type Judgement } from './judgement.ts';
import { typicalSpacingMs } from './spacing.ts';
import type { Condition, RuleSample } from './spec.ts';

type BurnCondition = Extract<Condition, { kind: 'burn' }>;
type Point = { readonly time: EpochMs; readonly value: number; readonly count?: number };

const MINUTE_MS = 60_000;
/** The shortest window has this many buckets at least, so that where it begins is sharp. */
const BUCKETS_OF_SHORTEST = 60;
/** A window of which less is known is not full: a lost sample now and then does not matter, a gap or a start does. */
const FULL_FROM = 0.9;
const ROUNDING = 1e-6;
const STEPPED_BACK_INTERVALS = 3;

/**
 * Multi-window, multi-burn-rate condition (Google, "The Site Reliability Workbook", chapter 5): breached while the share of bad events
 * is greater than `factor × (1 − target)` in the long window and in the short one. `value` is the smaller of both shares, which alone
 * decides, and `limit` what it is held against.
 *
 * A sample is an error ratio, 0 to 1. It weighs as many events as traffic (per second, or the last that was known) says happened in its
 * interval, or one where traffic was never known. Sums are kept over buckets of a minute at most.
 *
 * A window that is not full (at a start, after a gap) is not taken for full: what is not known of it counts as traffic like the rest
 * of it without one error, and breaches only if it does so even then. So a healthy past that was not seen makes no false alarm, and an
 * outage met at the start is found as fast as with that past. It passes only once full; until then it is unknown, unless the other
 * window passes, which is enough.
 */
export class BurnRate {
  readonly #condition: BurnCondition;
  readonly #limit: number;
  #totals: EventTotals;
  #newest: EpochMs | null = null;
  #perSecond: number | null = null;

  constructor(condition: BurnCondition) {
    this.#condition = condition;
    this.#limit = condition.windows.factor * (1 - condition.target);
    this.#totals = this.#nothing();
  }

  /** `value` is the error ratio of the interval that ends with the sample. */
  judge(value: number, { time, intervalMs, traffic }: RuleSample): Judgement {
    this.#perSecond = traffic?.now ?? this.#perSecond;
    const perSecond = this.#perSecond;
    if (time !== null) this.#add(time, value, intervalMs, (coveredMs) => (perSecond === null ? 1 : (perSecond * coveredMs) / 1_000));
    return this.#verdict();
  }

  /** Points before what is known begin everything anew: history holds what was seen live as well. `count` is a point's number of events. */
  learn(points: readonly Point[]): void {
    const intervalMs = typicalSpacingMs(points) ?? durationMs(MINUTE_MS);
    const first = points[0];
    if (first !== undefined && this.#newest !== null && first.time <= this.#newest) this.#forget();
    for (const { time, value, count } of points) if (!Number.isNaN(value)) this.#add(time, value, intervalMs, () => count ?? 1);
  }

  #add(time: EpochMs, ratio: number, intervalMs: DurationMs, weigh: (coveredMs: number) => number): void {
    if (this.#newest !== null && this.#newest - time > STEPPED_BACK_INTERVALS * intervalMs) this.#forget();
    if (this.#newest !== null && time <= this.#newest) return;
    const coveredMs = this.#newest === null ? intervalMs : Math.min(intervalMs, time - this.#newest);
    const total = Math.max(0, weigh(coveredMs));
    this.#totals.append(time, { bad: Math.min(1, Math.max(0, ratio)) * total, total, coveredMs });
    this.#newest = time;
  }

  #verdict(): Judgement {
    const { windows, minSamples } = this.#condition;
    const [short, long] = [this.#share(windows.shortMs), this.#share(windows.longMs)];
    const value = Number.isNaN(short.ratio) || Number.isNaN(long.ratio) ? null : Math.min(short.ratio, long.ratio);
    if (value === null || short.total < minSamples - ROUNDING) return unknown('tooFewSamples', value, this.#limit);
    if (short.breaches && long.breaches) return known(true, value, this.#limit);
    return short.passes || long.passes ? known(false, value, this.#limit) : unknown('tooFewSamples', value, this.#limit);
  }

  #share(windowMs: DurationMs): { readonly ratio: number; readonly total: number; readonly breaches: boolean; readonly passes: boolean } {
    const { bad, total, coveredMs } = this.#totals.over(windowMs);
    const ratio = bad / total;
    const covered = Math.min(1, coveredMs / windowMs);
    const full = covered >= FULL_FROM;
    return { ratio, total, breaches: (full ? ratio : ratio * covered) > this.#limit, passes: full && ratio <= this.#limit };
  }

  #forget(): void {
    this.#totals = this.#nothing();
    this.#newest = null;
  }

  #nothing(): EventTotals {
    const { longMs, shortMs } = this.#condition.windows;
    return new EventTotals(durationMs(Math.max(longMs, shortMs)), Math.min(MINUTE_MS, shortMs / BUCKETS_OF_SHORTEST));
  }
}
