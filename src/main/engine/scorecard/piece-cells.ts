import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { Calendar, Piece, Span } from './calendar.ts';

/** How the sum of a span is read, and how sums of spans that follow each other are added. */
export interface CellMaker<C> {
  readonly read: (span: Span) => C;
  /** Oldest first. */
  readonly add: (cells: readonly C[]) => C;
}

type Kind = 'year' | 'month' | 'day';

/** Days, months and years of something, summed up when they are first asked for and kept until something of theirs changes. */
export class PieceCells<C> {
  readonly #calendar: Calendar;
  readonly #maker: CellMaker<C>;
  readonly #cells: Readonly<Record<Kind, Map<number, C>>> = { year: new Map(), month: new Map(), day: new Map() };

  constructor(calendar: Calendar, maker: CellMaker<C>) {
    this.#calendar = calendar;
    this.#maker = maker;
  }

  /** Reads what is not there yet, in steps between which others may have the thread. */
  *prepare(pieces: readonly Piece[]): Generator<void> {
    for (const piece of pieces) {
      if (piece.kind === 'year' && !this.#cells.year.has(piece.index))
        for (let month = piece.index * 12; month < piece.index * 12 + 12; month += 1) {
          this.#month(month);
          yield;
        }
      if (piece.kind !== 'part') this.cell(piece);
      yield;
    }
  }

  sum(pieces: readonly Piece[]): C {
    return this.#maker.add(pieces.map((piece) => this.cell(piece)));
  }

  cell(piece: Piece): C {
    const { kind, index } = piece;
    if (kind === 'year') return this.#kept('year', index, () => this.#maker.add(Array.from({ length: 12 }, (_, month) => this.#month(index * 12 + month))));
    if (kind === 'month') return this.#month(index);
    return kind === 'part' ? this.#maker.read(piece) : this.#kept('day', index, () => this.#maker.read(piece));
  }

  /** What lies at an instant is another now. */
  forget(at: number): void {
    const day = this.#calendar.dayOf(epochMs(at));
    const month = this.#calendar.monthOf(day);
    this.#cells.day.delete(day);
    this.#cells.month.delete(month);
    this.#cells.year.delete(Math.floor(month / 12));
  }

  #month(month: number): C {
    const start = (each: number): EpochMs => this.#calendar.dayStart(this.#calendar.monthDay(each));
    return this.#kept('month', month, () => this.#maker.read({ from: start(month), to: start(month + 1) }));
  }

  #kept(kind: Kind, index: number, make: () => C): C {
    const known = this.#cells[kind].get(index);
    if (known !== undefined) return known;
    const cell = make();
    this.#cells[kind].set(index, cell);
    return cell;
  }
}
