import { epochMs } from '../../../shared/model/units.ts';
import type { ReadDb } from '../../store/sql.ts';
import { createCalendar, type Calendar } from './calendar.ts';
import type { Touched } from './facts-repo.ts';
import { FactRows } from './fact-rows.ts';
import { keyOf, type Question } from './filter.ts';
import type { Reading } from './instants.ts';
import { Selection } from './selection.ts';

/** Questions whose sums are kept; beyond it the one that was asked longest ago is given up. */
const QUESTIONS = 64;
/** Three questions about everything at a million incidents, 70 + 40 + 30 MB, and some smaller ones. */
const BYTES = 192_000_000;
/** After so many changes at once, as by an import, everything is read anew. */
const CHANGES = 2_000;

/** What is kept of incidents between two looks at the scorecard, and given up as they change. */
export interface FactBook {
  readonly calendar: Calendar;
  selection(question: Question): Selection;
  /** After the commit. */
  changed(touched: readonly Touched[]): void;
  /** All of it may be another now. */
  forgetAll(): void;
}

export function createFactBook(db: ReadDb, timeZone: () => string): FactBook {
  let calendar = createCalendar(timeZone());
  let zone = timeZone();
  let rows: Partial<Record<Reading, FactRows>> = {};
  const selections = new Map<string, Selection>();
  let waiting: Touched[] = [];
  let all = false;

  const reset = (): void => {
    rows = {};
    selections.clear();
  };
  const dayOf = (at: number): number => calendar.dayOf(epochMs(at));
  const forget = ({ from, to }: Touched): void => {
    const [first, last] = [dayOf(from), dayOf(to)];
    for (const each of [rows.corrected, rows.recorded]) each?.forget(first, last);
    for (const selection of selections.values()) selection.forget(first, last);
  };
  const catchUp = (): void => {
    if (zone !== timeZone()) {
      zone = timeZone();
      calendar = createCalendar(zone);
      all = true;
    }
    if (all) reset();
    else for (const each of waiting) forget(each);
    all = false;
    waiting = [];
  };

  return {
    get calendar() {
      catchUp();
      return calendar;
    },
    selection: (question) => {
      catchUp();
      const key = keyOf(question);
      const { instants } = question.filter;
      const known = selections.get(key) ?? new Selection(question, (rows[instants] ??= new FactRows(db, calendar, instants)), calendar);
      selections.delete(key);
      selections.set(key, known);
      let bytes = [...selections.values()].reduce((sum, each) => sum + each.bytes, 0);
      for (const [each, selection] of selections) {
        if (each === key || (selections.size <= QUESTIONS && bytes <= BYTES)) break;
        selections.delete(each);
        bytes -= selection.bytes;
      }
      return known;
    },
    changed: (touched) => {
      if (all) return;
      waiting.push(...touched);
      if (waiting.length <= CHANGES) return;
      all = true;
      waiting = [];
    },
    forgetAll: () => {
      all = true;
      waiting = [];
    },
  };
}

