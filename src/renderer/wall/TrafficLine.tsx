import { useEffect, useState } from 'react';
import type { Signal } from '../../shared/model/entities.ts';
import type { SignalId } from '../../shared/model/ids.ts';
import { formatValueText } from '../../shared/text/format.ts';
import { useLiveStore, useSignal } from '../lib/live-store.ts';
import { useSeriesCache } from '../lib/series-cache.ts';
import { StateMark } from '../ui/kit/StateMark.tsx';
import { hasCollapsed, typicalTraffic } from './traffic.ts';
import styles from './traffic-line.module.css';

const HISTORY_MS = 3_600_000;
const LOOK_AGAIN_MS = 15_000;

function useTypicalTraffic(signal: SignalId): number | null {
  const series = useSeriesCache();
  const live = useLiveStore();
  const [typical, setTypical] = useState<number | null>(null);
  useEffect(() => {
    let looked = Number.NEGATIVE_INFINITY;
    let generation = -1;
    const look = () => {
      const view = watched.view();
      // What is typical moves slowly; a median over an hour is not worth computing with every sample.
      if (view.generation === generation && performance.now() - looked < LOOK_AGAIN_MS) return;
      [looked, generation] = [performance.now(), view.generation];
      const { buffer } = view;
      setTypical(typicalTraffic(buffer.times.subarray(buffer.start, buffer.end), buffer.value.subarray(buffer.start, buffer.end), live.engineNow() ?? 0));
    };
    const watched = series.watch(signal, HISTORY_MS, look);
    look();
    return () => watched.stop();
  }, [series, live, signal]);
  return typical;
}

/** Appears only when the traffic of a service has collapsed: quiet numbers of a service nobody can reach look like health. */
export function TrafficLine({ signal: subject }: { signal: Signal }) {
  const typical = useTypicalTraffic(subject.id);
  const signal = useSignal(subject.id) ?? subject;
  const value = signal.freshness === 'live' ? (signal.latest?.value ?? null) : null;
  if (typical === null || !hasCollapsed(value, typical)) return null;
  return (
    <p className={styles.traffic}>
      <StateMark state="P2" word={`traffic ${formatValueText(value, null, signal.unit)}`} />
      <span className={styles.usual}> usually {formatValueText(typical, null, signal.unit)}</span>
    </p>
  );
}
