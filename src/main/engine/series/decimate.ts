/** Points of a chart, column by column, in time order. A gap is the absence of points. */
export interface Columns {
  readonly length: number;
  readonly times: Float64Array;
  readonly mins: Float64Array;
  readonly maxs: Float64Array;
  readonly avgs: Float64Array;
  /** How many samples stand behind each point. */
  readonly counts: Float64Array;
}

/**
 * At most `maxPoints` points that keep the minimum, maximum, average and count of every bucket, so that no spike disappears.
 * With few enough points nothing is changed. Buckets lie on a fixed grid (multiples of their width since 1970): the same sample
 * stays in the same bucket while the window slides, so the chart does not shimmer. A point's time is that of the first sample
 * in its bucket; a bucket without samples is absent.
 */
export function decimate(points: Columns, range: { readonly from: number; readonly to: number }, maxPoints: number): Columns {
  if (points.length <= maxPoints) return points;
  const width = bucketWidth(range, maxPoints);
  const out = createColumns(maxPoints);
  let length = 0;
  let bucket = Number.NaN;
  for (let index = 0; index < points.length; index += 1) {
    const next = Math.floor(at(points.times, index) / width);
    if (next === bucket) fold(out, length - 1, points, index);
    else copyPoint(out, length++, points, index);
    bucket = next;
  }
  return firstOf(out, length);
}

/** A grid that is not aligned to the window cuts it into one bucket more, hence one less is reckoned with. */
function bucketWidth({ from, to }: { readonly from: number; readonly to: number }, maxPoints: number): number {
  return maxPoints === 1 ? Number.POSITIVE_INFINITY : Math.floor((to - from) / (maxPoints - 1)) + 1;
}

function fold(out: Columns, into: number, points: Columns, index: number): void {
  const [before, more] = [at(out.counts, into), at(points.counts, index)];
  const count = before + more;
  out.mins[into] = Math.min(at(out.mins, into), at(points.mins, index));
  out.maxs[into] = Math.max(at(out.maxs, into), at(points.maxs, index));
  const avg = at(out.avgs, into) * (before / count) + at(points.avgs, index) * (more / count);
  out.avgs[into] = Math.min(Math.max(avg, at(out.mins, into)), at(out.maxs, into));
  out.counts[into] = count;
}

function copyPoint(out: Columns, into: number, points: Columns, index: number): void {
  out.times[into] = at(points.times, index);
  out.mins[into] = at(points.mins, index);
  out.maxs[into] = at(points.maxs, index);
  out.avgs[into] = at(points.avgs, index);
  out.counts[into] = at(points.counts, index);
}

export function createColumns(length: number): Columns {
  const column = (): Float64Array => new Float64Array(length);
  return { length, times: column(), mins: column(), maxs: column(), avgs: column(), counts: column() };
}

/** The first `length` points, without copying. */
export function firstOf(points: Columns, length: number): Columns {
  const cut = (column: Float64Array): Float64Array => column.subarray(0, length);
  return { length, times: cut(points.times), mins: cut(points.mins), maxs: cut(points.maxs), avgs: cut(points.avgs), counts: cut(points.counts) };
}

/** The points up to an instant, without copying. */
export function upTo(timeMs: number, points: Columns): Columns {
  let length = points.length;
  while (length > 0 && at(points.times, length - 1) > timeMs) length -= 1;
  return firstOf(points, length);
}

/** The caller stays within the column. */
const at = (column: Float64Array, index: number): number => column[index] ?? Number.NaN;
