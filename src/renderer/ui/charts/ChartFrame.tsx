import { memo, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { CartesianGrid, LineChart, ReferenceArea, ReferenceLine, usePlotArea, XAxis, YAxis } from 'recharts';
import type { Unit } from '../../../shared/model/config.ts';
import type { Threshold } from '../../../shared/model/entities.ts';
import type { RuleId } from '../../../shared/model/ids.ts';
import { useLive, useLiveStore } from '../../lib/live-store.ts';
import { useSeriesCache } from '../../lib/series-cache.ts';
import { ChartController, type Frame, type Picture } from './chart-controller.ts';
import { ChartCursor } from './ChartCursor.tsx';
import { namesLines, type ChartMark, type ChartSeries, type ChartSpan, type TimeChartProps } from './chart-types.ts';
import type { Geometry, LineElements } from './painter.ts';
import { axisLabel, limitLabel, timeTicks } from '../../../shared/charts/scale.ts';
import { timeLabel } from '../../../shared/charts/time-label.ts';
import { placeMarks, type PlacedMark } from './marks.ts';
import { frameTurns } from './turns.ts';
import { useBoxSize, type BoxSize } from './use-box-size.ts';
import styles from './time-chart.module.css';

/** One controller for as long as the chart shows the same signals in the same way; equal lists made anew are the same. */
function useController(props: TimeChartProps): [ChartController, Picture | null] {
  const { series, unit, windowMs, thresholds, size, until } = props;
  const cache = useSeriesCache();
  const live = useLiveStore();
  const key = JSON.stringify([series, unit, windowMs, thresholds, size, until]);
  const [picture, setPicture] = useState<Picture | null>(null);
  const controller = useMemo(
    () => new ChartController({ series, unit, windowMs, thresholds, size, until, cache, live, turns: frameTurns }, setPicture),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for the values it is made of
    [key, cache, live],
  );
  useEffect(() => controller.start(), [controller]);
  return [controller, picture];
}

export function ChartFrame(props: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useBoxSize(box);
  const [controller, picture] = useController(props);
  const frame = picture !== null && 'frame' in picture ? picture.frame : null;
  const narrow = size !== null && isNarrow(props.size, size);
  return (
    <div ref={box} className={styles.frame} data-narrow={narrow ? '' : undefined}>
      {size && frame ? (
        <>
          <div role="img" aria-label={props.label}>
            <Axes frame={frame} size={size} unit={props.unit} thresholds={props.thresholds} marks={props.marks} spans={props.spans} kind={props.size} aligned={props.aligned ?? false} series={props.series} controller={controller} />
          </div>
          <ChartCursor controller={controller} frame={frame} series={props.series} unit={props.unit} label={props.label} focusable={props.size === 'page'} />
        </>
      ) : (
        <p className={styles.words}>{picture !== null && 'words' in picture ? picture.words : 'loading'}</p>
      )}
    </div>
  );
}

/** The rules that are broken now by one of these signals: only their limits are drawn in colour. */
function useBroken(series: readonly ChartSeries[]): string {
  return useLive((live) =>
    series
      .map(({ signal }) => live.signals.get(signal)?.breach)
      .map((breach) => (breach?.state === 'over' || breach?.state === 'firing' ? breach.rule : null))
      .filter((rule) => rule !== null)
      .join(' '),
  );
}

/** Words around a small plot would leave no room for the plot: it keeps one word for its height, inside, and its tile says the newest value. */
const NARROW_EMS = 24;
const isNarrow = (kind: 'tile' | 'page', size: BoxSize): boolean => kind === 'tile' && size.width < size.fontPx * NARROW_EMS;

/** Without gutters, a label centred near the edge would be cut off. */
function fitsInside(at: number, { time }: Frame, { width, fontPx }: BoxSize): boolean {
  const x = ((at - time.low) / (time.high - time.low)) * width;
  return x >= fontPx * 1.4 && x <= width - fontPx * 1.4;
}

/** Height of one line of marks' words. */
const MARK_EMS = 1.3;

interface MarkWordProps {
  readonly mark: PlacedMark;
  readonly fontPx: number;
  /** Where the rule stands; given by recharts. */
  readonly viewBox?: { readonly x?: number; readonly y?: number };
}

/** The word of a mark above the plot, and its rule drawn up to it. */
function MarkWord({ mark, fontPx, viewBox }: MarkWordProps) {
  const { x = 0, y = 0 } = viewBox ?? {};
  if (mark.row === null) return null;
  const top = y - (mark.row + 1) * MARK_EMS * fontPx;
  return (
    <g className={styles.rule}>
      <line x1={x} x2={x} y1={top + fontPx * 0.2} y2={y} />
      <text className={styles.ruleText} x={x + fontPx * (mark.side === 'left' ? -0.35 : 0.35)} y={top + fontPx} fontSize={fontPx} textAnchor={mark.side === 'left' ? 'end' : 'start'}>
        {mark.word}
      </text>
    </g>
  );
}

interface AxesProps {
  readonly frame: Frame;
  readonly size: BoxSize;
  readonly unit: Unit;
  readonly thresholds: readonly Threshold[];
  readonly marks: readonly ChartMark[] | undefined;
  readonly spans: readonly ChartSpan[] | undefined;
  readonly kind: 'tile' | 'page';
  readonly aligned: boolean;
  readonly series: readonly ChartSeries[];
  readonly controller: ChartController;
}

/** recharts wants data to have axes; ours is in the lines. */
const NO_DATA: { t: number }[] = [];
const KEYED_BY_TIME = 't';

/** Up and down are the ends of the axis: a limit there says nothing that the axis does not. */
function limitsIn(frame: Frame, thresholds: readonly Threshold[], unit: Unit): { key: string; rule: RuleId; limit: number; severity: string }[] {
  if (unit === 'bool') return [];
  return thresholds.flatMap(({ rule, above, below, severity }) => {
    const limit = above ?? below;
    return limit === null || limit > frame.value.high || limit < frame.value.low ? [] : [{ key: `${rule} ${limit}`, rule, limit, severity }];
  });
}

/** A short one among weeks is still seen: at least two pixels of a plot that is about `width` px wide. */
function spansIn({ time }: Frame, spans: readonly ChartSpan[], width: number): readonly { readonly from: number; readonly to: number }[] {
  const least = (2 * (time.high - time.low)) / width;
  return spans.filter(({ from, to }) => to >= time.low && from <= time.high).map(({ from, to }) => ({ from: Math.max(from, time.low), to: Math.min(Math.max(to, from + least), time.high) }));
}

const Axes = memo(function Axes({ frame, size, unit, thresholds, marks, spans, kind, aligned, series, controller }: AxesProps) {
  const { width, height, fontPx } = size;
  const text = { fontSize: fontPx, fill: 'var(--hf-quiet)' };
  const named = kind === 'page' && namesLines(series);
  const narrow = isNarrow(kind, size);
  const times = timeTicks(frame.time, Math.min(4, Math.max(1, Math.floor(width / (fontPx * (narrow ? 5 : 7)))))).filter((at) => !narrow || fitsInside(at, frame, size));
  const top = frame.value.ticks.at(-1);
  const broken = useBroken(series).split(' ');
  const placed = placeMarks(marks ?? [], frame.time, width - fontPx * 9, fontPx);
  const markRows = placed.reduce((rows, { row }) => Math.max(rows, (row ?? -1) + 1), 0);
  return (
    <LineChart width={width} height={height} data={NO_DATA} accessibilityLayer={false} margin={{ top: fontPx * ((narrow ? 1.35 : 0.7) + markRows * MARK_EMS), right: narrow ? fontPx * 0.3 : fontPx * (named || aligned ? 7.5 : 5), bottom: 0, left: 0 }}>
      <CartesianGrid vertical={false} stroke="var(--hf-line)" />
      {spansIn(frame, spans ?? [], width).map(({ from, to }) => (
        <ReferenceArea key={from} x1={from} x2={to} className={styles.span ?? ''} ifOverflow="hidden" />
      ))}
      <XAxis dataKey={KEYED_BY_TIME} type="number" domain={[frame.time.low, frame.time.high]} ticks={times} interval={0} allowDataOverflow height={fontPx * 1.7} tickSize={0} tickMargin={fontPx * 0.5} tick={text} stroke="var(--hf-line)" tickFormatter={(at: number) => timeLabel(at, frame.time)} />
      <YAxis type="number" domain={[frame.value.low, frame.value.high]} ticks={[...frame.value.ticks]} interval={0} allowDataOverflow mirror={narrow} width={fontPx * 4.2} tickSize={0} tickMargin={fontPx * (narrow ? 0.1 : 0.4)} axisLine={false} tick={narrow ? { ...text, dy: fontPx * -0.7, stroke: 'var(--hf-tile, var(--hf-surface))', strokeWidth: fontPx * 0.3, paintOrder: 'stroke' } : text} tickFormatter={(value: number) => (narrow && value !== top ? '' : axisLabel(value, unit, frame.value))} />
      {limitsIn(frame, thresholds, unit).map(({ key, rule, limit, severity }) => (
        <ReferenceLine key={key} y={limit} className={[styles.limit, broken.includes(rule) ? styles.broken : '', broken.includes(rule) && severity === 'P0' ? styles.worst : ''].join(' ')} strokeDasharray={`${fontPx * 0.5} ${fontPx * 0.35}`} label={{ value: limitLabel(limit, unit, frame.value), position: narrow ? 'insideBottomRight' : 'insideBottomLeft', className: styles.limitText ?? '', fontSize: fontPx, offset: fontPx * 0.4 }} />
      ))}
      {placed.map((mark) => (
        <ReferenceLine key={`${mark.at} ${mark.word}`} x={mark.at} className={styles.rule ?? ''} label={<MarkWord mark={mark} fontPx={fontPx} />} />
      ))}
      <Lines frame={frame} fontPx={fontPx} series={series} controller={controller} />
    </LineChart>
  );
});

/** The lines' elements. React makes them once; what they show is the painter's. */
function Lines({ frame, fontPx, series, controller }: { frame: Frame; fontPx: number; series: readonly ChartSeries[]; controller: ChartController }) {
  const id = useId();
  const plot = usePlotArea();
  const root = useRef<SVGGElement>(null);
  const geometry = useMemo((): Geometry | null => (plot ? { plot, time: frame.time, value: frame.value, fontPx } : null), [plot, frame, fontPx]);
  useLayoutEffect(() => {
    const group = root.current;
    if (!geometry || !group) return;
    const all = <E extends SVGElement>(part: string): E[] => [...group.querySelectorAll<E>(`[data-part="${part}"]`)];
    const [settled, tail, label] = [all<SVGPathElement>('settled'), all<SVGPathElement>('tail'), all<SVGTextElement>('label')];
    const lines = settled.map((path, index): LineElements | null => {
      const [end, text] = [tail[index], label[index]];
      return end && text ? { settled: path, tail: end, label: text } : null;
    });
    const [stale, area, text] = [all<SVGGElement>('stale')[0], all<SVGRectElement>('area')[0], all<SVGTextElement>('text')[0]];
    if (stale && area && text) controller.attach({ lines: lines.filter((line) => line !== null), stale: { group: stale, area, text } }, geometry);
  }, [geometry, controller]);
  if (!plot) return null;
  const hatch = fontPx * 0.6;
  return (
    <g ref={root}>
      <defs>
        <clipPath id={`${id}clip`}>
          <rect x={plot.x} y={plot.y - fontPx * 0.1} width={plot.width} height={plot.height + fontPx * 0.2} />
        </clipPath>
        <pattern id={`${id}hatch`} width={hatch} height={hatch} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={hatch * 0.4} height={hatch} className={styles.hatch} />
        </pattern>
      </defs>
      <g clipPath={`url(#${id}clip)`}>
        {series.map(({ signal, tone, second = false }) => (
          <g key={signal} className={styles.line} data-tone={tone} data-second={second ? '' : undefined}>
            <path data-part="settled" />
            <path data-part="tail" />
          </g>
        ))}
      </g>
      {series.map(({ signal, tone }) => (
        <text key={signal} data-part="label" className={styles.end} data-tone={tone} />
      ))}
      <g data-part="stale" className={styles.stale}>
        <rect data-part="area" fill={`url(#${id}hatch)`} />
        <text data-part="text" className={styles.staleText} />
      </g>
    </g>
  );
}
