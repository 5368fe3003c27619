import type { ChartMark } from './chart-types.ts';
import type { Domain } from '../../../shared/charts/scale.ts';

export interface PlacedMark extends ChartMark {
  /** Line of words above the plot, 0 next to it, so that marks that stand close do not write over each other; null: no room for its word. */
  readonly row: number | null;
  /** Side of its rule on which the word stands. */
  readonly side: 'left' | 'right';
}

/** More lines of words than this would take the plot's room. */
const MOST_ROWS = 3;
/** A letter is about this wide, in em; words get a little air. */
const LETTER_EMS = 0.58;
const AIR_EMS = 1.2;

interface Span {
  readonly from: number;
  readonly to: number;
}
const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;

/**
 * Marks inside the window, each with a place for its word in as few lines as it takes. A word stands right of its rule, but where
 * the next mark is near it stands left, so that the two share a line. `width` and `fontPx` in pixels.
 */
export function placeMarks(marks: readonly ChartMark[], { low, high }: Domain, width: number, fontPx: number): readonly PlacedMark[] {
  const rows: Span[][] = [];
  const inside = marks.filter(({ at }) => at >= low && at <= high).toSorted((a, b) => a.at - b.at);
  const xOf = (at: number) => ((at - low) / (high - low)) * width;
  return inside.map((mark, index) => {
    const x = xOf(mark.at);
    const length = (mark.word.length * LETTER_EMS + AIR_EMS) * fontPx;
    const next = inside[index + 1];
    const right = { from: x, to: x + length };
    const left = { from: x - length, to: x };
    const crowded = right.to > width || (next !== undefined && xOf(next.at) < right.to);
    const sides = (crowded ? (['left', 'right'] as const) : (['right', 'left'] as const)).filter((side) => (side === 'left' ? left.from >= 0 : right.to <= width));
    const free = (span: Span, row: number) => (rows[row] ?? []).every((each) => !overlaps(each, span));
    for (let row = 0; row < MOST_ROWS; row++) {
      const side = sides.find((each) => free(each === 'left' ? left : right, row));
      if (side === undefined) continue;
      rows[row] = [...(rows[row] ?? []), side === 'left' ? left : right];
      return { ...mark, row, side };
    }
    return { ...mark, row: null, side: 'right' };
  });
}
