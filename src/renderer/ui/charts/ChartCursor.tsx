import { useContext, useState, useSyncExternalStore, type KeyboardEvent, type PointerEvent } from 'react';
import type { Unit } from '../../../shared/model/config.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { formatValueText } from '../../../shared/text/format.ts';
import { formatAge, formatInstant, formatUtcTime } from '../../../shared/time/format.ts';
import { useEngineNow, useWorkspace } from '../../lib/live-store.ts';
import type { SeriesView } from '../../lib/series-cache.ts';
import type { ChartController, Frame } from './chart-controller.ts';
import type { ChartSeries } from './chart-types.ts';
import { createChartCursor, SharedCursor } from './cursor.ts';
import { projectionOf } from './painter.ts';
import { xOf } from '../../../shared/charts/path.ts';
import styles from './time-chart.module.css';

export interface ChartCursorProps {
  readonly controller: ChartController;
  readonly frame: Frame;
  readonly series: readonly ChartSeries[];
  readonly unit: Unit;
  readonly label: string;
  /** Reachable by Tab; arrow keys then move from sample to sample. */
  readonly focusable: boolean;
}

/** The sample nearest to a time; null where the nearest lies beyond half a gap, that is: inside a hole. */
function nearest(view: SeriesView, time: number): number | null {
  const { buffer, gapMs } = view;
  const after = buffer.indexAt(time);
  const distance = (index: number) => (index >= buffer.start && index < buffer.end ? Math.abs((buffer.times[index] ?? 0) - time) : Infinity);
  const index = distance(after - 1) <= distance(after) ? after - 1 : after;
  return distance(index) <= gapMs / 2 ? index : null;
}

interface Row {
  readonly label: string;
  readonly tone: ChartSeries['tone'];
  readonly value: string;
  /** Null inside a hole. */
  readonly time: number | null;
}

function rowsAt(controller: ChartController, series: readonly ChartSeries[], unit: Unit, time: number): Row[] {
  const views = controller.views();
  return series.map(({ label, tone, scale = 1 }, i) => {
    const view = views[i];
    const index = view ? nearest(view, time) : null;
    if (!view || index === null) return { label, tone, value: 'no data', time: null };
    const { buffer } = view;
    const [low = NaN, high = NaN, value = NaN] = [buffer.low[index], buffer.high[index], buffer.value[index]].map((each) => (each ?? NaN) * scale);
    const text = formatValueText(Number.isNaN(value) ? null : value, null, unit);
    const range = low < high ? ` (${formatValueText(low, null, unit)} to ${formatValueText(high, null, unit)})` : '';
    return { label, tone, value: `${text}${range}`, time: buffer.times[index] ?? null };
  });
}

/** Moves the cursor by one sample of the first series that has any. */
function stepFrom(controller: ChartController, time: number, by: number): number {
  const view = controller.views().find((each) => each.buffer.length > 0);
  if (!view) return time;
  const { buffer } = view;
  const index = buffer.indexAt(time) + by;
  return buffer.times[Math.min(Math.max(index, buffer.start), buffer.end - 1)] ?? time;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -1e9, End: 1e9 };

/** What stood at a moment: a line over the chart and every series' value with its sample time and age. */
export function ChartCursor({ controller, frame, series, unit, label, focusable }: ChartCursorProps) {
  const shared = useContext(SharedCursor);
  const [own] = useState(createChartCursor);
  const cursor = shared ?? own;
  const time = useSyncExternalStore(cursor.onMove, cursor.time);
  const geometry = useSyncExternalStore(controller.onGeometry, controller.geometry);
  if (!geometry) return null;
  const { plot } = geometry;
  const timeOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return frame.time.low + ((event.clientX - box.left) / box.width) * (frame.time.high - frame.time.low);
  };
  // What several charts show together was chosen; a chart's own moment is gone with whoever looked.
  const leave = () => (shared === null ? own.hold(null) : undefined);
  const onKey = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (event.key === 'Escape') leave();
    if (by === undefined) return;
    event.preventDefault();
    cursor.hold(stepFrom(controller, time ?? frame.time.high, by));
  };
  const keyboard = focusable && {
    tabIndex: 0,
    role: 'slider',
    'aria-label': `Values of ${label}`,
    'aria-valuemin': frame.time.low,
    'aria-valuemax': frame.time.high,
    'aria-valuenow': time ?? frame.time.high,
    'aria-valuetext': time === null ? 'press an arrow key to read values' : rowsAt(controller, series, unit, time).map((row) => `${row.label} ${row.value}`).join(', '),
    onKeyDown: onKey,
    onBlur: leave,
  };
  const x = time === null ? 0 : xOf(projectionOf(geometry), time) - plot.x;
  return (
    <div className={styles.cursor} style={{ left: plot.x, top: plot.y, width: plot.width, height: plot.height }} onPointerMove={(event) => cursor.point(timeOf(event))} onPointerLeave={() => cursor.point(null)} onPointerDown={(event) => (shared === null ? undefined : shared.hold(timeOf(event)))} {...keyboard}>
      {time === null || x < 0 || x > plot.width ? null : (
        <>
          <div className={styles.cursorLine} style={{ left: x }} />
          <CursorValues rows={rowsAt(controller, series, unit, time)} time={time} told={shared !== null} side={x > plot.width / 2 ? 'left' : 'right'} x={x} plotWidth={plot.width} />
        </>
      )}
    </div>
  );
}

/** `told`: the moment stands above all charts. */
function CursorValues({ rows, time, told, side, x, plotWidth }: { rows: readonly Row[]; time: number; told: boolean; side: 'left' | 'right'; x: number; plotWidth: number }) {
  const now = useEngineNow();
  const zone = useWorkspace()?.timeZone ?? 'UTC';
  const at = rows.find((row) => row.time !== null)?.time ?? time;
  if (told) return <ToldValues rows={rows} at={at} edge={side === 'right' ? { left: x } : { right: plotWidth - x }} />;
  return (
    <div className={styles.values} style={side === 'right' ? { left: x } : { right: plotWidth - x }}>
      <div className={styles.valuesTime}>
        {formatInstant(epochMs(Math.round(at)), zone)}
        {now === null ? '' : `, ${formatAge(now - at)} ago`}
      </div>
      {rows.map((row) => (
        <div key={row.label} className={styles.valuesRow} data-tone={row.tone}>
          <span>
            {row.label}
            {row.time !== null && Math.abs(row.time - at) > 1_000 ? `, ${formatUtcTime(epochMs(row.time))}` : ''}
          </span>
          <span>{row.value}</span>
        </div>
      ))}
    </div>
  );
}

/** In one line, which covers little of the chart; the moment itself stands above all of them. */
function ToldValues({ rows, at, edge }: { rows: readonly Row[]; at: number; edge: { readonly left: number } | { readonly right: number } }) {
  const none = rows.every((row) => row.time === null);
  return (
    <div className={styles.toldValues} style={edge}>
      <span className={styles.valuesTime}>{formatUtcTime(epochMs(Math.round(at)))}</span>
      {none ? (
        <span>no data</span>
      ) : (
        rows.map(({ label, tone, value }) => (
          <span key={label} className={styles.valuesRow} data-tone={tone}>
            {rows.length === 1 ? value : `${label} ${value}`}
          </span>
        ))
      )}
    </div>
  );
}
