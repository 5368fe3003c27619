import type { AlertQuality } from '../../../shared/model/scorecard-sides.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { instantAt, localAt, type LocalMs } from '../../../shared/time/local-time.ts';
import { DAY_MS, midnightOf, timeOfDayMs } from '../../../shared/time/time-of-day.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';

export type Night = AlertQuality['night'];

/** The workspace's quiet hours where it has some, else 22 to 6 in its zone. */
export const nightOf = (quietHours: ResolvedPolicy['quietHours'], timeZone: string): Night =>
  quietHours === null ? { from: '22:00', to: '06:00', timeZone, hours: 'usual' } : { ...quietHours, hours: 'quietHours' };

/** Whether an instant lies in a night; the beginning belongs to it, the end does not. To be asked in rising order. */
export function nightTest(night: Night): (at: EpochMs) => boolean {
  let next = { from: epochMs(0), to: epochMs(-Infinity) };
  return (at) => {
    if (at >= next.to) next = nightAfter(night, at);
    return at >= next.from;
  };
}

/** The first night that is not over at an instant. */
function nightAfter({ from, to, timeZone }: Night, at: EpochMs): { readonly from: EpochMs; readonly to: EpochMs } {
  const [start, end] = [timeOfDayMs(from), timeOfDayMs(to)];
  const instant = (local: number): EpochMs => instantAt(local as LocalMs, timeZone).at;
  for (let day = midnightOf(localAt(at, timeZone)) - DAY_MS; ; day += DAY_MS) {
    const until = instant(day + end + (end <= start ? DAY_MS : 0));
    if (until > at) return { from: instant(day + start), to: until };
  }
}
