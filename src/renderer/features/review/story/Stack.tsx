import { useEffect, useRef, type PointerEvent, type ReactNode } from 'react';
import type { ChartCursor } from '../../../ui/charts/cursor.ts';
import { countUntil } from '../rules/moments.ts';
import { shareOf, type Window } from '../rules/phases.ts';
import styles from './stack.module.css';

export interface StackMark {
  readonly at: number;
  readonly strong: boolean;
}

export interface StackProps {
  readonly window: Window;
  readonly cursor: ChartCursor;
  /** Instants as lines through everything. */
  readonly marks: readonly StackMark[];
  /** When users were affected. */
  readonly impact: Window | null;
  /** Where a click may snap to. */
  readonly events: readonly number[];
  readonly children: ReactNode;
}

const SNAP_PX = 6;

/** The nearest event within reach, else the time itself. */
function snapped(time: number, events: readonly number[], reachMs: number): number {
  const after = countUntil(events, time);
  const [before, next] = [events[after - 1] ?? -Infinity, events[after] ?? Infinity];
  const nearest = time - before <= next - time ? before : next;
  return Math.abs(nearest - time) <= reachMs ? nearest : time;
}

/** What stands under each other on one time axis: pointer and cursor line are the same for all of it. */
export function Stack({ window, cursor, marks, impact, events, children }: StackProps) {
  const plot = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const span = window.until - window.from;
  useEffect(() => {
    const place = (): void => {
      const time = cursor.time();
      const share = time === null ? -1 : shareOf(window, time);
      if (line.current === null) return;
      line.current.hidden = share < 0 || share > 1;
      line.current.style.insetInlineStart = `${(share * 100).toFixed(3)}%`;
    };
    place();
    return cursor.onMove(place);
  }, [cursor, window]);

  const timeOf = (event: PointerEvent): number | null => {
    const box = plot.current?.getBoundingClientRect();
    if (box === undefined || event.clientX < box.left || event.clientX > box.right) return null;
    return window.from + ((event.clientX - box.left) / box.width) * span;
  };
  /** A chart answers for itself. */
  const isChart = (event: PointerEvent): boolean => event.target instanceof Element && event.target.closest('[data-part="chart"]') !== null;
  const onMove = (event: PointerEvent): void => {
    if (!isChart(event)) cursor.point(timeOf(event));
  };
  const onDown = (event: PointerEvent): void => {
    const time = isChart(event) ? null : timeOf(event);
    const width = plot.current?.getBoundingClientRect().width ?? 1;
    if (time !== null) cursor.hold(snapped(time, events, (SNAP_PX / width) * span));
  };
  const percent = (at: number): string => `${(Math.min(1, Math.max(0, shareOf(window, at))) * 100).toFixed(3)}%`;
  const inside = marks.filter(({ at }) => at >= window.from && at <= window.until);
  return (
    <div className={styles.stack} onPointerMove={onMove} onPointerLeave={() => cursor.point(null)} onPointerDown={onDown}>
      <div ref={plot} className={styles.under} aria-hidden="true">
        {impact === null || impact.until <= window.from || impact.from >= window.until ? null : <div className={styles.impact} style={{ insetInlineStart: percent(impact.from), insetInlineEnd: `calc(100% - ${percent(impact.until)})` }} />}
        {inside.map(({ at, strong }) => (
          <div key={at} className={styles.mark} data-strong={strong ? '' : undefined} style={{ insetInlineStart: percent(at) }} />
        ))}
      </div>
      {children}
      <div className={styles.over} aria-hidden="true">
        <div ref={line} className={styles.line} hidden />
      </div>
    </div>
  );
}
