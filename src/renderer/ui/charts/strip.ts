const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Round spans on an axis of durations that grows by ratios, in seconds. */
const ROUND: readonly (readonly [seconds: number, word: string])[] = [
  [1, '1 s'],
  [10, '10 s'],
  [MINUTE, '1 min'],
  [10 * MINUTE, '10 min'],
  [HOUR, '1 h'],
  [6 * HOUR, '6 h'],
  [DAY, '1 d'],
  [7 * DAY, '7 d'],
  [30 * DAY, '30 d'],
  [365 * DAY, '1 y'],
  [3_650 * DAY, '10 y'],
];
const LEAST = 1;

/** An axis of durations: a ratio is the same distance everywhere, so that seconds and days find room on one line. */
export interface StripScale {
  /** Ends of the axis in seconds. */
  readonly low: number;
  readonly high: number;
  /** Whether there is a place before the axis for what is shorter than a second: a logarithm has none for 0. */
  readonly gutter: boolean;
}

/** Share of the width that the gutter takes. */
const GUTTER = 0.07;

/** The axis on which all of these durations (seconds) find room, between round ends; null without any. */
export function stripScale(seconds: readonly number[]): StripScale | null {
  if (seconds.length === 0) return null;
  const [smallest, largest] = seconds.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  const from = Math.min(ROUND.length - 2, Math.max(0, ROUND.findLastIndex(([span]) => span <= Math.max(smallest, LEAST))));
  const above = ROUND.findIndex(([span]) => span >= largest);
  const to = Math.max(above === -1 ? ROUND.length - 1 : above, from + 1);
  return { low: ROUND[from]?.[0] ?? LEAST, high: ROUND[Math.min(to, ROUND.length - 1)]?.[0] ?? LEAST, gutter: smallest < LEAST };
}

/** Where a duration stands, 0 at the start of the line and 1 at its end. */
export function stripPosition({ low, high, gutter }: StripScale, seconds: number): number {
  const start = gutter ? GUTTER : 0;
  if (seconds < LEAST) return gutter ? GUTTER / 4 : 0;
  const share = Math.log(Math.min(Math.max(seconds, low), high) / low) / Math.log(high / low);
  return start + (1 - start) * share;
}

export interface StripTick {
  readonly at: number;
  readonly word: string;
}

/** Round durations along the axis, those that stand at least `apart` (a share of the width) from each other. */
export function stripTicks(scale: StripScale, apart: number): readonly StripTick[] {
  const all = ROUND.filter(([span]) => span >= scale.low && span <= scale.high).map(([span, word]): StripTick => ({ at: stripPosition(scale, span), word }));
  const kept: StripTick[] = scale.gutter ? [{ at: stripPosition(scale, 0), word: '< 1 s' }] : [];
  for (const tick of all) if (tick.at - (kept.at(-1)?.at ?? -1) >= apart) kept.push(tick);
  return kept;
}

export interface PlacedDot {
  readonly x: number;
  readonly y: number;
}

/**
 * Lays dots out along a line so that as few as possible cover each other: each stays at its x and gives way up and down. Where there
 * are more than the height has room for, they overlap, and the crowd is seen as one. `xs` rise; y is 0 in the middle.
 */
export function swarm(xs: readonly number[], radius: number, height: number): readonly PlacedDot[] {
  const eachSide = Math.max(0, Math.floor((height / (2 * radius) - 1) / 2));
  const lanes = 2 * eachSide + 1;
  const takenTo = Array.from({ length: lanes }, () => -Infinity);
  const yOf = (lane: number): number => Math.ceil(lane / 2) * (lane % 2 === 1 ? -1 : 1) * 2 * radius;
  return xs.map((x) => {
    const free = takenTo.findIndex((end) => end <= x);
    const lane = free === -1 ? takenTo.indexOf(Math.min(...takenTo)) : free;
    takenTo[lane] = x + 2 * radius;
    return { x, y: yOf(lane) };
  });
}
