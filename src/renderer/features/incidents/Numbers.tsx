import type { IncidentDetail } from '../../../shared/model/incident.ts';
import type { Signal } from '../../../shared/model/entities.ts';
import { formatValueText } from '../../../shared/text/format.ts';
import { plain } from '../../../shared/text/plain.ts';
import { signalLabel } from '../../../shared/text/state-words.ts';
import { useLive } from '../../lib/live-store.ts';
import { useEngineSilent, useShownNumber } from '../../lib/use-shown-numbers.ts';
import { Age } from '../../ui/kit/Age.tsx';
import { Num } from '../../ui/kit/Num.tsx';
import { decisionSignals } from './rules/decision-numbers.ts';
import styles from './forms/forms.module.css';

/** The numbers that decide, as they are now, each with its age. */
export function Numbers({ detail }: { detail: IncidentDetail }) {
  const services = useLive((state) => state.servicesById);
  const signals = useLive((state) => state.signals);
  const known = detail.services.map((id) => services.get(id)).filter((service) => service !== undefined);
  const shown = decisionSignals(known, signals);
  if (shown.length === 0) return <p className={styles.quiet}>No signal watches its services: nothing here can confirm or deny it.</p>;
  return (
    <dl className={styles.numbers}>
      {shown.map((signal) => (
        <OneNumber key={signal.id} signal={signal} service={known.length > 1 ? (services.get(signal.service)?.name ?? null) : null} />
      ))}
    </dl>
  );
}

function OneNumber({ signal, service }: { signal: Signal; service: string | null }) {
  const shown = useShownNumber(signal);
  const silent = useEngineSilent() || signal.freshness === 'blind';
  return (
    <div className={styles.number}>
      <dt>
        {service === null ? '' : `${plain(service, 30)} `}
        {signalLabel(signal)}
        {shown.is === 'was' ? ' was' : ''}
      </dt>
      <dd>{shown.is === 'none' ? formatValueText(null, shown.noValue, signal.unit) : <Num value={shown.value} unit={signal.unit} noValue={shown.noValue} />}</dd>
      <dd className={styles.quiet}>
        {silent ? 'blind, ' : ''}
        <Age since={shown.time} suffix="old" />
      </dd>
    </div>
  );
}
