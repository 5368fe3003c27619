import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { union, type Limit, type Side } from './baseline/band.ts';
import { Shift } from './baseline/shift.ts';
import { Spike } from './baseline/spike.ts';
import { known, unknown, type Judgement } from './judgement.ts';
import { typicalSpacingMs } from './spacing.ts';
import type { Condition, RuleSample } from './spec.ts';

type BaselineCondition = Extract<Condition, { kind: 'baseline' }>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A clear shift shows in the median of an hour, a mild one only in that of more values. */
const LEVEL_SPANS_MS = { hour: durationMs(HOUR_MS), hours: durationMs(4 * HOUR_MS) };
/** A signal is learned for a day, and from a hundred values at least. */
const LEARNED_AFTER_MS = DAY_MS;
const LEARNED_FROM = 100;
/** Nothing is left to compare with after this long. */
const FORGOTTEN_AFTER_MS = 14 * DAY_MS;

/**
 * Robust seasonal baseline, learned while it runs: nothing looks ahead, a sample costs a few comparisons, a signal some 40 kB. Its
 * parts look at different spans of time, because what notices a spike gets used to a shift, and an average misses the spike:
 *
 * - **Spike**: the value (median of half a minute, or one sample) against the level of the last hour *and* what is usual. It is
 *   unexpected where neither explains it; so the return to normal after an incident is no second one.
 * - **Shift**: the level (median of an hour, and of four) against what is usual: the band in which it lay at about the same time on
 *   earlier days or, until two days are known, the median of the last two. What two earlier days looked like is usual, so that one
 *   incident teaches nothing and weekends are known after the first; and so is a level that has been off for a day, so that a lasting
 *   shift does not alarm for ever.
 *
 * Each limit lies `sensitivity` spreads beyond the edge of that. The spread is how far hours (days) really strayed to this side in two
 * weeks without the two worst (see `BlockMaxima`): what has happened three times is not news.
 *
 * Everything is in spans of time, with a least number of samples where these are far apart, so that 1 s and 5 min behave alike.
 */
export class Baseline {
  readonly #condition: BaselineCondition;
  #learned: Learned;

  constructor(condition: BaselineCondition) {
    this.#condition = condition;
    this.#learned = nothingLearned(condition);
  }

  judge(value: number, { time, intervalMs }: RuleSample, teaches: boolean): Judgement {
    return time === null ? unknown('learning', value) : this.#take(time, value, intervalMs, teaches);
  }

  /** Points before what is known begin everything anew: history holds what was seen live as well. */
  learn(points: readonly { readonly time: EpochMs; readonly value: number }[]): void {
    const intervalMs = typicalSpacingMs(points) ?? durationMs(MINUTE_MS);
    const [first] = points;
    if (first !== undefined && this.#learned.newest !== null && first.time <= this.#learned.newest) this.#learned = nothingLearned(this.#condition);
    for (const { time, value } of points) if (!Number.isNaN(value)) this.#take(time, value, intervalMs, true);
  }

  #take(at: EpochMs, value: number, intervalMs: DurationMs, teaches: boolean): Judgement {
    const time = this.#advanceTo(at, intervalMs);
    const learned = this.#learned;
    const { spike, hour, hours } = learned;
    const now = spike.take(time, value, intervalMs);
    const expected = union(hour.levels.asBand(), hour.usual);
    const isReady = learned.values >= LEARNED_FROM && time - (learned.first ?? time) >= LEARNED_AFTER_MS;
    const spikes = expected === null || !isReady ? null : spike.limits(now, expected, this.#condition.sensitivity);
    // An infinite value can be judged, but nothing be learned from it.
    if (teaches && Number.isFinite(now)) {
      if (expected !== null) spike.note(now, expected, spikes?.some(({ breached }) => breached) ?? false);
      hour.levels.add(time, now);
      hours.levels.add(time, now);
      learned.values += 1;
    }
    if (spikes === null) return unknown('learning', value);
    return judgementOf(value, spikes, [hour, hours].flatMap((shift) => shift.limits(this.#condition.sensitivity, spike.noise, hour.levels.level)));
  }

  /** Lets time pass, and says what time it is: a clock that stepped back stands still until it has caught up. */
  #advanceTo(at: EpochMs, intervalMs: DurationMs): EpochMs {
    if (Math.abs(at - (this.#learned.newest ?? at)) > FORGOTTEN_AFTER_MS) this.#learned = nothingLearned(this.#condition);
    const learned = this.#learned;
    const time = epochMs(Math.max(at, learned.newest ?? at));
    learned.first ??= time;
    learned.newest = time;
    if (learned.hour.levels.passes(time).hour) learned.spike.closeHour(time, learned.hour.levels.noise(), intervalMs);
    learned.hour.advanceTo(time, intervalMs);
    learned.hours.advanceTo(time, intervalMs);
    return time;
  }
}

/** Everything that was learned of a signal. */
interface Learned {
  readonly spike: Spike;
  readonly hour: Shift;
  readonly hours: Shift;
  first: EpochMs | null;
  newest: EpochMs | null;
  values: number;
}

function nothingLearned({ season, direction }: BaselineCondition): Learned {
  const sides: readonly Side[] = direction === 'both' ? ['above', 'below'] : [direction];
  return { spike: new Spike(sides), hour: new Shift(sides, season, LEVEL_SPANS_MS.hour), hours: new Shift(sides, season, LEVEL_SPANS_MS.hours), first: null, newest: null, values: 0 };
}

/** Says the limit that was breached, or the one that the value is closest to. */
function judgementOf(value: number, spikes: readonly Limit[], shifts: readonly Limit[]): Judgement {
  const breach = [...spikes, ...shifts].find(({ breached }) => breached);
  if (breach !== undefined) return known(true, value, breach.limit);
  const [closest] = spikes.map(({ limit }) => limit).sort((a, b) => Math.abs(value - a) - Math.abs(value - b));
  return known(false, value, closest ?? null);
}
