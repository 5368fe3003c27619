import type { AlertQuality } from '../../../shared/model/scorecard-sides.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { instantAt, localAt, type LocalMs } from '../../../shared/time/local-time.ts';
import { DAY_MS, midnightOf, timeOfDayMs } from '../../../shared/time/time-of-day.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';

export type Night = AlertQuality['night'];

/** The workspace's quiet hours where it has some, else 22 to 6 in its zone. */
export const nightOf = (quietHours: ResolvedPolicy['quietHours'], timeZone: string): Night =>
  quietHours === null ? { from: '22:00', to: '06:00', timeZone, hours: 'usual' } : { ...quietHours, hours: 'quietHours' };

/** The nights that reach into a span, in order; the beginning belongs to a night, the end does not. */
export function nightsOf({ from, to, timeZone }: Night, span: { readonly from: EpochMs; readonly to: EpochMs }): { readonly from: EpochMs; readonly to: EpochMs }[] {
  const [start, end] = [timeOfDayMs(from), timeOfDayMs(to)];
  const nights: { from: EpochMs; to: EpochMs }[] = [];
  const last = midnightOf(localAt(span.to, timeZone));
  for (let day = midnightOf(localAt(span.from, timeZone)) - DAY_MS; day <= last; day += DAY_MS) {
    const night = { from: instantAt((day + start) as LocalMs, timeZone).at, to: instantAt((day + end + (end <= start ? DAY_MS : 0)) as LocalMs, timeZone).at };
    if (night.to > span.from && night.from < span.to && night.from < night.to) nights.push(night);
  }
  return nights;
}

/** Whether an instant lies in a night; to be asked in rising order. */
export function nightTest(nights: readonly { readonly from: EpochMs; readonly to: EpochMs }[]): (at: number) => boolean {
  let next = 0;
  return (at) => {
    while (next < nights.length && (nights[next]?.to ?? epochMs(0)) <= at) next += 1;
    return at >= (nights[next]?.from ?? Infinity);
  };
}
