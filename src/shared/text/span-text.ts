const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NONE = '–';

const pair = (large: number, unit: string, small: number, smaller: string): string => (small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`);

/** A span in seconds as a person says it: `40 s`, `1 min 40 s`, `42 min`, `2 h 14 min`, `3 d 4 h`. Rounded once, in its last unit. */
export function spanText(seconds: number | null): string {
  if (seconds === null) return NONE;
  if (seconds < 0) return `−${spanText(-seconds)}`;
  if (seconds > 0 && seconds < 0.5) return '< 1 s';
  const whole = Math.round(seconds);
  if (whole < 10 * MINUTE) return whole < MINUTE ? `${whole} s` : pair(Math.floor(whole / MINUTE), 'min', whole % MINUTE, 's');
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  if (minutes * MINUTE < 2 * DAY) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / HOUR);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}
