import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { BaselineSide } from './baseline-side.ts';
import { BlockMaxima } from './block-maxima.ts';
import { known, unknown, type Judgement } from './judgement.ts';
import type { Band } from './level-memory.ts';
import { LevelTrack } from './level-track.ts';
import { SlidingMedian } from './sliding-median.ts';
import { typicalSpacingMs } from './spacing.ts';
import type { Condition, RuleSample } from './spec.ts';

type BaselineCondition = Extract<Condition, { kind: 'baseline' }>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A spike lasts half a minute, or is one sample where they are further apart. */
const SPIKE_MS = MINUTE_MS / 2;
/** A signal is learned for a day, and from a hundred values at least. */
const LEARNED_AFTER_MS = DAY_MS;
const LEARNED_FROM = 100;
const REMEMBERED_HOURS = 14 * 24;
/** Nothing is left to compare with after this long. */
const FORGOTTEN_AFTER_MS = 14 * DAY_MS;
/** However still a signal has been, a change of less than `sensitivity` times 2 % of its level is nobody's incident. */
const STILLEST = 0.02;
/** The median of n values of normal noise strays 1.25 / √n as far as each of them. */
const MEDIAN_STRAYS = 1.25;

/**
 * Robust seasonal baseline, learned while it runs: nothing looks ahead, a sample costs a few comparisons, a signal some 20 kB. Its
 * two parts look at two spans of time, because what notices a spike gets used to a shift, and an average misses the spike:
 *
 * - **Spike**: the value (median of half a minute, or one sample) against the level of the last hour *and* what is usual. It is
 *   unexpected where neither explains it; so the return to normal after an incident is no second one.
 * - **Shift**: the level (median of an hour) against what is usual: the band in which it lay at about the same time on earlier days
 *   or, until two days are known, the median of the last two. What two earlier days looked like is usual, so that a lasting shift
 *   alarms for two days at most, one incident teaches nothing, and weekends are known after the first.
 *
 * Each limit lies `sensitivity` spreads beyond the edge of that. The spread is how far hours (days) really strayed to this side in two
 * weeks without the two worst (see `BlockMaxima`): what has happened three times is not news. Hours in which values were beyond their
 * limit count once a day, so that one long incident is one of the three.
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
    const first = points[0];
    if (first !== undefined && first.time <= this.#learned.newest) this.#learned = nothingLearned(this.#condition);
    for (const { time, value } of points) if (!Number.isNaN(value)) this.#take(time, value, intervalMs, true);
  }

  #take(at: EpochMs, value: number, intervalMs: DurationMs, teaches: boolean): Judgement {
    if (Math.abs(at - this.#learned.newest) > FORGOTTEN_AFTER_MS) this.#learned = nothingLearned(this.#condition);
    const learned = this.#learned;
    // A clock that stepped back stands still until it has caught up.
    const time = epochMs(Math.max(at, learned.newest));
    if (learned.first === null) learned.first = time;
    learned.newest = time;
    this.#advanceTo(time, intervalMs);

    learned.spike.push(time, value);
    learned.spike.keep(time - 2 * (SPIKE_MS + intervalMs), 2 * Math.floor(SPIKE_MS / intervalMs) + 1);
    const now = learned.spike.median();
    const expected = expectedOf(learned.levels);
    const isReady = learned.values >= LEARNED_FROM && time - learned.first >= LEARNED_AFTER_MS;
    const spikes = expected === null || !isReady ? null : this.#spikes(now, expected);
    // An infinite value can be judged, but nothing be learned from it.
    if (teaches && Number.isFinite(now)) {
      if (expected !== null) for (const side of learned.sides) side.noteValue(now, expected);
      if (spikes?.some(({ breached }) => breached) === true) learned.hourBreached = true;
      learned.levels.add(time, now);
      learned.values += 1;
    }
    return spikes === null ? unknown('learning', value) : judgementOf(value, spikes, this.#shifts());
  }

  /** Ends what is over: a quarter of an hour, an hour, a day. */
  #advanceTo(time: EpochMs, intervalMs: DurationMs): void {
    const { levels, sides, noises } = this.#learned;
    const over = levels.passes(time);
    if (over.quarter && !Number.isNaN(levels.level)) for (const side of sides) side.noteLevel(levels);
    if (over.hour) {
      const counts = !this.#learned.hourBreached || time - this.#learned.countedBreachAt >= DAY_MS;
      if (this.#learned.hourBreached && counts) this.#learned.countedBreachAt = time;
      this.#learned.hourBreached = false;
      noises.note(levels.noise());
      noises.close();
      this.#learned.noise = noises.median();
      for (const side of sides) side.closeHour(counts, HOUR_MS / Math.max(intervalMs, MINUTE_MS));
    }
    if (over.day) for (const side of sides) side.closeDay();
    levels.advanceTo(time, intervalMs);
  }

  #spikes(now: number, expected: Band): Breach[] {
    const floor = Math.max(this.#learned.noise, stillest(expected));
    return this.#learned.sides.map((side) => {
      const limit = side.valueLimit(expected, this.#condition.sensitivity, floor);
      return { limit, breached: side.isBeyond(now, limit) };
    });
  }

  #shifts(): Breach[] {
    const { levels, sides, noise } = this.#learned;
    if (Number.isNaN(levels.level)) return [];
    const strays = (MEDIAN_STRAYS * noise) / Math.sqrt(levels.valuesInHour);
    return sides.flatMap((side) => {
      const band = side.usual(levels);
      return band === null ? [] : [side.shift(levels.level, band, this.#condition.sensitivity, Math.max(strays, stillest(band)))];
    });
  }
}

interface Breach {
  readonly limit: number;
  readonly breached: boolean;
}

/** Everything that was learned of a signal. */
interface Learned {
  readonly levels: LevelTrack;
  readonly spike: SlidingMedian;
  readonly sides: readonly BaselineSide[];
  /** How far single values stray within an hour, hour by hour, and the median of that. */
  readonly noises: BlockMaxima;
  noise: number;
  first: EpochMs | null;
  newest: EpochMs;
  values: number;
  hourBreached: boolean;
  countedBreachAt: number;
}

function nothingLearned({ season, direction }: BaselineCondition): Learned {
  return {
    levels: new LevelTrack(season),
    spike: new SlidingMedian(),
    sides: (['above', 'below'] as const).filter((side) => direction === 'both' || direction === side).map((side) => new BaselineSide(side, season)),
    noises: new BlockMaxima(REMEMBERED_HOURS),
    noise: 0,
    first: null,
    newest: epochMs(-Infinity),
    values: 0,
    hourBreached: false,
    countedBreachAt: -Infinity,
  };
}

/** What the level of the last hour, or what is usual, would explain; null where neither is known. */
function expectedOf({ level, usual }: LevelTrack): Band | null {
  if (Number.isNaN(level)) return usual;
  return usual === null ? { low: level, high: level } : { low: Math.min(level, usual.low), high: Math.max(level, usual.high) };
}

const stillest = ({ low, high }: Band): number => STILLEST * Math.max(Math.abs(low), Math.abs(high));

/** Says the limit that was breached, or the one that the value is closest to. */
function judgementOf(value: number, spikes: readonly Breach[], shifts: readonly Breach[]): Judgement {
  const breach = [...spikes, ...shifts].find(({ breached }) => breached);
  if (breach !== undefined) return known(true, value, breach.limit);
  const [closest] = spikes.map(({ limit }) => limit).sort((a, b) => Math.abs(value - a) - Math.abs(value - b));
  return known(false, value, closest ?? null);
}
