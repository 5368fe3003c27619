import type { StateKind } from '../../shared/model/state.ts';

export type TileSize = 'grown' | 'full' | 'compact';
/** Lines of the CSS grid, counted from 1. */
export interface Place {
  readonly size: TileSize;
  readonly column: number;
  readonly columns: number;
  readonly row: number;
  readonly rows: number;
}
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly places: readonly Place[];
}

/** What a page can hold: `columns` × `rows` tiles at most, on an area of this shape. */
export interface PageShape {
  readonly columns: number;
  readonly rows: number;
  /** Width divided by height of the whole area. */
  readonly aspect: number;
  /** How many small tiles fit below one another beside the grown ones. */
  readonly small: number;
}

/** Five metres away, six services are what a page can say. */
export const KIOSK_SHAPE: PageShape = { columns: 3, rows: 2, aspect: 1888 / 936, small: 4 };
/** What one pixel of a desk is drawn as in a window of this size, in px: the `--u` of the frame's style sheet. */
export const deskUnit = (width: number, height: number): number => Math.max(1, kioskUnit(width, height));
/** The same in a kiosk, which is always a picture of 1920 × 1080. */
export const kioskUnit = (width: number, height: number): number => Math.min(width / 1920, height / 1080);
const MOST_GROWN = 4;
const TILE_ASPECT = 1.35;
/** An empty cell looks like a missing service: it must be worth a clearly better shape. */
const EMPTY_CELL_COST = 0.35;

/** How many P0 tiles may grow on a page before all are large again because none could stand out. */
const grownOf = (kinds: readonly StateKind[]): number => {
  const p0 = kinds.filter((kind) => kind === 'P0').length;
  return p0 <= MOST_GROWN && p0 > 0 ? p0 : 0;
};

/** How many tiles a page holds when its worst are these. */
export function capacityOf(kinds: readonly StateKind[], shape: PageShape): number {
  const grown = grownOf(kinds);
  if (grown === 0 || shape.columns < 3) return shape.columns * shape.rows;
  return grown + besideOf(shape);
}

/** Small tiles fill the right-hand third. */
const besideOf = (shape: PageShape): number => Math.floor(shape.columns / 3) * shape.small;

/** The grid of `count` equal tiles whose shape comes nearest to that of a tile. */
export function gridFor(count: number, shape: PageShape): { columns: number; rows: number } {
  let best = { columns: shape.columns, rows: shape.rows };
  let bestMisfit = Number.POSITIVE_INFINITY;
  for (let columns = 1; columns <= shape.columns; columns += 1) {
    const rows = Math.ceil(count / columns);
    if (rows > shape.rows) continue;
    const misfit = Math.abs(Math.log((shape.aspect * rows) / columns / TILE_ASPECT)) + (columns * rows - count) * EMPTY_CELL_COST;
    if (misfit < bestMisfit) [best, bestMisfit] = [{ columns, rows: Math.max(1, rows) }, misfit];
  }
  return best;
}

function evenly(count: number, shape: PageShape, whole: boolean): Layout {
  const { columns, rows } = whole ? shape : gridFor(count, shape);
  const size: TileSize = !whole && count <= 2 && shape.columns <= KIOSK_SHAPE.columns ? 'grown' : 'full';
  const places = Array.from({ length: count }, (_, index): Place => ({ size, column: (index % columns) + 1, columns: 1, row: Math.floor(index / columns) + 1, rows: 1 }));
  return { columns, rows, places };
}

/** P0 tiles take the left two thirds, the others stand small in the right one. */
function around(grown: number, count: number, shape: PageShape): Layout {
  const others = count - grown;
  const across = grown === MOST_GROWN ? 2 : 1;
  const down = Math.ceil(grown / across);
  const besideColumns = Math.max(1, Math.floor(shape.columns / 3));
  const besideRows = Math.max(Math.ceil(others / besideColumns), Math.min(3, shape.small));
  // A common multiple of both sides, so that one grid holds them.
  const rows = down * besideRows;
  const big = 2 * besideColumns;
  const columns = others === 0 ? across : big * across + besideColumns * across;
  const bigWidth = others === 0 ? 1 : big;
  const places = Array.from({ length: count }, (_, index): Place => {
    if (index < grown) return { size: grown <= 2 ? 'grown' : 'full', column: (index % across) * bigWidth + 1, columns: bigWidth, row: Math.floor(index / across) * besideRows + 1, rows: besideRows };
    const at = index - grown;
    return { size: 'compact', column: big * across + (at % besideColumns) * across + 1, columns: across, row: Math.floor(at / besideColumns) * down + 1, rows: down };
  });
  return { columns, rows, places };
}

/**
 * Where the tiles of a page stand, in their order (P0 first). `whole` keeps the full grid for the last, half-filled page, so that
 * tiles do not change their size from page to page.
 */
export function layoutPage(kinds: readonly StateKind[], shape: PageShape, whole: boolean): Layout {
  const grown = grownOf(kinds);
  if (grown === 0 || shape.columns < 3) return evenly(kinds.length, shape, whole);
  return around(grown, kinds.length, shape);
}
