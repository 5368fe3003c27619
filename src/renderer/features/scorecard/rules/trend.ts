import { TIME_METRICS, type TimeMetric, type TrendMonth } from '../../../../shared/model/scorecard.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { instantAt, localAt, type LocalMs } from '../../../../shared/time/local-time.ts';
import type { MonthPoint } from '../../../ui/charts/MonthChart.tsx';
import type { Bounds } from './period.ts';
import { LEAST_TO_COMPARE } from './words.ts';

const LEAST_MONTHS = 12;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** "Mar 26". */
export const monthWord = (month: string): string => `${MONTHS[Number(month.slice(5, 7)) - 1] ?? ''} ${month.slice(2, 4)}`;

/** The months to show: those of the period, and before it as many as make a year. */
export function trendBounds({ from, to }: Bounds, timeZone: string): Bounds {
  const last = new Date(localAt(epochMs(to - 1), timeZone));
  const year = instantAt(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - LEAST_MONTHS + 1, 1) as LocalMs, timeZone).at;
  return { from: from < year ? from : year, to };
}

/** One time month by month. */
export const monthsOf = (months: readonly TrendMonth[], metric: TimeMetric): readonly MonthPoint[] =>
  months.map((month) => {
    const { n, mean, median } = month[metric];
    return { word: monthWord(month.month), n, few: n < LEAST_TO_COMPARE, mean, median };
  });

/** Whether there is anything to draw. */
export const hasTrend = (months: readonly TrendMonth[]): boolean => months.some((month) => TIME_METRICS.some((metric) => month[metric].n > 0));
