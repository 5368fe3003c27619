import type { Signal } from '../../shared/model/entities.ts';
import { signalLabel } from '../../shared/text/state-words.ts';
import { TimeChart } from '../ui/charts/TimeChart.tsx';
import { ErrorBoundary } from '../ui/kit/ErrorBoundary.tsx';
import { shortLabel } from './pick.ts';
import styles from './tile-charts.module.css';

export interface TileChartsProps {
  readonly signals: readonly Signal[];
  /** Of the service. */
  readonly name: string;
  readonly windowMs: number;
}

/** How the numbers of a tile came about, each beneath its number. */
export function TileCharts({ signals, name, windowMs }: TileChartsProps) {
  return (
    <div className={styles.charts} data-one={signals.length === 1 ? '' : undefined}>
      {signals.map((signal) => (
        <TileChart key={signal.id} signal={signal} name={name} windowMs={windowMs} />
      ))}
    </div>
  );
}

function TileChart({ signal, name, windowMs }: { signal: Signal; name: string; windowMs: number }) {
  return (
    <div className={styles.chart}>
      <ErrorBoundary what={`The chart of ${name}`}>
        <TimeChart series={[{ signal: signal.id, label: shortLabel(signal), tone: 'strong' }]} unit={signal.unit} windowMs={windowMs} thresholds={signal.thresholds} size="tile" label={`${signalLabel(signal)} of ${name}`} />
      </ErrorBoundary>
    </div>
  );
}
