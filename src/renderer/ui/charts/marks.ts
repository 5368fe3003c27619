import type { ChartMark } from './chart-types.ts';
import type { Domain } from './scale.ts';

export interface PlacedMark extends ChartMark {
  /** Line of words from the top, so that marks that stand close do not write over each other. */
  readonly row: number;
  /** Side of its rule on which the word has room. */
  readonly side: 'left' | 'right';
}

/** A letter is about this wide, in em; words get a little air. */
const LETTER_EMS = 0.58;
const AIR_EMS = 1.2;

/** Marks inside the window, each with a place for its word. `width` and `fontPx` in pixels. */
export function placeMarks(marks: readonly ChartMark[], { low, high }: Domain, width: number, fontPx: number): readonly PlacedMark[] {
  const ends: number[] = [];
  return marks
    .filter(({ at }) => at >= low && at <= high)
    .toSorted((a, b) => a.at - b.at)
    .map((mark) => {
      const x = ((mark.at - low) / (high - low)) * width;
      const length = (mark.word.length * LETTER_EMS + AIR_EMS) * fontPx;
      const side = x + length > width ? 'left' : 'right';
      const from = side === 'right' ? x : x - length;
      const free = ends.findIndex((end) => end <= from);
      const row = free === -1 ? ends.length : free;
      ends[row] = from + length;
      return { ...mark, row, side };
    });
}
