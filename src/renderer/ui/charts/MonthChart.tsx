import { lazy, Suspense } from 'react';
import { ErrorBoundary } from '../kit/ErrorBoundary.tsx';
import styles from './months.module.css';

export interface MonthPoint {
  /** "Jan 26"; each its own. */
  readonly word: string;
  /** How many are counted. */
  readonly n: number;
  /** Too few to say much: drawn hollow. */
  readonly few: boolean;
  /** Seconds; null where there are none. */
  readonly mean: number | null;
  readonly median: number | null;
}

export interface MonthChartProps {
  /** Accessible name. */
  readonly label: string;
  readonly months: readonly MonthPoint[];
}

// recharts is a good part of all script: the figures are read before it is there.
const MonthFrame = lazy(() => import('./MonthFrame.tsx').then((module) => ({ default: module.MonthFrame })));

/** Mean and median of a duration by month; fills its parent's box. A month without any is a gap, never a zero. */
export function MonthChart(props: MonthChartProps) {
  return (
    <div className={styles.months}>
      <ErrorBoundary what="The chart">
        <Suspense fallback={null}>
          <MonthFrame {...props} />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
