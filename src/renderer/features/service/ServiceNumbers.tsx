import type { Signal } from '../../../shared/model/entities.ts';
import { fromRfc3339 } from '../../../shared/model/units.ts';
import { clockText, signalLabel } from '../../../shared/text/state-words.ts';
import { useEngineStatus, useSources } from '../../lib/live-store.ts';
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
  const engine = useEngineStatus().state;
  const { latest } = signal;
  const gone = signal.freshness === 'blind' || engine === 'stopped' || engine === 'unreachable';
  return (
    <div className={styles.number} data-signal={signal.id} data-freshness={gone ? 'blind' : signal.freshness} data-breach={gone ? undefined : signal.breach.state}>
      <dt className={styles.label} title={signal.name}>
        {signalLabel(signal)}
        {gone && latest?.value != null ? ' was' : ''}
      </dt>
      <dd className={styles.value}>{latest === null ? <span className={styles.none}>no data</span> : <Num value={latest.value} unit={signal.unit} noValue={latest.noValue} />}</dd>
      <dd className={styles.age}>
        <FreshnessWords signal={signal} gone={gone} />
      </dd>
    </div>
  );
}

function FreshnessWords({ signal, gone }: { signal: Signal; gone: boolean }) {
  const sources = useSources();
  const time = signal.latest?.time ?? null;
  const clock = clockText(sources.find((source) => source.id === signal.source));
  if (clock !== null) return <span className={styles.warn}>{clock}</span>;
  const word = gone ? 'blind, ' : signal.freshness === 'late' ? 'late, ' : '';
  return (
    <>
      {word}
      {time === null ? 'age unknown' : <Age since={fromRfc3339(time)} suffix="old" />}
    </>
  );
}
