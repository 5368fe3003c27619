import type { Point } from '../../../../shared/model/entities.ts';

export interface Spark {
  /** SVG path of the values; empty without points. */
  readonly line: string;
  readonly low: number;
  readonly high: number;
  /** Height of the limit, where it lies within the picture. */
  readonly limitY: number | null;
}

export interface SparkBox {
  readonly width: number;
  readonly height: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;
/** Points farther apart than this many usual distances have a gap between them. */
const GAP = 2.6;

function usualStep(times: readonly number[]): number {
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? time)).sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}

/** A small line without axes: from zero (or the lowest value below it) to the highest value; gaps stay gaps. */
export function sparkOf(points: readonly Point[], box: SparkBox, limit: number | null): Spark {
  const inside = points.map((point) => ({ at: Date.parse(point.time), value: point.avg })).filter(({ at, value }) => at >= box.fromMs && at <= box.toMs && Number.isFinite(value));
  if (inside.length === 0) return { line: '', low: 0, high: 0, limitY: null };
  const values = inside.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const bottom = Math.min(0, low);
  /** A limit not far above the values belongs into the picture; one far above would press them flat. */
  const top = limit !== null && limit > high && limit <= high * 3 ? limit : high;
  const span = top - bottom || 1;
  const y = (value: number): number => round(box.height - 1 - ((value - bottom) / span) * (box.height - 2));
  const x = (at: number): number => round(((at - box.fromMs) / (box.toMs - box.fromMs)) * box.width);
  const gapMs = usualStep(inside.map(({ at }) => at)) * GAP;
  const line = inside.map(({ at, value }, index) => `${index === 0 || at - (inside[index - 1]?.at ?? at) > gapMs ? 'M' : 'L'}${x(at)} ${y(value)}`).join('');
  return { line: inside.length === 1 ? `${line}h.01` : line, low, high, limitY: limit !== null && limit <= top && limit >= bottom ? y(limit) : null };
}
