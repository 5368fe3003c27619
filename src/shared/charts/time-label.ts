import type { Domain } from './scale.ts';

const DAY = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A label of the time axis, UTC: `14:05`; where the axis spans days, the day at midnight: `21 Nov`. */
export function timeLabel(at: number, { low, high }: Domain): string {
  const iso = new Date(at).toISOString();
  const day = `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''}`;
  return high - low > 2 * DAY || (at % DAY === 0 && high - low > DAY / 2) ? day : iso.slice(11, 16);
}
