const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Steps in which people count time, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 30 * DAY];

/** Round durations (seconds) from 0 to the first that is not below `largest`, in at most `parts` steps. */
export function spanTicks(largest: number, parts = 4): readonly number[] {
  const most = Math.max(largest, 1);
  const longest = STEPS.at(-1) ?? DAY;
  const step = STEPS.find((each) => Math.ceil(most / each) <= parts) ?? Math.ceil(most / parts / longest) * longest;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

const UNITS = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
] as const;

/** `30 s`, `15 min`, `1.5 h`, `2 d`: a round duration of an axis, which has room for one number only. */
export function spanWord(seconds: number): string {
  const [size, unit] = UNITS.find(([each]) => seconds >= each) ?? [1, 's'];
  return seconds === 0 ? '0' : `${Number((seconds / size).toFixed(1))} ${unit}`;
}
