import { useMemo } from 'react';
import type { RampProgress } from '../../../../../shared/model/continuity/run.ts';
import { SignalId } from '../../../../../shared/model/ids.ts';
import { epochMs } from '../../../../../shared/model/units.ts';
import { createFixedSeries } from '../../../../lib/fixed-series.ts';
import { SeriesCacheContext } from '../../../../lib/series-cache.ts';
import { useSignal } from '../../../../lib/live-store.ts';
import { TimeChart } from '../../../../ui/charts/TimeChart.tsx';
import { rampWindowMs, valuePoints } from '../rules/ramp.ts';
import { useRunClock } from '../use-run-clock.ts';
import styles from './ramp.module.css';

/** How often the line of values grows; what was set is told in words at once. */
const GROWS_EVERY_MS = 5_000;
/** A value holds until the next one is set: nothing between two of them is a gap. */
const NO_GAP_MS = Number.MAX_SAFE_INTEGER;
const VALUE = SignalId.parse('ramp-value');
const NO_LIMITS: [] = [];

/** What was set, above what waits, over the same time. */
export function RampCharts({ ramp }: { ramp: RampProgress }) {
  const { now } = useRunClock(GROWS_EVERY_MS);
  const until = now === null ? null : epochMs(Math.floor(now / GROWS_EVERY_MS) * GROWS_EVERY_MS);
  if (until === null || ramp.moves.length === 0) return null;
  const windowMs = rampWindowMs(ramp.moves, until);
  return (
    <div className={styles.charts} data-two={ramp.backlog === null ? undefined : ''}>
      <figure className={styles.chart}>
        <figcaption className={styles.title}>Value</figcaption>
        <ValueChart moves={ramp.moves} until={until} windowMs={windowMs} />
      </figure>
      {ramp.backlog === null ? null : <BacklogChart signal={ramp.backlog.signal} windowMs={windowMs} />}
    </div>
  );
}

function ValueChart({ moves, until, windowMs }: { moves: RampProgress['moves']; until: ReturnType<typeof epochMs>; windowMs: number }) {
  const cache = useMemo(() => createFixedSeries({ series: new Map([[VALUE, valuePoints(moves, until)]]), gapMs: NO_GAP_MS }), [moves, until]);
  return (
    <SeriesCacheContext value={cache}>
      <div className={styles.plot}>
        <TimeChart series={[{ signal: VALUE, label: 'Value', tone: 'strong' }]} unit="count" windowMs={windowMs} thresholds={NO_LIMITS} size="page" label="Value that was set, over time" until={until} aligned />
      </div>
    </SeriesCacheContext>
  );
}

function BacklogChart({ signal, windowMs }: { signal: SignalId; windowMs: number }) {
  const known = useSignal(signal);
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.title}>Waiting</figcaption>
      <div className={styles.plot}>
        {known === undefined ? (
          <p className={styles.quiet}>The signal {signal} is not in the configuration any more.</p>
        ) : (
          <TimeChart series={[{ signal, label: 'Waiting', tone: 'normal' }]} unit={known.unit} windowMs={windowMs} thresholds={known.thresholds} size="page" label="How many wait, over time" aligned />
        )}
      </div>
    </figure>
  );
}
