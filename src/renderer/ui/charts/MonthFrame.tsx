import { useRef } from 'react';
import { CartesianGrid, Line, LineChart, XAxis, YAxis } from 'recharts';
import type { MonthChartProps, MonthPoint } from './MonthChart.tsx';
import { spanTicks, spanWord } from './span-ticks.ts';
import { useBoxSize, type BoxSize } from './use-box-size.ts';
import styles from './months.module.css';

const KEY = 'word';
const MEAN = 'mean';
const MEDIAN = 'median';
const RADIUS_EM = 0.3;
/** Room for a word of the axis. */
const WORD_EM = 3.6;

interface TickProps {
  readonly x?: number | string;
  readonly y?: number | string;
  /** Given by recharts; `index` beside it counts only the ticks that are shown. */
  readonly payload?: { readonly value?: string };
}

/** A month and, below it, of how many it speaks. */
function MonthTick({ x = 0, y = 0, payload, months, fontPx }: TickProps & { readonly months: readonly MonthPoint[]; readonly fontPx: number }) {
  const month = months.find(({ word }) => word === payload?.value);
  if (month === undefined) return null;
  return (
    <text x={x} y={y} fontSize={fontPx} textAnchor="middle" className={styles.tick}>
      <tspan x={x} dy={fontPx * 0.9}>
        {month.word}
      </tspan>
      <tspan x={x} dy={fontPx * 1.25} data-few={month.few ? '' : undefined}>
        {month.n === 0 ? '–' : `n ${month.n}`}
      </tspan>
    </text>
  );
}

interface DotProps {
  readonly cx?: number | undefined;
  readonly cy?: number | undefined;
  readonly index: number;
}

const dotOf = (months: readonly MonthPoint[], tone: 'normal' | 'strong', fontPx: number) =>
  function MonthDot({ cx, cy, index }: DotProps) {
    return cx === undefined || cy === undefined ? <g key={index} /> : <circle key={index} cx={cx} cy={cy} r={fontPx * RADIUS_EM} className={styles.dot} data-tone={tone} data-few={months[index]?.few === true ? '' : undefined} />;
  };

export function MonthFrame({ label, months }: MonthChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useBoxSize(box);
  return (
    <div ref={box} className={styles.frame} role="img" aria-label={label}>
      {size === null ? null : <Chart months={months} size={size} />}
    </div>
  );
}

/** Every so many months, counted from the end: the newest always has its word. */
const shownMonths = (months: readonly MonthPoint[], every: number): string[] => months.filter((_, index) => (months.length - 1 - index) % every === 0).map(({ word }) => word);

function Chart({ months, size }: { readonly months: readonly MonthPoint[]; readonly size: BoxSize }) {
  const { width, height, fontPx } = size;
  const ticks = spanTicks(Math.max(0, ...months.flatMap(({ mean, median }) => [mean ?? 0, median ?? 0])), 3);
  const every = Math.max(1, Math.ceil((months.length * WORD_EM * fontPx) / (width - fontPx * 6)));
  return (
    <LineChart width={width} height={height} data={[...months]} accessibilityLayer={false} margin={{ top: fontPx * 0.7, right: fontPx * 1.8, bottom: 0, left: 0 }}>
      <CartesianGrid vertical={false} stroke="var(--hf-line)" />
      <XAxis dataKey={KEY} ticks={shownMonths(months, every)} interval={0} height={fontPx * 2.6} tickSize={0} tickMargin={fontPx * 0.3} padding={{ left: fontPx, right: fontPx }} stroke="var(--hf-line)" tick={<MonthTick months={months} fontPx={fontPx} />} />
      <YAxis domain={[0, ticks.at(-1) ?? 1]} ticks={[...ticks]} interval={0} width={fontPx * 4.4} tickSize={0} tickMargin={fontPx * 0.4} axisLine={false} tick={{ fontSize: fontPx, fill: 'var(--hf-quiet)' }} tickFormatter={spanWord} />
      <Line dataKey={MEAN} className={styles.line ?? ''} stroke="var(--hf-line-normal)" strokeWidth={fontPx * 0.12} strokeDasharray={`${fontPx * 0.35} ${fontPx * 0.25}`} dot={dotOf(months, 'normal', fontPx)} activeDot={false} isAnimationActive={false} />
      <Line dataKey={MEDIAN} className={styles.line ?? ''} stroke="var(--hf-line-strong)" strokeWidth={fontPx * 0.16} dot={dotOf(months, 'strong', fontPx)} activeDot={false} isAnimationActive={false} />
    </LineChart>
  );
}
