import type { Signal } from '../../shared/model/entities.ts';
import { formatSince } from '../../shared/time/format.ts';
import { signalLabel } from '../../shared/text/state-words.ts';
import { useLiveStore, useSignal } from '../lib/live-store.ts';
import { useShownNumber } from '../lib/use-shown-numbers.ts';
import { Num } from '../ui/kit/Num.tsx';
import { shortLabel } from './pick.ts';
import styles from './tile-number.module.css';

/** A deciding number. What is no longer current is small and called "was", so that nobody reads it as now. */
export function TileNumber({ signal: subject }: { signal: Signal }) {
  const signal = useSignal(subject.id) ?? subject;
  const now = useLiveStore().engineNow();
  const shown = useShownNumber(subject);
  const was = shown.is === 'was';
  const title = was && shown.time !== null && now !== null ? `${signalLabel(signal)}, no newer value ${formatSince(shown.time, now)}` : signalLabel(signal);
  return (
    <span className={styles.number} data-signal={subject.id} data-age={shown.is} data-breach={was || shown.is === 'none' ? undefined : signal.breach.state} data-missing={shown.value === null ? '' : undefined} title={title}>
      <span className={styles.label}>
        {shortLabel(signal)}
        {was ? ' was' : ''}
      </span>
      <span className={styles.value}>
        <Num value={shown.value} unit={signal.unit} noValue={shown.noValue} />
      </span>
    </span>
  );
}
