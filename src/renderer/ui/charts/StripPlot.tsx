import { useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { stripPosition, stripTicks, swarm, type PlacedDot, type StripScale } from './strip.ts';
import { useBoxSize, type BoxSize } from './use-box-size.ts';
import styles from './strip.module.css';

export interface StripDot {
  readonly key: string;
  readonly seconds: number;
  /** Its shape; the word for it stands in the label. */
  readonly shape: 'square' | 'diamond' | 'triangle';
  /** What it is, in one line. */
  readonly label: string;
}

export interface StripMark {
  readonly seconds: number;
  readonly tone: 'quiet' | 'normal' | 'strong';
}

export interface StripPlotProps {
  /** Accessible name: what is measured. */
  readonly label: string;
  /** The axis; charts that are compared share one. */
  readonly scale: StripScale;
  readonly dots: readonly StripDot[];
  readonly marks: readonly StripMark[];
  readonly onOpen: (key: string) => void;
  /** More about the dot that is pointed at. */
  readonly tip?: (key: string) => ReactNode;
}

/** Half a dot's width, in the size of the text around it. */
const RADIUS_EM = 0.29;
/** The axis' words and the line above them. */
const AXIS_EM = 1.5;
/** A pointer takes the dot that is nearest to it, up to this far. */
const REACH_EM = 1.4;
/** Room for a word of the axis. */
const WORD_EM = 4.2;

const SHAPE = {
  square: (r: number) => `M${-r * 0.85} ${-r * 0.85}h${r * 1.7}v${r * 1.7}h${-r * 1.7}Z`,
  diamond: (r: number) => `M0 ${-r * 1.15}L${r * 1.15} 0L0 ${r * 1.15}L${-r * 1.15} 0Z`,
  triangle: (r: number) => `M0 ${-r}L${r * 1.05} ${r * 0.85}H${-r * 1.05}Z`,
} as const;

interface Placed extends PlacedDot {
  readonly dot: StripDot;
}

/** One dot per incident along an axis of durations, with its mean, median and 90th percentile. Arrow keys go from dot to dot. */
export function StripPlot(props: StripPlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useBoxSize(box);
  return (
    <div ref={box} className={styles.strip}>
      {size === null ? null : <Plot {...props} size={size} />}
    </div>
  );
}

function usePlaced({ dots, scale }: StripPlotProps, { width, height, fontPx }: BoxSize): readonly Placed[] {
  return useMemo(() => {
    const edge = RADIUS_EM * fontPx;
    const sorted = dots.toSorted((a, b) => a.seconds - b.seconds);
    const xs = sorted.map(({ seconds }) => edge + stripPosition(scale, seconds) * (width - 2 * edge));
    const places = swarm(xs, edge, height - AXIS_EM * fontPx);
    return sorted.map((dot, index) => ({ dot, ...(places[index] ?? { x: 0, y: 0 }) }));
  }, [dots, scale, width, height, fontPx]);
}

function Plot(props: StripPlotProps & { readonly size: BoxSize }) {
  const { label, scale, marks, onOpen, tip, size } = props;
  const { width, height, fontPx } = size;
  const id = useId();
  const placed = usePlaced(props, size);
  const [active, setActive] = useState<number | null>(null);
  const edge = RADIUS_EM * fontPx;
  const floor = height - AXIS_EM * fontPx;
  const x = (seconds: number): number => edge + stripPosition(scale, seconds) * (width - 2 * edge);
  const current = active === null ? null : (placed[active] ?? null);
  const nearest = (event: PointerEvent<HTMLDivElement>): number | null => {
    const frame = event.currentTarget.getBoundingClientRect();
    const [px, py] = [event.clientX - frame.left, event.clientY - frame.top];
    const reach = (REACH_EM * fontPx) ** 2;
    const best = placed.reduce((found, dot, index) => {
      const away = (dot.x - px) ** 2 + (floor / 2 + dot.y - py) ** 2;
      return away < found.away ? { away, index } : found;
    }, { away: Infinity, index: -1 });
    return best.away <= reach ? best.index : null;
  };
  const onKey = (event: KeyboardEvent) => {
    const last = placed.length - 1;
    const step: Readonly<Record<string, number>> = { ArrowRight: (active ?? -1) + 1, ArrowLeft: (active ?? last + 1) - 1, Home: 0, End: last };
    const to = step[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setActive(Math.min(last, Math.max(0, to)));
    } else if (event.key === 'Enter' && current !== null) onOpen(current.dot.key);
    else if (event.key === 'Escape') setActive(null);
  };
  return (
    <div
      className={styles.plot}
      role="listbox"
      aria-label={`${label}: one dot per incident, from fast to slow`}
      aria-orientation="horizontal"
      aria-activedescendant={current === null ? undefined : `${id}${current.dot.key}`}
      tabIndex={0}
      data-active={current === null ? undefined : ''}
      onKeyDown={onKey}
      onBlur={() => setActive(null)}
      onPointerMove={(event) => setActive(nearest(event))}
      onPointerLeave={() => setActive(null)}
      onClick={() => (current === null ? undefined : onOpen(current.dot.key))}
    >
      <svg width={width} height={height} role="none">
        <line className={styles.axis} x1={0} x2={width} y1={floor} y2={floor} />
        {stripTicks(scale, (WORD_EM * fontPx) / width).map(({ at, word }) => {
          const tick = edge + at * (width - 2 * edge);
          const anchor = tick < fontPx * 1.5 ? 'start' : tick > width - fontPx * 1.5 ? 'end' : 'middle';
          return (
            <g key={word} className={styles.tick}>
              <line x1={tick} x2={tick} y1={floor} y2={floor + fontPx * 0.3} />
              <text x={anchor === 'start' ? 0 : anchor === 'end' ? width : tick} y={floor + fontPx * 1.25} textAnchor={anchor} fontSize={fontPx * 0.9}>
                {word}
              </text>
            </g>
          );
        })}
        {marks.map(({ seconds, tone }) => (
          <line key={tone} className={styles.mark} data-tone={tone} x1={x(seconds)} x2={x(seconds)} y1={0} y2={floor} />
        ))}
        <g transform={`translate(0 ${floor / 2})`}>
          {placed.map(({ dot, ...at }, index) => (
            <path key={dot.key} id={`${id}${dot.key}`} role="option" aria-selected={index === active} aria-label={dot.label} className={styles.dot} data-active={index === active ? '' : undefined} d={SHAPE[dot.shape](edge)} transform={`translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`} />
          ))}
        </g>
      </svg>
      {current === null ? null : (
        <p className={styles.tip} data-side={current.x > width / 2 ? 'left' : 'right'} style={current.x > width / 2 ? { right: width - current.x } : { left: current.x }} aria-hidden="true">
          {current.dot.label}
          {tip === undefined ? null : <span className={styles.tipMore}>{tip(current.dot.key)}</span>}
        </p>
      )}
    </div>
  );
}
