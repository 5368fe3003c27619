import type { CountFigure, ImpactFigure, RecurrenceFigure, ScorecardFigures, TimeFigure } from '../../../shared/model/scorecard.ts';
import type { Cell, Sorted } from './cell.ts';
import { recurrenceFigure } from './recurrence.ts';
import { MEDIAN, P90, rankOf } from './statistics.ts';

const seconds = (ms: number): number => ms / 1_000;
const minutes = (ms: number): number => ms / 60_000;

/** So few values are sorted rather than halved. */
const FEW = 64;

/**
 * The value of a rank, from 0, among sorted arrays taken together: halves the span of values until few are left, and of each array only
 * what can still hold it is looked at. Costs the number of arrays times the logarithm of their length.
 */
export function valueOfRank(arrays: readonly Sorted[], rank: number): number {
  const [only] = arrays;
  if (arrays.length === 1 && only !== undefined) return only[rank] ?? 0;
  const low = new Int32Array(arrays.length);
  const high = Int32Array.from(arrays, ({ length }) => length);
  const bounds = new Int32Array(arrays.length);
  let active = arrays.map((_, index) => index).filter((index) => (high[index] ?? 0) > 0);
  let [from, to] = [Math.min(...active.map((index) => arrays[index]?.[0] ?? 0)), Math.max(...active.map((index) => arrays[index]?.at(-1) ?? 0))];
  /** Values that are too small, and those that can still be it. */
  let below = 0;
  let left = active.reduce((sum, index) => sum + (high[index] ?? 0), 0);
  while (left > FEW && from < to) {
    const middle = from + Math.floor((to - from) / 2);
    let upTo = 0;
    for (const index of active) {
      const bound = firstAbove(arrays[index] as Sorted, middle, low[index] ?? 0, high[index] ?? 0);
      bounds[index] = bound;
      upTo += bound - (low[index] ?? 0);
    }
    if (below + upTo > rank) {
      to = middle;
      for (const index of active) high[index] = bounds[index] ?? 0;
      left = upTo;
    } else {
      from = middle + 1;
      for (const index of active) low[index] = bounds[index] ?? 0;
      below += upTo;
      left -= upTo;
    }
    active = active.filter((index) => (low[index] ?? 0) < (high[index] ?? 0));
  }
  if (from === to) return from;
  const few = new Float64Array(left);
  let taken = 0;
  for (const index of active) for (let at = low[index] ?? 0; at < (high[index] ?? 0); at += 1) few[taken++] = arrays[index]?.[at] ?? 0;
  return few.sort()[rank - below] ?? 0;
}

function firstAbove(sorted: Sorted, value: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** MTTx: the arithmetic mean with nearest-rank median and 90th percentile, how many stand behind it, and of how many. */
export function timeFigure(cells: readonly Cell[], metric: number): TimeFigure {
  const times = cells.flatMap((cell) => cell.times[metric] ?? []);
  const total = (what: 'sum' | 'notRecorded' | 'invalid' | 'pending'): number => times.reduce((sum, each) => sum + each[what], 0);
  const sorted = times.map((each) => each.sorted).filter(({ length }) => length > 0);
  const n = sorted.reduce((sum, { length }) => sum + length, 0);
  const [notRecorded, invalid] = [total('notRecorded'), total('invalid')];
  const at = (q: number): number | null => (n === 0 ? null : seconds(valueOfRank(sorted, rankOf(n, q))));
  return { mean: n === 0 ? null : seconds(total('sum') / n), median: at(MEDIAN), p90: at(P90), n, of: n + notRecorded + invalid, notRecorded, invalid, pending: total('pending'), unit: 's' };
}

const sum = (cells: readonly Cell[], of: (cell: Cell) => number): number => cells.reduce((total, cell) => total + of(cell), 0);

export function countFigure(cells: readonly Cell[]): CountFigure {
  const [P0, P1, P2] = [0, 1, 2].map((severity) => sum(cells, ({ bySeverity }) => bySeverity[severity as 0 | 1 | 2])) as [number, number, number];
  return { total: P0 + P1 + P2, P0, P1, P2 };
}

const recurrenceOf = (cells: readonly Cell[]): RecurrenceFigure =>
  recurrenceFigure({
    confirmed: sum(cells, ({ recurrence }) => recurrence.confirmed),
    suspected: sum(cells, ({ recurrence }) => recurrence.suspected),
    n: sum(cells, ({ recurrence }) => recurrence.n),
    notClassifiable: sum(cells, ({ recurrence }) => recurrence.notClassifiable),
  });

/** Minutes of a period, of all and by severity: of what has ended from cells, of what still has an effect as the caller found it. */
export interface Minutes {
  readonly ms: number;
  readonly bySeverity: readonly [number, number, number];
}

export const impactFigure = (cells: readonly Cell[], { ms, bySeverity }: Minutes): ImpactFigure => ({ minutes: minutes(ms), P0: minutes(bySeverity[0]), P1: minutes(bySeverity[1]), P2: minutes(bySeverity[2]), unknown: sum(cells, ({ impact }) => impact.unknown) });

export const figuresOf = (cells: readonly Cell[], impact: Minutes): ScorecardFigures => ({
  mttd: timeFigure(cells, 0),
  mtta: timeFigure(cells, 1),
  mttm: timeFigure(cells, 2),
  mttr: timeFigure(cells, 3),
  recurrence: recurrenceOf(cells),
  incidents: countFigure(cells),
  impact: impactFigure(cells, impact),
});

/** A change is told only where at least so many incidents stand behind both figures. */
export const ENOUGH = 8;

export const timeChange = (now: TimeFigure, before: TimeFigure): { mean: number | null; median: number | null } | null => {
  if (now.n < ENOUGH || before.n < ENOUGH || now.mean === null || before.mean === null || now.median === null || before.median === null) return null;
  return { mean: now.mean - before.mean, median: now.median - before.median };
};

export const rateChange = (now: RecurrenceFigure, before: RecurrenceFigure): { rate: number } | null =>
  now.n < ENOUGH || before.n < ENOUGH || now.rate === null || before.rate === null ? null : { rate: now.rate - before.rate };
