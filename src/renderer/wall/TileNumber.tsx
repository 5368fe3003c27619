import type { Signal } from '../../shared/model/entities.ts';
import { signalLabel } from '../../shared/text/state-words.ts';
import { useEngineStatus, useSignal } from '../lib/live-store.ts';
import { Num } from '../ui/kit/Num.tsx';
import { shortLabel } from './pick.ts';
import styles from './tile.module.css';

/** A deciding number. What is no longer current is small and called "was", so that nobody reads it as now. */
export function TileNumber({ signal: subject }: { signal: Signal }) {
  const signal = useSignal(subject.id) ?? subject;
  const engine = useEngineStatus();
  const gone = signal.freshness === 'blind' || engine.state === 'stopped' || engine.state === 'unreachable';
  const { latest } = signal;
  const age = gone ? 'was' : signal.freshness;
  return (
    <span className={styles.number} data-signal={subject.id} data-age={latest === null ? 'none' : age} data-breach={gone ? undefined : signal.breach.state} data-missing={latest !== null && latest.value === null ? '' : undefined} title={signalLabel(signal)}>
      <span className={styles.label}>
        {shortLabel(signal)}
        {gone && latest?.value != null ? ' was' : ''}
      </span>
      <span className={styles.value}>{latest === null ? <span className={styles.none}>no data</span> : <Num value={latest.value} unit={signal.unit} noValue={latest.noValue} />}</span>
    </span>
  );
}
