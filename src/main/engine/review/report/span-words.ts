const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in a sentence: "45 s", "7 min 20 s", "2 h 14 min", "3 d 4 h". Below a second it is "less than 1 s". */
export function spanWords(spanMs: number): string {
  const parts = (big: number, bigName: string, small: number, smallName: string): string => {
    const rest = Math.floor((spanMs % big) / small);
    return `${Math.floor(spanMs / big)} ${bigName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
  };
  if (spanMs === 0) return '0 s';
  if (spanMs < SECOND) return 'less than 1 s';
  if (spanMs < MINUTE) return `${Math.floor(spanMs / SECOND)} s`;
  if (spanMs < HOUR) return parts(MINUTE, 'min', SECOND, 's');
  return spanMs < 2 * DAY ? parts(HOUR, 'h', MINUTE, 'min') : parts(DAY, 'd', HOUR, 'h');
}
