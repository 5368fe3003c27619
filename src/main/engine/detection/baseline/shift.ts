import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';
import { beyond, leastSpread, limitOf, STAYS_BEYOND, type Band, type Limit, type Side } from './band.ts';
import { LevelTrack, type Season } from './level-track.ts';
import { Reference } from './reference.ts';

/** The median of n values of normal noise strays 1.25 / √n as far as each of them. */
const MEDIAN_STRAYS = 1.25;

/** Finds a level (median of some hours) that is not where it usually lies at this time. */
export class Shift {
  readonly levels: LevelTrack;
  readonly #season: Season;
  readonly #recent = new Reference();
  readonly #seasonal = new Reference();
  readonly #sides: readonly { readonly side: Side; state: 'within' | 'shifted' | 'over' }[];

  constructor(sides: readonly Side[], season: Season, spanMs: DurationMs) {
    this.levels = new LevelTrack(season, spanMs);
    this.#season = season;
    this.#sides = sides.map((side) => ({ side, state: 'within' }));
  }

  /** The better known of what is usual; null where nothing is. */
  get usual(): Band | null {
    return this.#seasonal.band ?? this.#recent.band;
  }

  advanceTo(time: EpochMs, intervalMs: DurationMs): void {
    const { level } = this.levels;
    const over = this.levels.passes(time);
    this.levels.advanceTo(time, intervalMs);
    if (over.quarter) {
      this.#recent.closeQuarter(level, this.levels.recent());
      this.#seasonal.closeQuarter(level, this.levels.seasonal());
    }
    if (over.day) {
      this.#recent.closeDay();
      this.#seasonal.closeDay();
    }
  }

  /**
   * `noise`: how far single values stray. `newer`: the level of a shorter span; once it is back within the band the shift is over,
   * although the own span remembers it for longer. Nothing while the level, or how far it usually strays, is not known.
   */
  limits(sensitivity: number, noise: number, newer: number): Limit[] {
    const { level, values } = this.levels;
    const reference = this.#reference();
    const band = reference?.band ?? null;
    if (Number.isNaN(level) || reference === null || band === null) return [];
    const least = Math.max((MEDIAN_STRAYS * noise) / Math.sqrt(values), leastSpread(band));
    return this.#sides.map((each) => {
      const reach = sensitivity * Math.max(reference.spread(each.side), least) * (each.state === 'within' ? 1 : STAYS_BEYOND);
      if (beyond(each.side, level, band) <= reach) each.state = 'within';
      else each.state = each.state === 'over' || beyond(each.side, newer, band) <= 0 ? 'over' : 'shifted';
      return { limit: limitOf(each.side, reach, band), breached: each.state === 'shifted' };
    });
  }

  /** What the level is held against. A rhythm that was asked for is waited for. */
  #reference(): Reference | null {
    if (this.#seasonal.isKnown) return this.#seasonal;
    return !this.#recent.isKnown || this.#season === 'daily' || this.#season === 'weekly' ? null : this.#recent;
  }
}
