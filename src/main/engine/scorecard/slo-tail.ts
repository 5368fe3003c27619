import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { sumMinutes, type Known, type Measured } from './availability.ts';
import type { Span } from './calendar.ts';

const HOUR_MS = 3_600_000;
/** Samples of an hour may still be on their way for so long after its end. */
const LATE_MS = 120_000;
/** Some milliseconds of work. */
const HOURS_AT_ONCE = 6;

type Summed = Known & { readonly trafficAfter: number | null };
export type Measure = (span: Span) => Omit<Measured, 'trafficBefore'>;

/** What is measured, and from when on; another one than before begins the tail anew. */
export interface TailStart {
  readonly from: EpochMs;
  /** The last traffic known by then. */
  readonly traffic: number | null;
  /** Changes whenever the past that is measured does: another signal, history that was filled in. */
  readonly stamp: string;
}

/** What was measured of an objective since the last day that is kept, hour by hour: an hour that is over is summed up once. */
export class SloTail {
  readonly #measure: Measure;
  #start: TailStart;
  #hours: Summed[] = [];

  constructor(measure: Measure, start: TailStart) {
    this.#measure = measure;
    this.#start = start;
  }

  /** Begins where it should: hours that are kept as days by now are given up, and all of them where something else is measured. */
  begin(start: TailStart): void {
    const passed = (start.from - this.#start.from) / HOUR_MS;
    const goesOn = start.stamp === this.#start.stamp && passed >= 0 && Number.isInteger(passed) && (passed < this.#hours.length || passed === 0);
    this.#hours = goesOn ? this.#hours.slice(passed) : [];
    this.#start = start;
  }

  /** Sums up some of the hours that are over; true where more wait. */
  advance(now: EpochMs): boolean {
    const over = Math.floor((now - LATE_MS - this.#start.from) / HOUR_MS);
    const end = Math.min(over, this.#hours.length + HOURS_AT_ONCE);
    if (this.#hours.length >= end) return false;
    const measured = this.#measure({ from: this.#hour(this.#hours.length), to: this.#hour(end) });
    for (let index = this.#hours.length; index < end; index += 1) this.#hours.push(sumMinutes({ from: this.#hour(index), to: this.#hour(index + 1) }, { ...measured, trafficBefore: this.#trafficBefore(index) }));
    return end < over;
  }

  /** A span that begins no earlier than the tail does: whole hours as they were summed up, the rest measured now. */
  within({ from, to }: Span): Summed[] {
    const parts: Summed[] = [];
    let at: number = from;
    while (at < to) {
      const index = Math.floor((at - this.#start.from) / HOUR_MS);
      const hour = this.#hours[index];
      const end = this.#hour(index + 1);
      const isWhole = hour !== undefined && at === this.#hour(index) && end <= to;
      const until = hour === undefined ? to : Math.min(to, end);
      parts.push(isWhole ? hour : this.#now({ from: epochMs(at), to: epochMs(until) }, this.#trafficBefore(index)));
      at = until;
    }
    return parts;
  }

  #now(span: Span, trafficBefore: number | null): Summed {
    return sumMinutes(span, { ...this.#measure(span), trafficBefore });
  }

  #hour(index: number): EpochMs {
    return epochMs(this.#start.from + index * HOUR_MS);
  }

  #trafficBefore(index: number): number | null {
    return this.#hours[Math.min(index, this.#hours.length) - 1]?.trafficAfter ?? this.#start.traffic;
  }
}
