/** Samples younger than this are what is judged, not what it is judged against. */
const RECENT_MS = 5 * 60_000;
const NEEDED_SAMPLES = 10;
const COLLAPSED_BELOW = 0.1;

/**
 * The traffic a service usually has: the median of what lies more than five minutes back, so that a collapse does not become the
 * new normal while it is being looked at. `times` are epoch ms, beside them the values; NaN is a gap. Null with too little history,
 * or where there is no traffic to lose.
 */
export function typicalTraffic(times: ArrayLike<number>, values: ArrayLike<number>, now: number): number | null {
  const before: number[] = [];
  for (let index = 0; index < times.length; index += 1) {
    const [time, value] = [times[index] ?? now, values[index] ?? Number.NaN];
    if (time < now - RECENT_MS && Number.isFinite(value)) before.push(value);
  }
  if (before.length < NEEDED_SAMPLES) return null;
  const sorted = before.sort((a, b) => a - b);
  const median = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return median > 0 ? median : null;
}

/** Whether traffic has fallen below a tenth of what is typical. Unknown traffic has not collapsed: it is unknown. */
export const hasCollapsed = (value: number | null, typical: number | null): boolean => value !== null && typical !== null && value < typical * COLLAPSED_BELOW;
