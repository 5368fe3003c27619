import type { Unit } from '../../../shared/model/config.ts';
import type { Threshold } from '../../../shared/model/entities.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { formatValueText } from '../../../shared/text/format.ts';
import { formatSince } from '../../../shared/time/format.ts';
import type { LiveStore } from '../../lib/live-store.ts';
import type { SeriesCache, SeriesView } from '../../lib/series-cache.ts';
import { namesLines, type ChartSeries } from './chart-types.ts';
import { dataDomain, Painter, paintStale, type Geometry, type LineElements, type LineInput, type StaleElements } from './painter.ts';
import { keepsDomain, timeDomain, valueDomain, type Domain, type ValueDomain } from '../../../shared/charts/scale.ts';
import type { Turns } from './turns.ts';

/** What a chart shows: axes with lines, or words where there is no line: axes without one would read as "nothing happens". */
export type Picture = { readonly frame: Frame } | { readonly words: string };
const LOADING: Picture = { words: 'loading' };

/** Words in place of a chart none of whose series has a point in its window; null where one has. */
export function wordsFor(views: readonly Pick<SeriesView, 'phase' | 'message'>[], visible: boolean): string | null {
  if (visible) return null;
  if (views.length === 0 || views.some(({ phase }) => phase === 'loading')) return 'loading';
  return views.find(({ phase }) => phase === 'failed')?.message ?? 'no data in this window';
}

/** What recharts draws: it changes once per step of the time axis, or when the values outgrow it. */
export interface Frame {
  readonly time: Domain;
  readonly value: ValueDomain;
}

export interface ChartSetup {
  readonly series: readonly ChartSeries[];
  readonly unit: Unit;
  readonly windowMs: number;
  readonly thresholds: readonly Threshold[];
  readonly size: 'tile' | 'page';
  readonly cache: SeriesCache;
  readonly live: LiveStore;
  readonly turns: Turns;
  /** End of a window that has passed; up to now where it is not given. */
  readonly until?: EpochMs | undefined;
}

export interface ChartElements {
  readonly lines: readonly LineElements[];
  readonly stale: StaleElements;
}

/** How far above the data a limit may lie and still be part of the picture. */
const REACH = { tile: 50, page: 6 } as const;
/** Rows of the value axis that a plot of this many lines of text has room for. */
const axisParts = (heightInLines: number): number => Math.min(4, Math.max(1, Math.floor(heightInLines / 2.4)));

/** Life of one chart outside React: follows its series, decides when the frame must change, and moves the lines in it. */
export class ChartController {
  readonly #setup: ChartSetup;
  readonly #painter = new Painter();
  readonly #onPicture: (picture: Picture) => void;
  #words: string | null = 'loading';
  #handles: { view(): SeriesView; stop(): void }[] = [];
  #frame: Frame | null = null;
  #attached: { elements: ChartElements; geometry: Geometry } | null = null;
  #withdraw = () => {};
  #stopPulse = () => {};
  #second = 0;
  readonly #geometryListeners = new Set<() => void>();
  #plotLines = 8;

  constructor(setup: ChartSetup, onPicture: (picture: Picture) => void) {
    this.#setup = setup;
    this.#onPicture = onPicture;
  }

  start(): () => void {
    const { series, cache, live, windowMs } = this.#setup;
    this.#handles = series.map(({ signal }) => cache.watch(signal, windowMs, this.#changed));
    this.#stopPulse = live.onPulse(this.#pulse);
    [this.#words, this.#frame] = ['loading', null];
    // Where the points are at hand, the picture before stays for the moment that the new one takes: no chart blinks.
    if (!this.#canDraw()) this.#onPicture(LOADING);
    this.#changed();
    return () => {
      this.#withdraw();
      this.#stopPulse();
      for (const handle of this.#handles) handle.stop();
      this.#handles = [];
    };
  }

  /** Takes the elements of the frame that was just drawn, and draws the lines into it. */
  attach(elements: ChartElements, geometry: Geometry): void {
    const lines = geometry.plot.height / geometry.fontPx;
    if (this.#attached?.elements !== elements) this.#painter.forget();
    this.#attached = { elements, geometry };
    for (const listener of this.#geometryListeners) listener();
    if (axisParts(lines) !== axisParts(this.#plotLines)) {
      this.#plotLines = lines;
      this.#askForFrame(true);
    }
    this.#paint();
  }

  views(): readonly SeriesView[] {
    return this.#handles.map((handle) => handle.view());
  }

  /** Where the plot stands now; null until recharts has laid it out. */
  geometry = (): Geometry | null => this.#attached?.geometry ?? null;

  onGeometry = (listener: () => void): (() => void) => {
    this.#geometryListeners.add(listener);
    return () => this.#geometryListeners.delete(listener);
  };

  #changed = (): void => {
    this.#askForFrame(false);
    this.#paint();
  };

  /** Ages, hatching and the time axis move with the clock, also when nothing arrives. */
  #pulse = (): void => {
    const second = Math.floor((this.#setup.live.engineNow() ?? 0) / 1_000);
    if (second === this.#second) return;
    this.#second = second;
    this.#changed();
  };

  #timeDomain(): Domain | null {
    const { live, windowMs, until } = this.#setup;
    if (until !== undefined) return { low: until - windowMs, high: until };
    const now = live.engineNow();
    return now === null ? null : timeDomain(now, windowMs);
  }

  #needed(): Frame | null {
    const { unit, thresholds, size } = this.#setup;
    const time = this.#timeDomain();
    if (time === null) return null;
    const value = valueDomain(dataDomain(this.views(), time, this.#scales()), unit, thresholds, REACH[size], axisParts(this.#plotLines));
    return { time, value };
  }

  #scales(): number[] {
    return this.#setup.series.map(({ scale = 1 }) => scale);
  }

  #canDraw(): boolean {
    const time = this.#timeDomain();
    return time !== null && dataDomain(this.views(), time) !== null;
  }

  /** True while words stand in the place of the chart. */
  #speaks(): boolean {
    const words = wordsFor(this.views(), this.#canDraw());
    if (words === null) this.#words = null;
    if (words === null || words === this.#words) return words !== null;
    this.#words = words;
    this.#frame = null;
    this.#attached = null;
    this.#withdraw();
    this.#onPicture({ words });
    return true;
  }

  #askForFrame(always: boolean): void {
    if (this.#speaks()) return;
    const current = this.#frame;
    const needed = this.#needed();
    if (!needed) return;
    const outgrown = !current || needed.value.high > current.value.high || needed.value.low < current.value.low;
    if (current && !always && !outgrown && needed.time.high === current.time.high) return;
    const change = () => {
      const next = this.#needed();
      if (!next || this.#words !== null) return;
      const kept = this.#frame && !always && keepsDomain(this.#frame.value, next.value) ? { ...next, value: this.#frame.value } : next;
      this.#frame = kept;
      this.#onPicture({ frame: kept });
    };
    this.#withdraw();
    this.#withdraw = this.#setup.turns.ask(change);
  }

  #paint(): void {
    const attached = this.#attached;
    if (!attached || this.#handles.length === 0) return;
    const { elements, geometry } = attached;
    const views = this.views();
    const now = this.#setup.until ?? this.#setup.live.engineNow() ?? geometry.time.high;
    const lines = views.map((view, index) => this.#line(view, index, elements.lines[index]));
    this.#painter.paint(lines.filter((line) => line !== null), geometry);
    paintStale(elements.stale, this.#stale(views, now), geometry);
  }

  #line(view: SeriesView, index: number, elements: LineElements | undefined): LineInput | null {
    const spec = this.#setup.series[index];
    if (!elements || !spec) return null;
    const scale = spec.scale ?? 1;
    const newest = this.#newest(view, spec.signal) * scale;
    const text = Number.isNaN(newest) ? '' : formatValueText(newest, null, this.#setup.unit);
    const named = this.#setup.size === 'page' && spec.second !== true && namesLines(this.#setup.series) ? `${spec.label} ${text}` : text;
    return { view, elements, label: text === '' ? '' : named, endValue: newest, scale, faded: this.#isStale(index) };
  }

  /** The number at the line's end is the one that stands on the tile: in long windows a point is the mean of many. */
  #newest({ buffer }: SeriesView, signal: ChartSeries['signal']): number {
    const { until, live } = this.#setup;
    const latest = until === undefined ? live.store.getState().signals.get(signal)?.latest : null;
    if (latest) return latest.value ?? NaN;
    return buffer.length > 0 ? (buffer.value[buffer.end - 1] ?? NaN) : NaN;
  }

  /** The engine judges freshness; sample times here are on the source's clock, which may differ from the engine's. */
  #isStale(index: number): boolean {
    if (this.#setup.until !== undefined) return false;
    const id = this.#setup.series[index]?.signal;
    const { signals, status } = this.#setup.live.store.getState();
    return status.state !== 'live' || id === undefined || signals.get(id)?.freshness !== 'live';
  }

  #stale(views: readonly SeriesView[], now: number): { fromMs: number; nowMs: number; text: string } | null {
    const last = Math.max(...views.map((view) => view.buffer.lastTime));
    if (last === -Infinity) return null;
    const everyStale = views.every((_, index) => this.#isStale(index));
    const interval = Math.max(...views.map((view, index) => Math.max(view.intervalMs, this.#intervalOf(index))));
    // A late signal whose newest sample is young (its time is not known, say) is faded, but there is no hole to hatch.
    if (!everyStale || now - last <= 2 * interval) return null;
    return { fromMs: last, nowMs: now, text: `no data ${formatSince(epochMs(last), epochMs(now))}` };
  }

  #intervalOf(index: number): number {
    const id = this.#setup.series[index]?.signal;
    return (id === undefined ? undefined : this.#setup.live.store.getState().signals.get(id)?.intervalMs) ?? 0;
  }
}
