import { useMemo } from 'react';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { TIME_METRICS, type TrendMonth } from '../../../shared/model/scorecard.ts';
import { spanText } from '../../../shared/text/span-text.ts';
import { useCall } from '../../platform/use-call.ts';
import { MonthChart } from '../../ui/charts/MonthChart.tsx';
import { ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Table, type Column } from '../../ui/kit/Table.tsx';
import { hasTrend, monthsOf, monthWord, trendBounds } from './rules/trend.ts';
import { countText, LEAST_TO_COMPARE, METRIC_NAME, METRIC_SHORT, minutesText, shareText } from './rules/words.ts';
import type { Card } from './use-card.ts';
import styles from './sections.module.css';

const COLUMNS: readonly Column<TrendMonth>[] = [
  { key: 'month', title: 'Month', cell: ({ month, whole }) => `${monthWord(month)}${whole ? '' : ' (in part)'}` },
  ...TIME_METRICS.map((metric): Column<TrendMonth> => ({ key: metric, title: `${METRIC_SHORT[metric]} mean · median (n)`, align: 'end', cell: (month) => `${spanText(month[metric].mean)} · ${spanText(month[metric].median)} (${countText(month[metric].n)})` })),
  { key: 'recurrence', title: 'Recurrence (n)', align: 'end', cell: ({ recurrence }) => `${shareText(recurrence.rate)} (${countText(recurrence.n)})` },
  { key: 'incidents', title: 'Incidents', align: 'end', cell: ({ incidents }) => countText(incidents.total) },
  { key: 'impact', title: 'Impact', align: 'end', cell: ({ impact }) => minutesText(impact.minutes) },
];

/** The months of the trend, with the same filters. */
export function useTrend({ bounds, timeZone, query }: Card) {
  const { from, to } = trendBounds(bounds, timeZone);
  return useCall('scorecard.trend', { ...query, from: toRfc3339(from), to: toRfc3339(to) }, { keep: true });
}

/** Month by month: a chart for each time, and all of it as a table. */
export function Trends({ trend }: { trend: ReturnType<typeof useTrend> }) {
  const months = trend.data?.items;
  return (
    <section aria-labelledby="scorecard-trends">
      <h2 id="scorecard-trends" className={styles.title}>
        Month by month
      </h2>
      {months === undefined ? (
        trend.isError ? (
          <ErrorState title="The months could not be read" message={trend.error.message} onRetry={() => void trend.refetch()} />
        ) : (
          <Skeleton units={24} label="Loading the months" />
        )
      ) : hasTrend(months) ? (
        <Charts months={months} />
      ) : (
        <p className={styles.note}>No month of these has a time to show.</p>
      )}
    </section>
  );
}

function Charts({ months }: { months: readonly TrendMonth[] }) {
  const points = useMemo(() => TIME_METRICS.map((metric) => ({ metric, points: monthsOf(months, metric) })), [months]);
  return (
    <>
      <p className={styles.legend} aria-hidden="true">
        <span data-tone="strong">median</span>
        <span data-tone="normal">mean</span>
        <span data-hollow="">hollow: fewer than {LEAST_TO_COMPARE} incidents</span>
      </p>
      <div className={styles.charts}>
        {points.map(({ metric, points: all }) => (
          <figure key={metric} className={styles.chart}>
            <figcaption>
              {METRIC_NAME[metric]} <span className={styles.quiet}>{METRIC_SHORT[metric]}</span>
            </figcaption>
            <div className={styles.chartBox}>
              <MonthChart label={`${METRIC_NAME[metric]} by month, mean and median; as numbers in the table below`} months={all} />
            </div>
          </figure>
        ))}
      </div>
      <details className={styles.asTable}>
        <summary>As a table</summary>
        <div className={styles.wide}>
          <Table label="Month by month" columns={COLUMNS} rows={months} rowKey={({ month }) => month} empty="" />
        </div>
      </details>
    </>
  );
}
