import { lazy, Suspense } from 'react';
import { ErrorBoundary } from '../kit/ErrorBoundary.tsx';
import type { TimeChartProps } from './chart-types.ts';
import styles from './time-chart.module.css';

const RETRY_MS = 10_000;

/** Tries until it succeeds: a wall that starts while the network is down must not stay without charts. */
async function loadFrame(): Promise<{ default: typeof import('./ChartFrame.tsx').ChartFrame }> {
  for (;;) {
    try {
      return { default: (await import('./ChartFrame.tsx')).ChartFrame };
    } catch {
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
  }
}

// recharts is a good part of all script: the wall paints its words and numbers before it is there.
const ChartFrame = lazy(loadFrame);

/** A live chart of one or several signals; fills its parent's box. Says by itself when its data is old or missing. */
export function TimeChart(props: TimeChartProps) {
  return (
    <div className={styles.box} data-size={props.size}>
      <ErrorBoundary what="The chart">
        <Suspense fallback={<p className={styles.words}>loading</p>}>
          <ChartFrame {...props} />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
