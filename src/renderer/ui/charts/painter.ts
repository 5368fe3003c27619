import type { SeriesView } from '../../lib/series-cache.ts';
import { buildPath, extremes, isDense, spread, tailStart, xOf, yOf, type Projection } from '../../../shared/charts/path.ts';
import type { Domain } from '../../../shared/charts/scale.ts';

export interface PlotBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where recharts put the plot, and what its axes span. */
export interface Geometry {
  readonly plot: PlotBox;
  readonly time: Domain;
  readonly value: Domain;
  readonly fontPx: number;
}

/** The SVG elements of one line; they belong to React, their attributes to the painter. */
export interface LineElements {
  readonly settled: SVGPathElement;
  readonly tail: SVGPathElement;
  readonly label: SVGTextElement;
}

export interface LineInput {
  readonly view: SeriesView;
  readonly elements: LineElements;
  /** Text at the line's end; "" for none. */
  readonly label: string;
  /** The value that the text names, in the unit of the chart. */
  readonly endValue: number;
  /** What the values of the view are multiplied by to be in that unit. */
  readonly scale: number;
  readonly faded: boolean;
}

/** Newest points, drawn as a path of their own: a tick then costs these few, whatever the length of the line. */
const TAIL_POINTS = 24;

interface Drawn {
  generation: number;
  geometry: Geometry | null;
  gapMs: number;
  /** Time of the first point of the tail; everything before stands in the settled path. */
  tailFrom: number;
  end: number;
  d: string;
  label: string;
  labelY: number;
  labelX: number;
  faded: boolean | null;
}

const fresh = (): Drawn => ({ generation: -1, geometry: null, gapMs: 0, tailFrom: 0, end: -1, d: '', label: '', labelY: NaN, labelX: NaN, faded: null });

export const projectionOf = ({ plot, time, value }: Geometry): Projection => ({
  left: plot.x,
  fromMs: time.low,
  pixelsPerMs: plot.width / (time.high - time.low),
  bottom: plot.y + plot.height,
  fromValue: value.low,
  pixelsPerUnit: plot.height / (value.high - value.low),
});

/** Points of a view that lie in the time domain, with one neighbour to the left so that the line enters from the edge. */
export function visibleRange(view: SeriesView, time: Domain): [from: number, to: number] {
  const { buffer } = view;
  const first = buffer.indexAt(time.low);
  return [Math.max(buffer.start, first - 1), buffer.end];
}

/** Extremes of all views inside the time domain, each by its scale; null where nothing is visible. */
export function dataDomain(views: readonly SeriesView[], time: Domain, scales: readonly number[] = []): Domain | null {
  const found = views.flatMap((view, index): Domain[] => {
    const [own, scale] = [extremes(view.buffer, view.buffer.indexAt(time.low), view.buffer.end), scales[index] ?? 1];
    return own ? [{ low: own.low * scale, high: own.high * scale }] : [];
  });
  return found.length === 0 ? null : { low: Math.min(...found.map(({ low }) => low)), high: Math.max(...found.map(({ high }) => high)) };
}

/** The projection of values that are in another unit. */
const scaled = (projection: Projection, scale: number): Projection => (scale === 1 ? projection : { ...projection, fromValue: projection.fromValue / scale, pixelsPerUnit: projection.pixelsPerUnit * scale });

/** Draws lines by changing attributes only; React is not involved, so that a tick costs what changed on the screen. */
export class Painter {
  readonly #drawn = new Map<SVGPathElement, Drawn>();

  /** Draws everything anew the next time. */
  forget(): void {
    this.#drawn.clear();
  }

  paint(lines: readonly LineInput[], geometry: Geometry): void {
    const projection = projectionOf(geometry);
    for (const line of lines) this.#paintLine(line, geometry, scaled(projection, line.scale));
    this.#paintLabels(lines, geometry, projection);
  }

  #stateOf(line: LineInput): Drawn {
    const known = this.#drawn.get(line.elements.settled);
    if (known) return known;
    const state = fresh();
    this.#drawn.set(line.elements.settled, state);
    return state;
  }

  #paintLine(line: LineInput, geometry: Geometry, projection: Projection): void {
    const { view, elements } = line;
    const drawn = this.#stateOf(line);
    const [from, to] = visibleRange(view, geometry.time);
    const dense = isDense(to - from, geometry.plot.width);
    const whole = drawn.geometry !== geometry || drawn.generation !== view.generation || drawn.gapMs !== view.gapMs;
    const lastTime = view.buffer.lastTime;
    if (!whole && drawn.end === lastTime) {
      this.#fade(line, drawn);
      return;
    }
    let tailFrom = whole ? -1 : view.buffer.indexAt(drawn.tailFrom);
    if (tailFrom < from || to - tailFrom > 2 * TAIL_POINTS + (dense ? TAIL_POINTS : 0)) {
      tailFrom = tailStart(view.buffer, from, to, projection, TAIL_POINTS);
      // The settled part ends with the tail's first point, so that the two join without a seam.
      elements.settled.setAttribute('d', buildPath(view.buffer, from, Math.min(tailFrom + 1, to), view.gapMs, projection, dense));
      drawn.tailFrom = view.buffer.times[tailFrom] ?? 0;
    }
    const d = buildPath(view.buffer, tailFrom, to, view.gapMs, projection, dense);
    if (d !== drawn.d || whole) elements.tail.setAttribute('d', d);
    Object.assign(drawn, { generation: view.generation, geometry, gapMs: view.gapMs, end: lastTime, d });
    this.#fade(line, drawn);
  }

  #fade(line: LineInput, drawn: Drawn): void {
    if (drawn.faded === line.faded) return;
    drawn.faded = line.faded;
    // Both parts of a line fade as one, so that the place where they meet does not show.
    for (const element of [line.elements.settled.parentElement, line.elements.label]) element?.toggleAttribute('data-faded', line.faded);
  }

  #paintLabels(lines: readonly LineInput[], geometry: Geometry, projection: Projection): void {
    const { plot, fontPx } = geometry;
    const shown = lines.filter((line) => line.label !== '');
    const wanted = shown.map(({ endValue }) => {
      const y = yOf(projection, endValue);
      return Number.isFinite(y) ? Math.min(Math.max(y, plot.y), plot.y + plot.height) : plot.y + plot.height / 2;
    });
    const placed = spread(wanted, fontPx * 1.15, plot.y - fontPx * 0.5, plot.y + plot.height + fontPx * 0.5);
    const x = Math.round(plot.x + plot.width + fontPx * 0.4);
    for (const line of lines) this.#paintLabel(line, x, Math.round((placed[shown.indexOf(line)] ?? 0) + fontPx * 0.36));
  }

  #paintLabel(line: LineInput, x: number, y: number): void {
    const drawn = this.#stateOf(line);
    const { label } = line.elements;
    if (drawn.label !== line.label) label.textContent = line.label;
    drawn.label = line.label;
    if (drawn.labelX !== x) label.setAttribute('x', String(x));
    drawn.labelX = x;
    if (drawn.labelY !== y) label.setAttribute('y', String(y));
    drawn.labelY = y;
  }
}

export interface StaleElements {
  readonly group: SVGGElement;
  readonly area: SVGRectElement;
  readonly text: SVGTextElement;
}

/** Hatches from the newest sample to now and says since when there is nothing; null takes the hatching away. */
export function paintStale(elements: StaleElements, stale: { fromMs: number; nowMs: number; text: string } | null, geometry: Geometry): void {
  elements.group.toggleAttribute('data-on', stale !== null);
  if (!stale) return;
  const { plot, fontPx } = geometry;
  const projection = projectionOf(geometry);
  const right = plot.x + plot.width;
  const left = Math.min(Math.max(xOf(projection, stale.fromMs), plot.x), right);
  const end = Math.max(left, Math.min(xOf(projection, stale.nowMs), right));
  const { area, text } = elements;
  area.setAttribute('x', left.toFixed(1));
  area.setAttribute('width', (end - left).toFixed(1));
  area.setAttribute('y', String(plot.y));
  area.setAttribute('height', String(plot.height));
  if (text.textContent !== stale.text) text.textContent = stale.text;
  const width = stale.text.length * fontPx * 0.56;
  const centre = Math.min(Math.max((left + end) / 2, plot.x + width / 2), right - width / 2);
  text.setAttribute('x', centre.toFixed(1));
  text.setAttribute('y', String(Math.round(plot.y + plot.height / 2 + fontPx * 0.36)));
}
