import { memo, useMemo } from 'react';
import type { Service } from '../../../shared/model/entities.ts';
import { plain } from '../../../shared/text/plain.ts';
import { withoutOwnLinks } from '../../lib/use-chain.ts';
import { useSources } from '../../lib/live-store.ts';
import { useServiceSignals } from '../../lib/use-service-signals.ts';
import { OpinionLegend } from '../../ui/opinion/Opinion.tsx';
import { TimeChart } from '../../ui/charts/TimeChart.tsx';
import { ErrorBoundary } from '../../ui/kit/ErrorBoundary.tsx';
import { chartGroups, linesOf, type ChartGroup } from '../../ui/charts/chart-groups.ts';
import styles from './service.module.css';

/** One large chart per thing that is measured. Reads only what the signals are: the charts follow the readings by themselves. */
export const ServiceCharts = memo(function ServiceCharts({ service, windowMs }: { service: Service; windowMs: number }) {
  const signals = useServiceSignals(service);
  const groups = useMemo(() => chartGroups(withoutOwnLinks(service, signals)), [service, signals]);
  return (
    <div className={styles.charts}>
      {groups.map((group) => (
        <Chart key={group.key} group={group} name={plain(service.name, 80)} windowMs={windowMs} />
      ))}
    </div>
  );
});

function Chart({ group, name, windowMs }: { group: ChartGroup; name: string; windowMs: number }) {
  const sources = useSources();
  const [first] = group.signals;
  if (first === undefined) return null;
  const title = plain(group.title, 60);
  return (
    <section className={styles.chart} aria-label={title}>
      <h2 className={styles.chartTitle}>{title}</h2>
      <div className={styles.plot} data-band={first.kind === 'availability' ? '' : undefined}>
        <ErrorBoundary what={`The ${title} chart`}>
          <TimeChart
            series={linesOf(group, sources)}
            unit={first.unit}
            windowMs={windowMs}
            thresholds={group.thresholds}
            size="page"
            label={`${title} of ${name}`}
          />
        </ErrorBoundary>
      </div>
      {group.seconds.map(({ first: of }) => (
        <OpinionLegend key={of.id} signal={of.id} named={group.signals.length > 1} />
      ))}
    </section>
  );
}
