import type { MonthPoint } from '../../../ui/charts/MonthChart.tsx';
import { spanTicks, spanWord } from '../../../ui/charts/span-ticks.ts';
import { stripPosition, stripTicks, swarm, type StripScale } from '../../../ui/charts/strip.ts';
import type { Pen } from './marks.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const AXIS = 3.4;
const TINY = 2.05;
const RADIUS = 0.75;

const SHAPES = {
  P0: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  P1: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
  P2: [[0, -1], [1.05, 0.85], [-1.05, 0.85]],
} as const;

interface Dots {
  readonly items: readonly { readonly seconds: number; readonly severity: 'P0' | 'P1' | 'P2' }[];
  readonly more: number;
}

/** Every incident as a dot along an axis of durations, as on the screen. */
export function drawStrip(pen: Pen, { x, y, width, height }: Place, scale: StripScale, { items, more }: Dots, marks: { readonly mean: number | null; readonly median: number | null; readonly p90: number | null }): void {
  const floor = y + height - AXIS;
  const at = (seconds: number): number => x + RADIUS + stripPosition(scale, seconds) * (width - 2 * RADIUS);
  pen.line(x, floor, x + width, floor);
  for (const tick of stripTicks(scale, 9 / width)) {
    const place = x + RADIUS + tick.at * (width - 2 * RADIUS);
    pen.line(place, floor, place, floor + 0.7);
    pen.text(place, floor + 3, tick.word, { size: TINY, ink: 'grey', anchor: tick.at < 0.05 ? 'start' : tick.at > 0.95 ? 'end' : 'middle' });
  }
  if (marks.p90 !== null) pen.line(at(marks.p90), y, at(marks.p90), floor, { width: 0.2, ink: 'grey', dashed: true });
  if (marks.mean !== null) pen.line(at(marks.mean), y, at(marks.mean), floor, { width: 0.25, ink: 'blue' });
  if (marks.median !== null) pen.line(at(marks.median), y, at(marks.median), floor, { width: 0.5, ink: 'black' });
  const sorted = items.toSorted((a, b) => a.seconds - b.seconds);
  const placed = swarm(sorted.map(({ seconds }) => at(seconds)), RADIUS, height - AXIS);
  for (const [index, dot] of sorted.entries()) {
    const { x: dx, y: dy } = placed[index] ?? { x: 0, y: 0 };
    pen.shape(SHAPES[dot.severity].map(([px, py]) => [dx + px * RADIUS, y + (height - AXIS) / 2 + dy + py * RADIUS] as const), 'blue');
  }
  if (more > 0) pen.text(x + width, y + 1.6, `+${more} more`, { size: TINY, ink: 'grey', anchor: 'end' });
}

/** Runs of months that have a value: a month without any is a gap. */
const runsOf = (values: readonly (number | null)[]): readonly (readonly (readonly [index: number, value: number])[])[] =>
  values.reduce<(readonly [number, number])[][]>((runs, value, index) => {
    if (value === null) return [...runs, []];
    runs.at(-1)?.push([index, value]);
    return runs;
  }, [[]]);

/** Mean and median by month, with how many each speaks of. */
export function drawMonths(pen: Pen, { x, y, width, height }: Place, months: readonly MonthPoint[]): void {
  const values = months.flatMap(({ mean, median }) => [mean, median]).filter((value) => value !== null);
  if (values.length === 0) return pen.text(x, y + 6, 'no month has this time', { ink: 'grey' });
  const ticks = spanTicks(Math.max(...values), 3);
  const [left, floor, top] = [x + 10, y + height - 6, y + 2];
  const step = (width - 15) / Math.max(1, months.length - 1);
  const at = (index: number, value: number) => [left + 1 + index * step, floor - (value / (ticks.at(-1) ?? 1)) * (floor - top)] as const;
  for (const tick of ticks) {
    const [, line] = at(0, tick);
    pen.line(left, line, x + width, line);
    pen.text(left - 1, line + 0.7, spanWord(tick), { size: TINY, ink: 'grey', anchor: 'end' });
  }
  const every = Math.max(1, Math.ceil(9 / step));
  for (const [index, { word, n }] of months.entries()) {
    // Counted from the end: the newest month always has its word.
    if ((months.length - 1 - index) % every !== 0) continue;
    pen.text(left + 1 + index * step, floor + 2.8, word, { size: TINY, ink: 'grey', anchor: 'middle' });
    pen.text(left + 1 + index * step, floor + 5.4, n === 0 ? '–' : `n ${n}`, { size: TINY, ink: 'grey', anchor: 'middle' });
  }
  for (const [key, ink, thick] of [['mean', 'blue', 0.25], ['median', 'black', 0.45]] as const) {
    for (const run of runsOf(months.map((month) => month[key])))
      for (const [place, [index, value]] of run.entries()) {
        const [previous] = [run[place - 1]];
        if (previous !== undefined) pen.line(...at(...previous), ...at(index, value), { width: thick, ink, dashed: key === 'mean' });
      }
    for (const [index, month] of months.entries()) {
      const value = month[key];
      if (value !== null) pen.dot(...at(index, value), 0.6, ink, month.few);
    }
  }
}
