/** Numbers in rising order. A typed array, because it sorts ten times faster than a comparing function does. */
export const rising = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** Quantile of rising numbers, interpolated between neighbours; NaN of nothing. */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const share = at - Math.floor(at);
  // Between two infinite neighbours there is nothing to interpolate.
  return share === 0 ? low : low + share * ((sorted[Math.ceil(at)] ?? Number.NaN) - low);
}

/** Where the first number ≥ `value` stands. */
export function firstFrom(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
