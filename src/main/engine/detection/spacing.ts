import { durationMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';

/** Lower median of the spacings of points in time order, which gaps do not move; null of fewer than two points. */
export function typicalSpacingMs(points: readonly { readonly time: EpochMs }[]): DurationMs | null {
  const spacings: number[] = [];
  points.forEach(({ time }, at) => {
    const before = points[at - 1];
    if (before !== undefined && time > before.time) spacings.push(time - before.time);
  });
  const middle = spacings.toSorted((a, b) => a - b)[Math.floor((spacings.length - 1) / 2)];
  return middle === undefined ? null : durationMs(middle);
}
