/** Between which Datadog's clock minus ours lies, in milliseconds. */
export interface ClockOffset {
  readonly lowMs: number;
  readonly highMs: number;
}

/** A `Date` header tells whole seconds. */
const HALF_SECOND_MS = 500;
/** Clocks drift, so that what was known becomes a little less sure with each answer. */
const DRIFT_MS = 5;

/** What the `Date` of one more answer says: where it fits to what is known, both; a clock that was set begins anew. */
export function narrowed(known: ClockOffset | null, offsetMs: number | null, roundTripMs: number): ClockOffset | null {
  if (offsetMs === null) return known;
  const told = { lowMs: offsetMs - HALF_SECOND_MS - roundTripMs / 2, highMs: offsetMs + HALF_SECOND_MS + roundTripMs / 2 };
  if (known === null) return told;
  const [lowMs, highMs] = [Math.max(known.lowMs - DRIFT_MS, told.lowMs), Math.min(known.highMs + DRIFT_MS, told.highMs)];
  return lowMs <= highMs ? { lowMs, highMs } : told;
}

export const middleMs = (offset: ClockOffset | null): number => (offset === null ? 0 : Math.round((offset.lowMs + offset.highMs) / 2));
