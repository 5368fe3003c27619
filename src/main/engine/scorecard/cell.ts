import { CLASSIFIABLE, cut, DRILL, firstFrom, INVALID_TIME, NO_EARLIER_THAN, NOT_RECORDED, PENDING, REOPENED, RUNNING, SEVERITY, START_RECORDED, type RECURS_AT, type RECURS_PUBLIC_AT, type Rows, type Shared } from './columns.ts';
import { COUNTED, IS_DRILL, IS_HIDDEN, IS_MAINTENANCE, IS_MERGED, OTHER, type Standing } from './filter.ts';
import { Coverage } from './impact-minutes.ts';
import { CONFIRMED, NEW } from './recurrence.ts';

/** Spans of one kind, in ascending order; 32 bits where they fit, which is up to 49 days. */
export type Sorted = Uint32Array | Float64Array;

/** One of the times over the incidents of a cell. */
export interface TimeCell {
  readonly sorted: Sorted;
  readonly sum: number;
  /** Of the squares of seconds. */
  readonly squares: number;
  readonly notRecorded: number;
  readonly invalid: number;
  readonly pending: number;
  /** Rows that have a value, in the order of their starts: `<number of the day in the cell> * 2^26 + <row of that day>`. Empty in the cell of a year. */
  readonly order: Uint32Array;
}

export interface ServiceCell {
  count: number;
  ms: number;
}

/** What a part of a period adds up to for one question; cells of parts that do not overlap add up to the cell of the whole. */
export interface Cell {
  readonly times: readonly TimeCell[];
  readonly bySeverity: readonly [number, number, number];
  readonly recurrence: { readonly confirmed: number; readonly suspected: number; readonly n: number; readonly notClassifiable: number; readonly running: number };
  /** Of impacts that have ended. */
  readonly impact: { readonly ms: number; readonly bySeverity: readonly [number, number, number]; readonly unknown: number };
  readonly services: ReadonlyMap<number, Readonly<ServiceCell>>;
  readonly running: number;
  /** Infinity = none. */
  readonly runningSince: number;
  readonly reopened: number;
  readonly startNotRecorded: number;
  readonly noEarlierThan: number;
  readonly leftOut: { readonly drills: number; readonly maintenance: number; readonly merged: number; readonly private: number };
  /** Incidents whose impact reaches into the part from before it. */
  readonly reaching: number;
  readonly bytes: number;
}

export const ROW_BITS = 26;
const FITS = 2 ** 32;

/** How one question looks at rows. */
export interface Lens {
  readonly sieve: (rows: Rows, index: number) => Standing;
  readonly shared: Shared;
  /** Columns of `Rows.times` for the four times, in their order. */
  readonly columns: readonly [number, number, number, number];
  /** Where the flags tell what a row repeats, among what the viewer may see. */
  readonly recursAt: typeof RECURS_AT | typeof RECURS_PUBLIC_AT;
}

/** Values as they come, then sorted. */
class Growing {
  readonly #values: Float64Array;
  readonly #order: Uint32Array;
  n = 0;
  sum = 0;
  squares = 0;
  #max = 0;
  notRecorded = 0;
  invalid = 0;
  pending = 0;

  constructor(most: number) {
    this.#values = new Float64Array(most);
    this.#order = new Uint32Array(most);
  }

  take(value: number, place: number): void {
    if (value === NOT_RECORDED) this.notRecorded += 1;
    else if (value === INVALID_TIME) this.invalid += 1;
    else if (value === PENDING) this.pending += 1;
    else {
      this.#values[this.n] = value;
      this.#order[this.n] = place;
      this.n += 1;
      this.sum += value;
      this.squares += (value / 1_000) ** 2;
      if (value > this.#max) this.#max = value;
    }
  }

  done(): TimeCell {
    const values = this.#values.subarray(0, this.n);
    const sorted = (this.#max < FITS ? Uint32Array.from(values) : values.slice()).sort();
    return { sorted, sum: this.sum, squares: this.squares, notRecorded: this.notRecorded, invalid: this.invalid, pending: this.pending, order: this.#order.slice(0, this.n) };
  }
}

/**
 * The cell of [from, to). `days`: the rows that start in it, day by day; `reaching`: those that began before and whose impact had not
 * ended at `from`.
 */
export function buildCell(lens: Lens, days: readonly Rows[], reaching: Rows, from: number, to: number): Cell {
  const most = days.reduce((sum, { n }) => sum + n, 0);
  const times = lens.columns.map(() => new Growing(most));
  const bySeverity: [number, number, number] = [0, 0, 0];
  const leftOut = { drills: 0, maintenance: 0, merged: 0, private: 0 };
  const recurrence = { confirmed: 0, suspected: 0, n: 0, notClassifiable: 0, running: 0 };
  const services = new Map<number, ServiceCell>();
  const coverage = new Coverage(from, to);
  const severities = [new Coverage(from, to), new Coverage(from, to), new Coverage(from, to)] as const;
  const covered = new Map<number, Coverage>();
  let [unknown, running, runningSince, reopened, startNotRecorded, noEarlierThan, reachingCount] = [0, 0, Number.POSITIVE_INFINITY, 0, 0, 0, 0];

  const cover = (rows: Rows, index: number): void => {
    const ms = rows.impact[index] ?? 0;
    const start = rows.start[index] ?? 0;
    coverage.add(start, start + ms);
    severities[((rows.flags[index] ?? 0) & SEVERITY) as 0 | 1 | 2].add(start, start + ms);
    for (const service of lens.shared.members(rows.group[index] ?? 0)) {
      let own = covered.get(service);
      if (own === undefined) covered.set(service, (own = new Coverage(from, to)));
      own.add(start, start + ms);
    }
  };

  for (let index = 0; index < reaching.n; index += 1) {
    if (lens.sieve(reaching, index) !== COUNTED) continue;
    reachingCount += 1;
    cover(reaching, index);
  }
  days.forEach((rows, day) => {
    for (let index = 0; index < rows.n; index += 1) {
      const standing = lens.sieve(rows, index);
      if (standing === OTHER) continue;
      if (standing === COUNTED) {
        const flags = rows.flags[index] ?? 0;
        const place = day * 2 ** ROW_BITS + index;
        for (let metric = 0; metric < times.length; metric += 1) times[metric]?.take(rows.times[lens.columns[metric] ?? 0]?.[index] ?? NOT_RECORDED, place);
        bySeverity[(flags & SEVERITY) as 0 | 1 | 2] += 1;
        for (const service of lens.shared.members(rows.group[index] ?? 0)) {
          const own = services.get(service);
          if (own === undefined) services.set(service, { count: 1, ms: 0 });
          else own.count += 1;
        }
        const isRunning = (flags & RUNNING) !== 0;
        if (isRunning) {
          running += 1;
          runningSince = Math.min(runningSince, rows.start[index] ?? 0);
        }
        if ((flags & DRILL) === 0) {
          if (isRunning) recurrence.running += 1;
          else if ((flags & CLASSIFIABLE) === 0) recurrence.notClassifiable += 1;
          else {
            recurrence.n += 1;
            const recurs = (flags >> lens.recursAt) & 3;
            if (recurs === CONFIRMED) recurrence.confirmed += 1;
            else if (recurs !== NEW) recurrence.suspected += 1;
          }
        }
        if ((flags & REOPENED) !== 0) reopened += 1;
        if ((flags & START_RECORDED) === 0) startNotRecorded += 1;
        if ((flags & NO_EARLIER_THAN) !== 0) noEarlierThan += 1;
        const impact = rows.impact[index] ?? NOT_RECORDED;
        if (impact >= 0) cover(rows, index);
        else if (impact !== PENDING) unknown += 1;
      } else if (standing === IS_DRILL) leftOut.drills += 1;
      else if (standing === IS_MAINTENANCE) leftOut.maintenance += 1;
      else if (standing === IS_MERGED) leftOut.merged += 1;
      else if (standing === IS_HIDDEN) leftOut.private += 1;
    }
  });
  for (const [service, { ms }] of covered) {
    const own = services.get(service);
    if (own === undefined) services.set(service, { count: 0, ms });
    else own.ms = ms;
  }
  return sized({
    times: times.map((each) => each.done()),
    bySeverity, recurrence, services, running, runningSince, reopened, startNotRecorded, noEarlierThan, leftOut,
    impact: { ms: coverage.ms, bySeverity: [severities[0].ms, severities[1].ms, severities[2].ms], unknown },
    reaching: reachingCount,
  });
}

/** The same of rows that start in a part of one day. */
export function buildPart(lens: Lens, day: Rows, reaching: Rows, from: number, to: number): Cell {
  return buildCell(lens, [cut(day, firstFrom(day, from), firstFrom(day, to))], reaching, from, to);
}

/** The cell of a year from those of its months. */
export function addCells(cells: readonly Cell[]): Cell {
  const total = (of: (cell: Cell) => number): number => cells.reduce((sum, cell) => sum + of(cell), 0);
  const three = (of: (cell: Cell) => readonly [number, number, number]): [number, number, number] => [total((cell) => of(cell)[0]), total((cell) => of(cell)[1]), total((cell) => of(cell)[2])];
  const services = new Map<number, ServiceCell>();
  for (const cell of cells)
    for (const [service, { count, ms }] of cell.services) {
      const own = services.get(service);
      if (own === undefined) services.set(service, { count, ms });
      else {
        own.count += count;
        own.ms += ms;
      }
    }
  return sized({
    times: (cells[0]?.times ?? []).map((_, metric) => {
      const of = (what: 'sum' | 'squares' | 'notRecorded' | 'invalid' | 'pending'): number => total((cell) => cell.times[metric]?.[what] ?? 0);
      return { sorted: merged(cells.flatMap((cell) => cell.times[metric]?.sorted ?? [])), sum: of('sum'), squares: of('squares'), notRecorded: of('notRecorded'), invalid: of('invalid'), pending: of('pending'), order: new Uint32Array(0) };
    }),
    bySeverity: three((cell) => cell.bySeverity),
    recurrence: {
      confirmed: total(({ recurrence }) => recurrence.confirmed), suspected: total(({ recurrence }) => recurrence.suspected), n: total(({ recurrence }) => recurrence.n),
      notClassifiable: total(({ recurrence }) => recurrence.notClassifiable), running: total(({ recurrence }) => recurrence.running),
    },
    impact: { ms: total(({ impact }) => impact.ms), bySeverity: three(({ impact }) => impact.bySeverity), unknown: total(({ impact }) => impact.unknown) },
    services,
    running: total(({ running }) => running),
    runningSince: Math.min(...cells.map(({ runningSince }) => runningSince)),
    reopened: total(({ reopened }) => reopened),
    startNotRecorded: total(({ startNotRecorded }) => startNotRecorded),
    noEarlierThan: total(({ noEarlierThan }) => noEarlierThan),
    leftOut: {
      drills: total(({ leftOut }) => leftOut.drills), maintenance: total(({ leftOut }) => leftOut.maintenance), merged: total(({ leftOut }) => leftOut.merged), private: total(({ leftOut }) => leftOut.private),
    },
    reaching: cells[0]?.reaching ?? 0,
  });
}

/** Sorted arrays in one: neighbours two by two, until one is left. */
function merged(arrays: readonly Sorted[]): Sorted {
  let level = arrays.filter(({ length }) => length > 0);
  if (level.length === 0) return new Uint32Array(0);
  while (level.length > 1) {
    const next: Sorted[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [a, b] = [level[index], level[index + 1]];
      if (a !== undefined) next.push(b === undefined ? a : twoInOne(a, b));
    }
    level = next;
  }
  return level[0] ?? new Uint32Array(0);
}

function twoInOne(a: Sorted, b: Sorted): Sorted {
  const both = a instanceof Uint32Array && b instanceof Uint32Array ? new Uint32Array(a.length + b.length) : new Float64Array(a.length + b.length);
  let [i, j] = [0, 0];
  for (let index = 0; index < both.length; index += 1) {
    const [x, y] = [a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY];
    if (x <= y) {
      both[index] = x;
      i += 1;
    } else {
      both[index] = y;
      j += 1;
    }
  }
  return both;
}

const sized = (cell: Omit<Cell, 'bytes'>): Cell => ({ ...cell, bytes: 1_000 + cell.services.size * 100 + cell.times.reduce((sum, { sorted, order }) => sum + sorted.byteLength + order.byteLength, 0) });
