import { BlockMaxima } from './block-maxima.ts';
import type { Band } from './level-memory.ts';
import type { LevelTrack, Season } from './level-track.ts';

/** Days over which it is remembered how far values stray. */
const REMEMBERED_DAYS = 14;
/** An hour's level changes so slowly that a day shows no more than this many independent ones. */
const LEVELS_A_DAY = 6;
/** A shift that has been found goes on until the level is this much of the way back, so that it does not flicker at its limit. */
const STAYS_BEYOND = 0.5;

/** One side, above or below, of what is usual: how far values and levels usually stray to it, and the limits that follow. */
export class BaselineSide {
  readonly #sign: 1 | -1;
  readonly #season: Season;
  readonly #values = new BlockMaxima(REMEMBERED_DAYS * 24);
  readonly #recent = new BlockMaxima(REMEMBERED_DAYS);
  readonly #seasonal = new BlockMaxima(REMEMBERED_DAYS);
  #valueSpread = 0;
  #levelSpread = 0;
  #shifted = false;

  constructor(side: 'above' | 'below', season: Season) {
    this.#sign = side === 'above' ? 1 : -1;
    this.#season = season;
  }

  noteValue(value: number, expected: Band): void {
    this.#values.note(this.#beyond(value, expected));
  }

  noteLevel({ level, recent, seasonal }: LevelTrack): void {
    if (recent !== null) this.#recent.note(this.#beyond(level, recent));
    if (seasonal !== null) this.#seasonal.note(this.#beyond(level, seasonal));
  }

  /** `counts`: whether the hour tells what is usual. */
  closeHour(counts: boolean, valuesPerHour: number): void {
    this.#values.close(counts);
    this.#valueSpread = this.#values.spread(valuesPerHour);
  }

  closeDay(): void {
    this.#recent.close();
    this.#seasonal.close();
    this.#levelSpread = (this.#knowsSeason() ? this.#seasonal : this.#recent).spread(LEVELS_A_DAY);
  }

  /** The value from which on one is unexpected. `sensitivity` in spreads, of which one is `floor` at least. */
  valueLimit(expected: Band, sensitivity: number, floor: number): number {
    return this.#edge(expected) + this.#sign * sensitivity * Math.max(this.#valueSpread, floor);
  }

  /** The band that the level is held against; null until it is known how far it usually strays from one. A rhythm that was asked for is waited for. */
  usual({ recent, seasonal }: LevelTrack): Band | null {
    if (this.#knowsSeason()) return seasonal;
    return this.#recent.size === 0 || this.#season === 'daily' || this.#season === 'weekly' ? null : recent;
  }

  /** The limit of a shift of the level from what is usual, and whether it is beyond it. */
  shift(level: number, usual: Band, sensitivity: number, floor: number): { readonly limit: number; readonly breached: boolean } {
    const reach = sensitivity * Math.max(this.#levelSpread, floor) * (this.#shifted ? STAYS_BEYOND : 1);
    const limit = this.#edge(usual) + this.#sign * reach;
    this.#shifted = this.isBeyond(level, limit);
    return { limit, breached: this.#shifted };
  }

  isBeyond(value: number, limit: number): boolean {
    return this.#sign * (value - limit) > 0;
  }

  #knowsSeason(): boolean {
    return this.#seasonal.size > 0;
  }

  #edge(band: Band): number {
    return this.#sign > 0 ? band.high : band.low;
  }

  #beyond(value: number, band: Band): number {
    return this.#sign * (value - this.#edge(band));
  }
}
