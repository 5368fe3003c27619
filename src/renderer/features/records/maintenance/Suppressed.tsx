import type { Alert, MaintenanceWindow } from '../../../../shared/model/incident.ts';
import { Unit } from '../../../../shared/model/config.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { useLiveStore } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment, useNames } from '../../incidents/index.ts';
import styles from './maintenance.module.css';

const MOST = 1_000;
const SHOWN = 100;

/** The alerts that this window kept silent: what would have fired, and what has ended since. */
export function Suppressed({ window }: { window: MaintenanceWindow }) {
  const standing = useCall('alerts.list', { limit: MOST });
  const ended = useCall('alerts.list', { state: 'resolved', limit: MOST });
  const failed = standing.error ?? ended.error;
  if (failed !== null) return <p className={styles.silent}>What would have fired could not be read: {plain(failed.message, 200)}</p>;
  if (standing.data === undefined || ended.data === undefined) return <p className={styles.silent}>Loading …</p>;
  const mine = [...standing.data.items, ...ended.data.items].filter((alert) => alert.suppressedBy === window.id && (alert.endsAt === null || alert.endsAt >= window.startsAt));
  return (
    <ul className={styles.alerts} aria-label="Alerts kept silent">
      {mine.length === 0 ? <li className={styles.quiet}>They have ended and are not among the newest {MOST} alerts any more.</li> : null}
      {mine.slice(0, SHOWN).map((alert) => (
        <SilentAlert key={alert.id} alert={alert} />
      ))}
      {mine.length > SHOWN ? <li className={styles.quiet}>and {mine.length - SHOWN} more</li> : null}
    </ul>
  );
}

function SilentAlert({ alert }: { alert: Alert }) {
  const { service } = useNames();
  const live = useLiveStore();
  const signal = alert.signal === null ? undefined : live.store.getState().signals.get(alert.signal);
  const unit = Unit.safeParse(signal?.unit);
  const value = alert.value === null ? '' : `, ${formatValueText(alert.value, null, unit.success ? unit.data : 'none')}`;
  return (
    <li className={styles.alert}>
      <span>
        <StateMark state={alert.severity} />
      </span>
      <span dir="auto">
        {plain(alert.name, 160)}
        {alert.service === null ? '' : ` on ${service(alert.service)}`}
        {value}
      </span>
      <span className={styles.quiet}>
        since <Moment at={alert.startsAt} />
        {alert.endsAt === null ? '' : ', ended '}
        {alert.endsAt === null ? null : <Moment at={alert.endsAt} show="utc" />}
      </span>
    </li>
  );
}
