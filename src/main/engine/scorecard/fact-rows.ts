import type { EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb } from '../../store/sql.ts';
import type { Calendar } from './calendar.ts';
import { cut, EMPTY, firstFrom, reachingRows, runningRows, Shared, startedRows, stillAt, type Rows } from './columns.ts';
import type { Reading } from './instants.ts';

/** Rows held; beyond it those of days that were read longest ago are given up. 90 MB. */
const ROWS_HELD = 1_200_000;
/** Days of which it is kept what reaches into them: some KB each. */
const REACHING_HELD = 400;
/** Days are read together up to so many, which keeps the thread some ms at a million incidents. */
const DAYS_AT_ONCE = 5;

/** Incidents of one reading in memory, day by day of the calendar; read from the table when they are asked for. */
export class FactRows {
  readonly shared = new Shared();
  readonly #db: ReadDb;
  readonly #calendar: Calendar;
  readonly #reading: Reading;
  readonly #days = new Map<number, Rows>();
  readonly #reaching = new Map<number, Rows>();
  #held = 0;
  #running: Rows | null = null;
  #bounds: { readonly first: number; readonly last: number } | null = null;

  constructor(db: ReadDb, calendar: Calendar, reading: Reading) {
    this.#db = db;
    this.#calendar = calendar;
    this.#reading = reading;
  }

  day(day: number): Rows {
    return this.#days.get(day) ?? this.#read(day, day + 1)[0] ?? EMPTY;
  }

  /** Reads days [first, end) that are not held, some at a time: between two steps others may have the thread. */
  *read(first: number, end: number): Generator<void> {
    for (let day = first; day < end; ) {
      if (this.#days.has(day)) {
        day += 1;
        continue;
      }
      let until = day + 1;
      while (until < end && until - day < DAYS_AT_ONCE && !this.#days.has(until)) until += 1;
      this.#read(day, until);
      day = until;
      yield;
    }
  }

  /** Those that began before an instant and whose impact had not ended by then. */
  reaching(at: EpochMs): Rows {
    const day = this.#calendar.dayOf(at);
    if (at === this.#calendar.dayStart(day)) return this.#reachingDay(day);
    return stillAt([this.#reachingDay(day), this.day(day)], at);
  }

  /** Where it is known of the day before, it follows from that; otherwise it is asked of the table. */
  #reachingDay(day: number): Rows {
    const known = this.#reaching.get(day);
    if (known !== undefined) return known;
    if (this.#reaching.size >= REACHING_HELD) this.#reaching.clear();
    const at = this.#calendar.dayStart(day);
    const before = this.#reaching.get(day - 1);
    const dayBefore = this.#days.get(day - 1);
    const rows = before !== undefined && dayBefore !== undefined ? stillAt([before, dayBefore], at) : reachingRows(this.#db, this.shared, this.#reading, at);
    this.#reaching.set(day, rows);
    return rows;
  }

  /** Those that still have an effect. */
  running(): Rows {
    this.#running ??= runningRows(this.#db, this.shared, this.#reading);
    return this.#running;
  }

  /** When the first and the last of all began; null where there is none. */
  bounds(): { readonly first: number; readonly last: number } | null {
    this.#bounds ??= this.#db.get<{ first: number; last: number }>('SELECT (SELECT min(start) FROM scorecard_facts) AS first, (SELECT max(start) FROM scorecard_facts) AS last WHERE EXISTS (SELECT 1 FROM scorecard_facts)') ?? null;
    return this.#bounds;
  }

  /** What an incident from one day to another may have changed. */
  forget(day: number, last: number): void {
    this.#running = null;
    this.#bounds = null;
    for (const each of this.#reaching.keys()) if (each > day && each <= last) this.#reaching.delete(each);
    const known = this.#days.get(day);
    if (known === undefined) return;
    this.#days.delete(day);
    this.#held -= known.n;
  }

  #read(first: number, end: number): Rows[] {
    const rows = startedRows(this.#db, this.shared, this.#reading, this.#calendar.dayStart(first), this.#calendar.dayStart(end));
    const found: Rows[] = [];
    for (let day = first; day < end; day += 1) {
      const own = cut(rows, firstFrom(rows, this.#calendar.dayStart(day)), firstFrom(rows, this.#calendar.dayStart(day + 1)));
      this.#days.set(day, own);
      this.#held += own.n;
      found.push(own);
    }
    for (const [day, { n }] of this.#days) {
      if (this.#held <= ROWS_HELD) break;
      this.#days.delete(day);
      this.#held -= n;
    }
    return found;
  }
}
