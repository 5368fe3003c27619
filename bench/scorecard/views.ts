import { scorecardQuery } from '../../src/shared/contract/scorecard-calls.ts';
import { epochMs, toRfc3339 } from '../../src/shared/model/units.ts';
import { createCalendar } from '../../src/main/engine/scorecard/calendar.ts';
import type { ScorecardQuery } from '../../src/main/engine/scorecard/question.ts';
import { seededRandom } from '../../src/main/store/testing/random.ts';
import { causeOf, serviceOf } from './fill.ts';

export const ZONE = 'Europe/Berlin';
const calendar = createCalendar(ZONE);

/** Views that people look at, each over periods that move. Services and causes are a few, as the questions of one day are. */
export function createViews(end: number, years: number): Readonly<Record<string, () => ScorecardQuery>> {
  const random = seededRandom(3);
  const below = (limit: number): number => Math.floor(random() * limit);
  const today = calendar.dayOf(epochMs(end)) + 1;
  const thisMonth = calendar.monthOf(today - 1);
  const day = (index: number): string => toRfc3339(calendar.dayStart(index));
  const month = (index: number): string => day(calendar.monthDay(index));
  const days = (count: number, rest: object = {}) => (): ScorecardQuery => {
    const to = today - below((years - 2) * 365);
    return scorecardQuery.parse({ from: day(to - count), to: day(to), ...rest });
  };
  const months = (count: number, rest: () => object = () => ({})) => (): ScorecardQuery => {
    const to = thisMonth + 1 - below((years - 2) * 12);
    return scorecardQuery.parse({ from: month(to - count), to: month(to), ...rest() });
  };
  const lastDays = (count: number, rest: () => object = () => ({})) => (): ScorecardQuery => scorecardQuery.parse({ from: day(today - count), to: day(today), ...rest() });
  return {
    'last 30 days': lastDays(30),
    'last 30 days of a service': lastDays(30, () => ({ service: serviceOf(below(3)) })),
    'any 30 days': days(30),
    'a month': months(1),
    'a quarter, tier 1': months(3, () => ({ tier: 1 })),
    'a quarter of a service': months(3, () => ({ service: serviceOf(below(3)) })),
    'a year': months(12),
    'a year, P0': months(12, () => ({ severity: 'P0' })),
    'last 365 days, as recorded, from detection': lastDays(365, () => ({ instants: 'recorded', resolveFrom: 'detection' })),
    'a year, drills in': months(12, () => ({ drills: 'in' })),
    '45 days between odd instants': () => {
      const to = epochMs(end - below((years - 2) * 365 * 86_400_000));
      return scorecardQuery.parse({ from: toRfc3339(epochMs(to - 45 * 86_400_000 - 4_321_000)), to: toRfc3339(to) });
    },
    'all time': () => scorecardQuery.parse({ from: day(today - years * 366), to: day(today) }),
    'all time of a cause': () => scorecardQuery.parse({ from: day(today - years * 366), to: day(today), cause: causeOf(below(3)) }),
  };
}
