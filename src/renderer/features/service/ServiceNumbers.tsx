import type { Signal } from '../../../shared/model/entities.ts';
import { formatValueText } from '../../../shared/text/format.ts';
import { clockText, signalLabel } from '../../../shared/text/state-words.ts';
import { useSources } from '../../lib/live-store.ts';
import type { ShownNumber } from '../../lib/shown-number.ts';
import { useEngineSilent, useShownNumber } from '../../lib/use-shown-numbers.ts';
import { Age } from '../../ui/kit/Age.tsx';
import { Num } from '../../ui/kit/Num.tsx';
import styles from './service.module.css';

/** The current number of every signal with its age; what is no longer current says so. */
export function ServiceNumbers({ signals }: { signals: readonly Signal[] }) {
  return (
    <dl className={styles.numbers}>
      {signals.map((signal) => (
        <SignalNumber key={signal.id} signal={signal} />
      ))}
    </dl>
  );
}

function SignalNumber({ signal }: { signal: Signal }) {
  const shown = useShownNumber(signal);
  const was = shown.is === 'was';
  const gone = useEngineSilent() || signal.freshness === 'blind';
  return (
    <div className={styles.number} data-signal={signal.id} data-freshness={gone || was ? 'blind' : signal.freshness} data-breach={was || shown.is === 'none' ? undefined : signal.breach.state}>
      <dt className={styles.label} title={signal.name}>
        {signalLabel(signal)}
        {was ? ' was' : ''}
      </dt>
      <dd className={styles.value}>{shown.is === 'none' ? <span className={styles.none}>{formatValueText(null, shown.noValue, signal.unit)}</span> : <Num value={shown.value} unit={signal.unit} noValue={shown.noValue} />}</dd>
      <dd className={styles.age}>
        <FreshnessWords signal={signal} shown={shown} gone={gone} />
      </dd>
    </div>
  );
}

function FreshnessWords({ signal, shown, gone }: { signal: Signal; shown: ShownNumber; gone: boolean }) {
  const sources = useSources();
  const clock = clockText(sources.find((source) => source.id === signal.source));
  if (clock !== null) return <span className={styles.warn}>{clock}</span>;
  const word = gone ? 'blind, ' : shown.is === 'was' ? 'no value now, ' : signal.freshness === 'late' ? 'late, ' : '';
  return (
    <>
      {word}
      <Age since={shown.time} suffix="old" />
    </>
  );
}
