import { epochMs, type EpochMs } from '../../../shared/model/units.ts';

/** A point of history: the average over its span, and how many samples stand behind it. */
export interface PastPoint {
  readonly time: string;
  readonly avg: number;
  readonly count: number;
}

export interface TaughtEvents {
  readonly time: EpochMs;
  readonly value: number;
  /** Requests in the span of the point, or samples where traffic was never known. */
  readonly count: number;
}

const at = ({ time }: PastPoint): number => Date.parse(time);

/** The usual distance between points, which the last one and one before a gap stand for. */
function usualSpanMs(points: readonly PastPoint[]): number {
  const spans = points.slice(1).map((point, index) => at(point) - at(points[index] ?? point)).sort((a, b) => a - b);
  return spans[Math.floor((spans.length - 1) / 2)] ?? 0;
}

/**
 * History as an error budget counts it: each point weighs as many requests as the traffic at that time says, as a live sample
 * does. Before the first known traffic that one is taken, in between the last known. `points` and `traffic` oldest first.
 */
export function taughtEvents(points: readonly PastPoint[], traffic: readonly PastPoint[]): TaughtEvents[] {
  const usualMs = usualSpanMs(points);
  let next = 0;
  let perSecond = traffic[0]?.avg ?? null;
  return points.map((point, index) => {
    const time = at(point);
    for (let known = traffic[next]; known !== undefined && at(known) <= time; known = traffic[next]) {
      perSecond = known.avg;
      next += 1;
    }
    const following = points[index + 1];
    const spanMs = Math.min(usualMs, following === undefined ? usualMs : at(following) - time);
    return { time: epochMs(time), value: point.avg, count: perSecond === null ? point.count : (perSecond * spanMs) / 1_000 };
  });
}
