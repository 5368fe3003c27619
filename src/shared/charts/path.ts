/** Points of a series, oldest first; `low` and `high` are the extremes behind a point, and NaN is a gap. */
export interface SeriesPoints {
  readonly times: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly value: Float64Array;
}

/** Linear projection of time (ms) and value to pixels. */
export interface Projection {
  readonly left: number;
  readonly fromMs: number;
  readonly pixelsPerMs: number;
  readonly bottom: number;
  readonly fromValue: number;
  readonly pixelsPerUnit: number;
}

export const xOf = (p: Projection, time: number): number => p.left + (time - p.fromMs) * p.pixelsPerMs;
export const yOf = (p: Projection, value: number): number => p.bottom - (value - p.fromValue) * p.pixelsPerUnit;

/** A tenth of a pixel is finer than the eye, and halves the text that the browser must read. */
const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Beyond this many points per pixel only the first, lowest, highest and last of a pixel column are drawn. */
const DENSE = 2;

/** Whether points are closer than two to a pixel, so that columns must be merged. */
export const isDense = (points: number, widthPx: number): boolean => points > DENSE * widthPx;

class PathText {
  text = '';
  #pen = false;
  #single = '';

  /** The next vertex starts a new piece. A piece of one sample would be invisible and becomes a dot as wide as the line. */
  lift(): void {
    if (this.#single !== '') this.text += 'h.01';
    this.#single = '';
    this.#pen = false;
  }

  to(x: number, y: number): void {
    const point = `${tenth(x)} ${tenth(y)}`;
    if (this.#pen) {
      this.text += `L${point}`;
      this.#single = '';
    } else {
      this.text += `M${point}`;
      this.#single = point;
      this.#pen = true;
    }
  }
}

interface Column {
  x: number;
  first: number;
  low: number;
  lowAt: number;
  high: number;
  highAt: number;
  last: number;
}

function drawColumn(path: PathText, p: Projection, column: Column): void {
  const x = column.x + 0.5;
  const { first, low, high, last } = column;
  path.to(x, yOf(p, first));
  const [a, b] = column.lowAt <= column.highAt ? [low, high] : [high, low];
  if (a !== first) path.to(x, yOf(p, a));
  if (b !== a) path.to(x, yOf(p, b));
  if (last !== b) path.to(x, yOf(p, last));
}

/**
 * SVG path of the points [from, to): straight lines between samples, nothing invented. A distance beyond `gapMs` and a NaN
 * lift the pen. Where points are dense, every pixel column keeps its first, lowest, highest and last value (as in "M4:
 * A Visualization-Oriented Time Series Data Aggregation", Jugel et al., VLDB 2014), so no spike is lost.
 */
export function buildPath(buffer: SeriesPoints, from: number, to: number, gapMs: number, p: Projection, dense: boolean): string {
  const path = new PathText();
  const { times, low, high, value } = buffer;
  let previous = -Infinity;
  let column: Column | null = null;
  const flush = () => {
    if (column) drawColumn(path, p, column);
    column = null;
  };
  for (let i = from; i < to; i++) {
    const time = times[i] ?? NaN;
    const sample = value[i] ?? NaN;
    if (Number.isNaN(sample) || time - previous > gapMs) {
      flush();
      path.lift();
    }
    previous = time;
    if (Number.isNaN(sample)) continue;
    const least = low[i] ?? sample;
    const most = high[i] ?? sample;
    if (!dense) {
      drawPoint(path, p, time, least, most, sample);
      continue;
    }
    const x = Math.floor(xOf(p, time));
    if (column && column.x !== x) flush();
    column = widen(column, x, i, least, most, sample);
  }
  flush();
  path.lift();
  return path.text;
}

function drawPoint(path: PathText, p: Projection, time: number, least: number, most: number, sample: number): void {
  const x = xOf(p, time);
  if (least !== sample) path.to(x, yOf(p, least));
  if (most !== sample) path.to(x, yOf(p, most));
  path.to(x, yOf(p, sample));
}

function widen(column: Column | null, x: number, index: number, least: number, most: number, sample: number): Column {
  if (!column) return { x, first: sample, low: least, lowAt: index, high: most, highAt: index, last: sample };
  if (least < column.low) {
    column.low = least;
    column.lowAt = index;
  }
  if (most > column.high) {
    column.high = most;
    column.highAt = index;
  }
  column.last = sample;
  return column;
}

/** First index of the newest part of a series, which is drawn as a path of its own: it begins with its own pixel column. */
export function tailStart(buffer: SeriesPoints, from: number, to: number, p: Projection, points: number): number {
  let index = Math.max(from, to - points);
  while (index > from && Math.floor(xOf(p, buffer.times[index] ?? 0)) === Math.floor(xOf(p, buffer.times[index - 1] ?? 0))) index--;
  return index;
}

/** Lowest and highest visible value over the points [from, to); null where there is none. */
export function extremes(buffer: SeriesPoints, from: number, to: number): { low: number; high: number } | null {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < to; i++) {
    const least = buffer.low[i] ?? NaN;
    const most = buffer.high[i] ?? NaN;
    if (least < low) low = least;
    if (most > high) high = most;
  }
  return high >= low ? { low, high } : null;
}

/** Moves labels apart so that none covers another, keeping their order and staying inside [top, bottom]. Positions are centres in px. */
export function spread(positions: readonly number[], height: number, top: number, bottom: number): number[] {
  const order = positions.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  let floor = top + height / 2;
  for (const each of order) {
    each.y = Math.max(each.y, floor);
    floor = each.y + height;
  }
  let ceiling = bottom - height / 2;
  for (const each of order.toReversed()) {
    each.y = Math.min(each.y, ceiling);
    ceiling = each.y - height;
  }
  const placed = positions.map(() => 0);
  for (const each of order) placed[each.index] = each.y;
  return placed;
}
