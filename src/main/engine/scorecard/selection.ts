import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { piecesOf, type Calendar, type Piece, type Span } from './calendar.ts';
import { addCells, buildCell, buildPart, ROW_BITS, type Cell, type Lens } from './cell.ts';
import { cut, firstFrom, PENDING, RECURS_AT, RECURS_PUBLIC_AT, SEVERITY, type Rows } from './columns.ts';
import type { FactRows } from './fact-rows.ts';
import { COUNTED, createSieve, type Question } from './filter.ts';

type Kind = 'year' | 'month' | 'day';

const PARTS = 200;

/** Whose minutes: of all, of a severity, of a service by its number. */
type Group = { readonly kind: 'all' } | { readonly kind: 'severity'; readonly severity: number } | { readonly kind: 'service'; readonly service: number };

/** Minutes of a period: of all, by severity and by service. */
export interface Covered {
  readonly ms: number;
  readonly bySeverity: readonly [number, number, number];
  readonly services: ReadonlyMap<number, { readonly count: number; readonly ms: number }>;
}

/** The days, months and years of one question, added up once and kept until an incident of theirs changes. */
export class Selection {
  readonly lens: Lens;
  readonly rows: FactRows;
  readonly #calendar: Calendar;
  readonly #cells: Readonly<Record<Kind, Map<number, Cell>>> = { year: new Map(), month: new Map(), day: new Map() };
  /** Of less than a day, by their bounds; the same ones are asked for as long as an incident runs. */
  readonly #parts = new Map<string, Cell>();
  bytes = 0;

  constructor(question: Question, rows: FactRows, calendar: Calendar) {
    this.rows = rows;
    this.#calendar = calendar;
    this.lens = { sieve: createSieve(question, rows.shared), shared: rows.shared, columns: [0, 1, 2, question.filter.resolveFrom === 'impact' ? 3 : 4], recursAt: question.seesPrivate ? RECURS_AT : RECURS_PUBLIC_AT };
  }

  pieces(span: Span, now: EpochMs): Piece[] {
    const bounds = this.rows.bounds();
    if (bounds === null) return [];
    // Before the day of the first incident nothing has happened, and nothing after today and the day of the last one.
    const from = this.#calendar.dayStart(this.#calendar.dayOf(epochMs(bounds.first)));
    const to = this.#calendar.dayStart(this.#calendar.dayOf(epochMs(Math.max(bounds.last, now))) + 1);
    return piecesOf(this.#calendar, { from: epochMs(Math.max(span.from, from)), to: epochMs(Math.min(span.to, to)) }, now);
  }

  /** Makes what a period needs and is not there yet, in steps between which others may have the thread. */
  *prepare(pieces: readonly Piece[]): Generator<void> {
    for (const piece of pieces) {
      if (piece.kind === 'part' || this.#cells[piece.kind].has(piece.index)) continue;
      if (piece.kind === 'year')
        for (let month = piece.index * 12; month < piece.index * 12 + 12; month += 1) {
          if (this.#cells.month.has(month)) continue;
          yield* this.rows.read(this.#calendar.monthDay(month), this.#calendar.monthDay(month + 1));
          this.month(month);
          yield;
        }
      if (piece.kind === 'month') yield* this.rows.read(this.#calendar.monthDay(piece.index), this.#calendar.monthDay(piece.index + 1));
      this.cell(piece);
      yield;
    }
  }

  cell(piece: Piece): Cell {
    const { kind, index } = piece;
    if (kind === 'year') return this.#kept('year', index, () => addCells(Array.from({ length: 12 }, (_, month) => this.month(index * 12 + month))));
    if (kind === 'month') return this.month(index);
    if (kind === 'part') return this.#part(piece);
    return this.#kept('day', index, () => buildCell(this.lens, [this.rows.day(index)], this.rows.reaching(piece.from), piece.from, piece.to));
  }

  #part({ index, from, to }: Piece): Cell {
    const key = `${from} ${to}`;
    const known = this.#parts.get(key);
    if (known !== undefined) return known;
    if (this.#parts.size >= PARTS) this.#parts.clear();
    const cell = buildPart(this.lens, this.rows.day(index), this.rows.reaching(from), from, to);
    this.#parts.set(key, cell);
    return cell;
  }

  month(month: number): Cell {
    return this.#kept('month', month, () => {
      const [first, end] = [this.#calendar.monthDay(month), this.#calendar.monthDay(month + 1)];
      const from = this.#calendar.dayStart(first);
      return buildCell(this.lens, Array.from({ length: end - first }, (_, index) => this.rows.day(first + index)), this.rows.reaching(from), from, this.#calendar.dayStart(end));
    });
  }

  /** Pieces with years in their months, which know where each row stands. */
  fine(pieces: readonly Piece[]): Piece[] {
    return pieces.flatMap((piece) => (piece.kind !== 'year' ? piece : Array.from({ length: 12 }, (_, month) => this.#monthPiece(piece.index * 12 + month))));
  }

  /** The row that stands at a place of a piece's `order`. */
  place(piece: Piece, place: number): { readonly rows: Rows; readonly index: number } {
    const [day, index] = [place >>> ROW_BITS, place & (2 ** ROW_BITS - 1)];
    if (piece.kind === 'month') return { rows: this.rows.day(this.#calendar.monthDay(piece.index) + day), index };
    const rows = this.rows.day(piece.index);
    return { rows, index: piece.kind === 'part' ? firstFrom(rows, piece.from) + index : index };
  }

  #monthPiece(month: number): Piece {
    return { kind: 'month', index: month, from: this.#calendar.dayStart(this.#calendar.monthDay(month)), to: this.#calendar.dayStart(this.#calendar.monthDay(month + 1)) };
  }

  /** The rows that start in a piece, newest day first. */
  *daysOf(piece: Piece): Generator<Rows> {
    if (piece.kind === 'part') {
      const day = this.rows.day(piece.index);
      const [from, to] = [firstFrom(day, piece.from), firstFrom(day, piece.to)];
      if (to > from) yield cut(day, from, to);
      return;
    }
    const [first, end] =
      piece.kind === 'day' ? [piece.index, piece.index + 1]
      : piece.kind === 'month' ? [this.#calendar.monthDay(piece.index), this.#calendar.monthDay(piece.index + 1)]
      : [this.#calendar.monthDay(piece.index * 12), this.#calendar.monthDay(piece.index * 12 + 12)];
    for (let day = end - 1; day >= first; day -= 1) yield this.rows.day(day);
  }

  /** Minutes of a period, those included that run up to the present. */
  covered(span: Span, pieces: readonly Piece[], now: EpochMs): Covered {
    const cells = pieces.map((piece) => this.cell(piece));
    const services = new Map<number, { count: number; ms: number }>();
    for (const { services: each } of cells)
      for (const [service, { count, ms }] of each) {
        const own = services.get(service);
        if (own === undefined) services.set(service, { count, ms });
        else {
          own.count += count;
          own.ms += ms;
        }
      }
    const since = this.#runningSince(span, now);
    const whole = (group: Group, ended: number, from: number): number => this.#upTo(group, span, from, now, ended) + Math.max(0, Math.min(span.to, now) - Math.max(span.from, from));
    const bySeverity = [0, 1, 2].map((severity) => {
      const ended = cells.reduce((sum, { impact }) => sum + impact.bySeverity[severity as 0 | 1 | 2], 0);
      const from = since.severities[severity];
      return from === undefined ? ended : whole({ kind: 'severity', severity }, ended, from);
    }) as [number, number, number];
    for (const [service, from] of since.services) {
      const own = services.get(service) ?? { count: 0, ms: 0 };
      services.set(service, { count: own.count, ms: whole({ kind: 'service', service }, own.ms, from) });
    }
    const ended = cells.reduce((sum, { impact }) => sum + impact.ms, 0);
    return { ms: since.all === null ? ended : whole({ kind: 'all' }, ended, since.all), bySeverity, services };
  }

  /** Gives up what an incident from one instant to another may have changed. */
  forget(fromDay: number, toDay: number): void {
    const drop = (kind: Kind, from: number, to: number): void => {
      const cells = this.#cells[kind];
      const gone = to - from < cells.size ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : [...cells.keys()].filter((index) => index >= from && index <= to);
      for (const index of gone) {
        this.bytes -= cells.get(index)?.bytes ?? 0;
        cells.delete(index);
      }
    };
    const [fromMonth, toMonth] = [this.#calendar.monthOf(fromDay), this.#calendar.monthOf(toDay)];
    this.#parts.clear();
    drop('day', fromDay, toDay);
    drop('month', fromMonth, toMonth);
    drop('year', Math.floor(fromMonth / 12), Math.floor(toMonth / 12));
  }

  #kept(kind: Kind, index: number, make: () => Cell): Cell {
    const known = this.#cells[kind].get(index);
    if (known !== undefined) return known;
    const cell = make();
    this.#cells[kind].set(index, cell);
    this.bytes += cell.bytes;
    return cell;
  }

  /**
   * Since when one of each group has an effect that lasts: all of them last up to the present, so that together they cover what lies
   * after the first one, and before it what has ended covers what it covers.
   */
  #runningSince(span: Span, now: EpochMs): { readonly all: number | null; readonly severities: readonly (number | undefined)[]; readonly services: ReadonlyMap<number, number> } {
    const rows = this.rows.running();
    let all: number | null = null;
    const severities: (number | undefined)[] = [];
    const services = new Map<number, number>();
    for (let index = 0; index < rows.n; index += 1) {
      const start = rows.start[index] ?? 0;
      if (start >= span.to || start >= now || rows.impact[index] !== PENDING || this.lens.sieve(rows, index) !== COUNTED) continue;
      all ??= start;
      severities[(rows.flags[index] ?? 0) & SEVERITY] ??= start;
      for (const service of this.lens.shared.members(rows.group[index] ?? 0)) if (!services.has(service)) services.set(service, start);
    }
    return { all, severities, services };
  }

  /** What has ended covers of a group before an instant; `ended` is what it covers of the whole period. */
  #upTo(group: Group, { from, to }: Span, until: number, now: EpochMs, ended: number): number {
    if (until <= from) return 0;
    if (until >= to) return ended;
    return this.pieces({ from, to: epochMs(until) }, now).reduce((sum, piece) => sum + msOf(this.cell(piece), group), 0);
  }
}

function msOf({ impact, services }: Cell, group: Group): number {
  if (group.kind === 'all') return impact.ms;
  return group.kind === 'severity' ? impact.bySeverity[group.severity as 0 | 1 | 2] : (services.get(group.service)?.ms ?? 0);
}
