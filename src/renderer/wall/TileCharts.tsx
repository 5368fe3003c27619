import type { Signal } from '../../shared/model/entities.ts';
import { conversion } from '../../shared/model/unit-conversion.ts';
import { signalLabel } from '../../shared/text/state-words.ts';
import { TimeChart } from '../ui/charts/TimeChart.tsx';
import { ErrorBoundary } from '../ui/kit/ErrorBoundary.tsx';
import { shortLabel } from './pick.ts';
import styles from './tile-charts.module.css';

export interface TileChartsProps {
  readonly signals: readonly Signal[];
  /** All of the service, among which are second opinions. */
  readonly all: readonly Signal[];
  /** Of the service. */
  readonly name: string;
  readonly windowMs: number;
}

/** How the numbers of a tile came about, each beneath its number. */
export function TileCharts({ signals, all, name, windowMs }: TileChartsProps) {
  return (
    <div className={styles.charts} data-one={signals.length === 1 ? '' : undefined}>
      {signals.map((signal) => (
        <TileChart key={signal.id} signal={signal} second={all.find(({ id }) => id === signal.secondOpinion?.signal)} name={name} windowMs={windowMs} />
      ))}
    </div>
  );
}

function TileChart({ signal, second, name, windowMs }: { signal: Signal; second: Signal | undefined; name: string; windowMs: number }) {
  const scale = second === undefined ? null : conversion(second.unit, signal.unit);
  return (
    <div className={styles.chart}>
      <ErrorBoundary what={`The chart of ${name}`}>
        <TimeChart series={[{ signal: signal.id, label: shortLabel(signal), tone: 'strong' }, ...(second === undefined || scale === null ? [] : [{ signal: second.id, label: second.source, tone: 'normal' as const, second: true, scale }])]} unit={signal.unit} windowMs={windowMs} thresholds={signal.thresholds} size="tile" label={`${signalLabel(signal)} of ${name}`} />
      </ErrorBoundary>
    </div>
  );
}
