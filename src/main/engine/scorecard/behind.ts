import { TIME_METRICS, type LeftOut, type ScorecardDot, type ScorecardMetric, type TimeMetric } from '../../../shared/model/scorecard.ts';
import { SEVERITIES } from '../../../shared/model/severity.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { Piece, Span } from './calendar.ts';
import type { Cell } from './cell.ts';
import { CLASSIFIABLE, DRILL, incidentOf, INVALID_TIME, NOT_RECORDED, PENDING, REOPENED, RUNNING, SEVERITY, type Rows } from './columns.ts';
import { IS_DRILL, IS_HIDDEN, IS_MAINTENANCE, IS_MERGED, OTHER } from './filter.ts';
import type { Selection } from './selection.ts';

/** A row of the store. */
export interface Place {
  readonly rows: Rows;
  readonly index: number;
}

/** After whom a page begins. */
export interface After {
  readonly start: number;
  /** Its number, as the columns hold it. */
  readonly incident: number;
}

const startOf = ({ rows, index }: Place): number => rows.start[index] ?? 0;
const columnOf = (selection: Selection, metric: TimeMetric): number => selection.lens.columns[TIME_METRICS.indexOf(metric)] ?? 0;
export const timeOf = (selection: Selection, metric: TimeMetric, { rows, index }: Place): number => rows.times[columnOf(selection, metric)]?.[index] ?? NOT_RECORDED;

/**
 * At most `max` dots of a time, in the order of their starts: all, or else the smallest, the largest and the rest at even distances in
 * that order. The same question gives the same dots.
 */
export function dotsOf(selection: Selection, pieces: readonly Piece[], metric: TimeMetric, max: number): { items: ScorecardDot[]; more: number } {
  const at = TIME_METRICS.indexOf(metric);
  const parts = selection.fine(pieces).map((piece) => ({ piece, time: selection.cell(piece).times[at] })).filter((part): part is { piece: Piece; time: Cell['times'][number] } => part.time !== undefined && part.time.order.length > 0);
  const n = parts.reduce((sum, { time }) => sum + time.order.length, 0);
  const chosen = n <= max ? Array.from({ length: n }, (_, index) => index) : evenly(n, max, extremes(selection, parts, metric));
  const items: ScorecardDot[] = [];
  let [part, before] = [0, 0];
  for (const index of chosen) {
    let own = parts[part];
    while (own !== undefined && index - before >= own.time.order.length) {
      before += own.time.order.length;
      own = parts[(part += 1)];
    }
    if (own === undefined) break;
    items.push(dotAt(selection, metric, selection.place(own.piece, own.time.order[index - before] ?? 0)));
  }
  return { items, more: n - items.length };
}

const dotAt = (selection: Selection, metric: TimeMetric, place: Place): ScorecardDot => {
  const flags = place.rows.flags[place.index] ?? 0;
  return {
    incident: incidentOf(place.rows.incident[place.index] ?? 0),
    at: toRfc3339(epochMs(startOf(place))),
    seconds: timeOf(selection, metric, place) / 1_000,
    severity: SEVERITIES[flags & SEVERITY] ?? 'P2',
    isDrill: (flags & DRILL) !== 0,
    reopened: (flags & REOPENED) !== 0,
  };
};

function evenly(n: number, max: number, always: readonly number[]): number[] {
  const chosen = new Set(always);
  const even = max - chosen.size;
  for (let index = 0; index < even; index += 1) chosen.add(Math.floor(((index + 0.5) * n) / even));
  return [...chosen].sort((a, b) => a - b);
}

/** Where the smallest and the largest value stand, each the first of its kind. */
function extremes(selection: Selection, parts: readonly { readonly piece: Piece; readonly time: Cell['times'][number] }[], metric: TimeMetric): number[] {
  const lowest = Math.min(...parts.map(({ time }) => time.sorted[0] ?? Number.POSITIVE_INFINITY));
  const highest = Math.max(...parts.map(({ time }) => time.sorted.at(-1) ?? 0));
  return [lowest, highest].map((value) => {
    let before = 0;
    for (const { piece, time } of parts) {
      if (value >= (time.sorted[0] ?? 0) && value <= (time.sorted.at(-1) ?? 0)) {
        const found = time.order.findIndex((place) => timeOf(selection, metric, selection.place(piece, place)) === value);
        if (found >= 0) return before + found;
      }
      before += time.order.length;
    }
    return 0;
  });
}

/** Why a row does not enter a figure; null = it does; undefined = it is none of the question's. */
export function leftOutOf(selection: Selection, metric: ScorecardMetric, place: Place): LeftOut | null | undefined {
  const standing = selection.lens.sieve(place.rows, place.index);
  if (standing === OTHER || standing === IS_HIDDEN) return undefined;
  if (standing === IS_MERGED) return 'merged';
  if (standing === IS_DRILL) return 'drill';
  if (standing === IS_MAINTENANCE) return 'maintenance';
  if (metric === 'incidents') return null;
  if (metric === 'recurrence') return recurrenceStanding(place.rows.flags[place.index] ?? 0);
  const value = metric === 'impact' ? (place.rows.impact[place.index] ?? NOT_RECORDED) : timeOf(selection, metric, place);
  if (value === NOT_RECORDED) return 'notRecorded';
  if (value === INVALID_TIME) return 'invalid';
  return value === PENDING && metric !== 'impact' ? 'pending' : null;
}

function recurrenceStanding(flags: number): LeftOut | null {
  if ((flags & DRILL) !== 0) return 'drill';
  if ((flags & RUNNING) !== 0) return 'pending';
  return (flags & CLASSIFIABLE) === 0 ? 'notClassifiable' : null;
}

/** Minutes of a period in which one incident had an effect. */
export function minutesOf({ rows, index }: Place, { from, to }: Span, now: EpochMs): number | null {
  const impact = rows.impact[index] ?? NOT_RECORDED;
  if (impact < 0 && impact !== PENDING) return null;
  const start = rows.start[index] ?? 0;
  const end = impact === PENDING ? Math.max(start, now) : start + impact;
  return Math.max(0, Math.min(end, to) - Math.max(start, from)) / 60_000;
}

/** Rows that enter a figure, or do not and say why, the newest first. Parts in which there are none are passed over. */
export function* behind(selection: Selection, pieces: readonly Piece[], span: Span, metric: ScorecardMetric, show: 'counted' | 'leftOut', after: After | null, now: EpochMs): Generator<Place> {
  const wanted = (place: Place): boolean => {
    const left = leftOutOf(selection, metric, place);
    if (left === undefined || (left === null) !== (show === 'counted')) return false;
    return after === null || startOf(place) < after.start || (startOf(place) === after.start && (place.rows.incident[place.index] ?? 0) < after.incident);
  };
  const fine = selection.fine(pieces);
  for (let at = fine.length - 1; at >= 0; at -= 1) {
    const piece = fine[at] as Piece;
    if ((after !== null && piece.from > after.start) || !holdsAny(selection.cell(piece), metric, show)) continue;
    for (const rows of selection.daysOf(piece)) {
      if (after !== null && (rows.start[0] ?? 0) > after.start) continue;
      for (let index = rows.n - 1; index >= 0; index -= 1) if (wanted({ rows, index })) yield { rows, index };
    }
  }
  if (metric !== 'impact' || show !== 'counted') return;
  const earlier = [selection.rows.reaching(span.from), selection.rows.running()].flatMap((rows) => Array.from({ length: rows.n }, (_, index): Place => ({ rows, index }))).filter((place) => startOf(place) < span.from && wanted(place) && (minutesOf(place, span, now) ?? 0) > 0);
  yield* earlier.sort((a, b) => startOf(b) - startOf(a) || (b.rows.incident[b.index] ?? 0) - (a.rows.incident[a.index] ?? 0));
}

/** Whether any row that starts in a part is wanted. */
function holdsAny(cell: Cell, metric: ScorecardMetric, show: 'counted' | 'leftOut'): boolean {
  const counted = cell.bySeverity[0] + cell.bySeverity[1] + cell.bySeverity[2];
  const { drills, maintenance, merged } = cell.leftOut;
  const out = drills + maintenance + merged > 0;
  if (metric === 'incidents') return show === 'counted' ? counted > 0 : out;
  if (metric === 'impact') return show === 'counted' ? counted > cell.impact.unknown : out || cell.impact.unknown > 0;
  if (metric === 'recurrence') return show === 'counted' ? cell.recurrence.n > 0 : out || counted > cell.recurrence.n;
  const time = cell.times[TIME_METRICS.indexOf(metric)];
  const n = time?.sorted.length ?? 0;
  return show === 'counted' ? n > 0 : out || counted > n;
}
