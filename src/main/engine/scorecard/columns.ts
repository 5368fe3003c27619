import { IncidentId } from '../../../shared/model/ids.ts';
import type { ReadDb } from '../../store/sql.ts';
import { AS_CORRECTED, AS_RECORDED, BOTH } from './facts.ts';
import type { Reading } from './instants.ts';

/* What stands in a column of times where there is no value. */
export const INVALID_TIME = -1;
export const NOT_RECORDED = -2;
/** Its end has not come so far. */
export const PENDING = -3;

/** Of a row's flags: severity in the two lowest bits, what it repeats in bits 9–10, and in 11–12 among what anybody may see. */
export const SEVERITY = 3;
export const DRILL = 1 << 2;
export const MAINTENANCE = 1 << 3;
export const PRIVATE = 1 << 4;
export const REOPENED = 1 << 5;
export const RUNNING = 1 << 6;
export const START_RECORDED = 1 << 7;
export const NO_EARLIER_THAN = 1 << 8;
export const RECURS_AT = 9;
export const RECURS_PUBLIC_AT = 11;
export const CLASSIFIABLE = 1 << 13;
export const MERGED = 1 << 14;
export const IMPORTED = 1 << 15;

/** Texts by small numbers. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  /** Without taking it in: -2 is no text's number. */
  find(text: string): number {
    return this.#numbers.get(text) ?? -2;
  }

  text(number: number): string {
    return this.#texts[number] ?? '';
  }
}

/** The texts that rows of a store share. */
export class Shared {
  readonly services = new Names();
  /** Services of one incident together, as they stand in its row. */
  readonly groups = new Names();
  readonly causes = new Names();
  readonly categories = new Names();
  readonly #members: (readonly number[])[] = [];

  /** The services of a group, by their numbers. */
  members(group: number): readonly number[] {
    const known = this.#members[group];
    if (known !== undefined) return known;
    const members = this.groups.text(group).split(' ').filter((each) => each !== '').map((each) => this.services.number(each));
    this.#members[group] = members;
    return members;
  }
}

/** Columns of `times`: the four of the scorecard, and to resolve from detection. */
export const TIME_COLUMNS = 5;

/** Incidents in the order of their starts, column by column: a million of them are 90 MB. */
export interface Rows {
  readonly n: number;
  /** `202600000042` for INC-2026-0042. */
  readonly incident: Float64Array;
  readonly start: Float64Array;
  readonly times: readonly Float64Array[];
  readonly impact: Float64Array;
  readonly flags: Uint16Array;
  readonly group: Uint32Array;
  readonly cause: Int32Array;
  readonly category: Int32Array;
}

/** All but the times. */
const COLUMNS = ['incident', 'start', 'impact', 'flags', 'group', 'cause', 'category'] as const;

interface FactRow {
  readonly incident: string;
  readonly start: number;
  readonly t0: number;
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly t4: number;
  readonly impact: number;
  readonly flags: number;
  readonly services: string;
  readonly cause: string | null;
  readonly category: string | null;
}

const timeSql = (column: string, bitOf: number): string => `CASE WHEN pending & ${bitOf} THEN ${PENDING} ELSE ifnull(${column}, ${NOT_RECORDED}) END`;
const selectOf = (reading: Reading): string => {
  const recurs = reading === 'corrected' ? ['recurs', 'recurs_public'] : ['recurs_recorded', 'recurs_recorded_public'];
  return `SELECT incident, start, ${timeSql('detect_ms', 1)} AS t0, ${timeSql('acknowledge_ms', 2)} AS t1, ${timeSql('mitigate_ms', 4)} AS t2, ${timeSql('resolve_ms', 8)} AS t3, ${timeSql('resolve_from_detection_ms', 8)} AS t4,
    CASE WHEN running AND impact_ms IS NULL THEN ${PENDING} ELSE ifnull(impact_ms, ${NOT_RECORDED}) END AS impact,
    severity + drill * ${DRILL} + maintenance * ${MAINTENANCE} + private * ${PRIVATE} + reopened * ${REOPENED} + running * ${RUNNING} + start_recorded * ${START_RECORDED} + no_earlier_than * ${NO_EARLIER_THAN}
      + ${recurs[0]} * ${1 << RECURS_AT} + ${recurs[1]} * ${1 << RECURS_PUBLIC_AT} + (cause IS NOT NULL OR signature IS NOT NULL) * ${CLASSIFIABLE} + (standing = 'merged') * ${MERGED} + (origin = 'import') * ${IMPORTED} AS flags,
    services, cause, category FROM scorecard_facts`;
};

const readingOf = (reading: Reading): number => (reading === 'corrected' ? AS_CORRECTED : AS_RECORDED);

/** Exported, like those below, for the test that holds them to their indexes. */
export const startedSql = (reading: Reading): string => `${selectOf(reading)} WHERE start >= ? AND start < ? AND reading IN (${BOTH}, ${readingOf(reading)}) ORDER BY start, incident`;
/** What began before and still had an effect; for each class only as far back as it can reach. */
export const reachingSql = (reading: Reading): string =>
  `WITH RECURSIVE class (n, hours) AS (VALUES (0, 1) UNION ALL SELECT n + 1, hours * 2 FROM class WHERE n < 20)
   ${selectOf(reading)} JOIN class ON impact_class = n AND start >= :at - hours * 3600000 WHERE start < :at AND start + impact_ms > :at AND reading IN (${BOTH}, ${readingOf(reading)}) ORDER BY start, incident`;
/** What still has an effect. */
export const runningSql = (reading: Reading): string => `${selectOf(reading)} WHERE running = 1 AND impact_ms IS NULL AND standing = 'declared' AND reading IN (${BOTH}, ${readingOf(reading)}) ORDER BY start, incident`;

export const startedRows = (db: ReadDb, shared: Shared, reading: Reading, from: number, to: number): Rows => columnsOf(shared, db.all<FactRow>(startedSql(reading), from, to));
export const reachingRows = (db: ReadDb, shared: Shared, reading: Reading, at: number): Rows => columnsOf(shared, db.all<FactRow>(reachingSql(reading), { at }));
export const runningRows = (db: ReadDb, shared: Shared, reading: Reading): Rows => columnsOf(shared, db.all<FactRow>(runningSql(reading)));

const blank = (n: number): Rows => ({
  n,
  incident: new Float64Array(n),
  start: new Float64Array(n),
  times: Array.from({ length: TIME_COLUMNS }, () => new Float64Array(n)),
  impact: new Float64Array(n),
  flags: new Uint16Array(n),
  group: new Uint32Array(n),
  cause: new Int32Array(n),
  category: new Int32Array(n),
});

export const EMPTY: Rows = blank(0);

function columnsOf(shared: Shared, found: readonly FactRow[]): Rows {
  const n = found.length;
  const rows = blank(n);
  const [t0, t1, t2, t3, t4] = rows.times as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  for (let index = 0; index < n; index += 1) {
    const row = found[index] as FactRow;
    rows.incident[index] = numberOf(row.incident);
    rows.start[index] = row.start;
    t0[index] = row.t0;
    t1[index] = row.t1;
    t2[index] = row.t2;
    t3[index] = row.t3;
    t4[index] = row.t4;
    rows.impact[index] = row.impact;
    rows.flags[index] = row.flags;
    rows.group[index] = shared.groups.number(row.services);
    rows.cause[index] = row.cause === null ? -1 : shared.causes.number(row.cause);
    rows.category[index] = row.category === null ? -1 : shared.categories.number(row.category);
  }
  return rows;
}

/** Rows of a part of others; the columns are shared, not copied. */
export const cut = (rows: Rows, from: number, to: number): Rows => ({
  n: to - from,
  incident: rows.incident.subarray(from, to),
  start: rows.start.subarray(from, to),
  times: rows.times.map((column) => column.subarray(from, to)),
  impact: rows.impact.subarray(from, to),
  flags: rows.flags.subarray(from, to),
  group: rows.group.subarray(from, to),
  cause: rows.cause.subarray(from, to),
  category: rows.category.subarray(from, to),
});

/** Of some rows, one after the other, those that began before an instant and still had an effect at it; as `reachingSql` finds them. */
export function stillAt(parts: readonly Rows[], at: number): Rows {
  const chosen: (readonly [rows: Rows, index: number])[] = [];
  for (const rows of parts)
    for (let index = 0; index < rows.n; index += 1) {
      const [start, impact, flags] = [rows.start[index] ?? 0, rows.impact[index] ?? NOT_RECORDED, rows.flags[index] ?? 0];
      if ((flags & MERGED) === 0 && impact >= 0 && start < at && start + impact > at) chosen.push([rows, index]);
    }
  const made = blank(chosen.length);
  chosen.forEach(([rows, index], place) => {
    for (const name of COLUMNS) made[name][place] = rows[name][index] ?? 0;
    made.times.forEach((column, metric) => (column[place] = rows.times[metric]?.[index] ?? NOT_RECORDED));
  });
  return made;
}

/** The first row that starts at an instant or later. */
export function firstFrom(rows: Rows, at: number): number {
  let [low, high] = [0, rows.n];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows.start[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

const YEAR = 1e8;
const numberOf = (incident: string): number => Number(incident.slice(4, 8)) * YEAR + Number(incident.slice(9));
export const incidentOf = (number: number): IncidentId => `INC-${Math.floor(number / YEAR)}-${String(number % YEAR).padStart(4, '0')}` as IncidentId;
