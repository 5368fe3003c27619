import { memo, useMemo, useState } from 'react';
import type { IncidentId, SignalId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useLive, useLiveStore } from '../../../lib/live-store.ts';
import { SeriesCacheContext } from '../../../lib/series-cache.ts';
import { TimeChart } from '../../../ui/charts/TimeChart.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { commonNote, evidenceCharts, toneOfLine, type EvidenceChart } from '../../incidents/index.ts';
import type { Window } from '../rules/phases.ts';
import { useStillSeries, type Kept } from './use-kept.ts';
import styles from './stack.module.css';

const FIRST = 4;

/** Frozen series as charts, what users feel first. */
export function useEvidenceCharts({ items }: Pick<Kept, 'items'>): readonly EvidenceChart[] {
  const services = useLive((state) => state.servicesById);
  const live = useLiveStore();
  return useMemo(() => {
    const serviceOf = (signal: SignalId): string => {
      const known = live.store.getState().signals.get(signal);
      return known === undefined ? '' : (services.get(known.service)?.name ?? '');
    };
    return evidenceCharts(items, serviceOf);
  }, [items, live, services]);
}

export interface FrozenChartsProps {
  readonly incident: IncidentId;
  readonly kept: Kept;
  readonly window: Window;
  /** Said before the title of each: which incident it is of. */
  readonly of?: string;
}

/** The charts of an incident under each other, on one time axis. They are drawn anew when the window changes, not when the cursor moves. */
export const FrozenCharts = memo(function FrozenCharts({ incident, kept, window, of }: FrozenChartsProps) {
  const series = useStillSeries(incident, window.until, kept.items.reduce((sum, { samples }) => sum + samples, 0));
  const charts = useEvidenceCharts(kept);
  const [all, setAll] = useState(false);
  // What still grows is not complete, and that is said once for all of it.
  const missing = kept.growing ? null : commonNote(charts);
  return (
    <SeriesCacheContext value={series}>
      <section className={styles.charts} aria-label={of === undefined ? 'Charts' : `Charts of ${of}`}>
        {charts.slice(0, all ? charts.length : FIRST).map((chart) => (
          <figure key={chart.key} className={styles.figure}>
            <figcaption className={styles.caption}>
              <span dir="auto">{plain(chart.title, 80)}</span>
              {of === undefined ? null : <span className={styles.quiet}>{of}</span>}
              {chart.note === null || missing !== null || kept.growing ? null : <span className={styles.quiet}>{plain(chart.note, 160)}</span>}
            </figcaption>
            <div className={styles.plot} data-part="chart">
              <TimeChart series={chart.series.map((line) => ({ ...line, label: plain(line.label, 30), tone: toneOfLine(line.label, chart.series.length) }))} unit={chart.unit} windowMs={window.until - window.from} until={window.until} thresholds={[]} size="page" aligned label={`${plain(chart.title, 60)}${of === undefined ? '' : ` of ${of}`}`} />
            </div>
          </figure>
        ))}
        {missing === null ? null : <p className={styles.note}>{plain(missing, 200)}</p>}
        {charts.length > FIRST ? (
          <div className={styles.note}>
            <Button kind="quiet" onClick={() => setAll(!all)}>
              {all ? 'Fewer charts' : `All ${charts.length} charts`}
            </Button>
          </div>
        ) : null}
      </section>
    </SeriesCacheContext>
  );
});
