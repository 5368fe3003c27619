import { lazy, Suspense } from 'react';
import type { TimeChartProps } from './chart-types.ts';
import styles from './time-chart.module.css';

// recharts is two thirds of all script: the wall paints its words and numbers before it is there.
const ChartFrame = lazy(() => import('./ChartFrame.tsx').then((module) => ({ default: module.ChartFrame })));

/** A live chart of one or several signals; fills its parent's box. Says by itself when its data is old or missing. */
export function TimeChart(props: TimeChartProps) {
  return (
    <div className={styles.box} data-size={props.size}>
      <Suspense fallback={<div className={styles.placeholder} aria-hidden="true" />}>
        <ChartFrame {...props} />
      </Suspense>
    </div>
  );
}
