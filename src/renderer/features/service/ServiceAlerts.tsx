import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ServiceId } from '../../../shared/model/ids.ts';
import type { Alert } from '../../../shared/model/incident.ts';
import { epochMs, fromRfc3339 } from '../../../shared/model/units.ts';
import { hushWord } from '../../../shared/text/alert-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { formatDuration, formatSince } from '../../../shared/time/format.ts';
import { useAlertCounts, useAlerts, useEngineNow } from '../../lib/live-store.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { AlertLinks, apartWords, Hushed } from '../alerts/index.ts';
import { commonLabels, listAlerts, type AlertLine } from './alert-list.ts';
import styles from './service.module.css';

/** What fires for this service, gravest first; what is not listed is counted. */
export function ServiceAlerts({ service }: { service: ServiceId }) {
  const { shown, more, unknown } = listAlerts(service, useAlerts(), useAlertCounts());
  if (shown.length === 0) return null;
  return (
    <section className={styles.alerts} aria-label="Alerts">
      <ul>
        {shown.map((line) => (
          <Line key={line.alert.id} line={line} />
        ))}
      </ul>
      {more + unknown === 0 ? null : (
        <p>
          {more > 0 ? `+${more.toLocaleString('en')} more here` : ''}
          {more > 0 && unknown > 0 ? '; ' : ''}
          {unknown > 0 ? `${unknown.toLocaleString('en')} less grave alerts are not on this screen, and some may be of this service` : ''}
        </p>
      )}
    </section>
  );
}

/** What an alert is now, beside its severity; null where it simply fires. */
function standingOf(alert: Alert): ReactNode {
  if (hushWord(alert) !== null) return <Hushed alert={alert} />;
  if (alert.state === 'pending') return 'pending';
  return alert.confirmed ? null : 'not confirmed now';
}

const APART_SHOWN = 4;

/** What tells the alerts of a line apart: "pod checkout-a; pod checkout-b and 5 more". */
function apartText(alerts: readonly Alert[]): string {
  const words = [...new Set(alerts.map(({ labels }) => apartWords(labels, alerts)))].filter((text) => text !== '').toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const more = words.length - APART_SHOWN;
  return `${words.slice(0, APART_SHOWN).join('; ')}${more > 0 ? ` and ${more.toLocaleString('en')} more` : ''}`;
}

function Line({ line: { alert, alerts } }: { line: AlertLine }) {
  const now = useEngineNow() ?? epochMs(0);
  const since = fromRfc3339(alert.startsAt);
  const standing = standingOf(alert);
  const apart = alerts.length === 1 ? '' : apartText(alerts);
  return (
    <li>
      <StateMark state={hushWord(alert) === null ? alert.severity : 'maintenance'} word={alert.severity} />
      <span dir="auto">
        {plain(alert.name, 120)}
        {alerts.length === 1 ? null : <span className={styles.since}> × {alerts.length.toLocaleString('en')}</span>}
      </span>
      {since === null ? null : (
        <span className={styles.since}>
          {alert.noEarlierThan ? 'at least ' : ''}
          {formatSince(since, now)} · {formatDuration(now - since)}
        </span>
      )}
      {standing === null ? null : <span className={styles.since}>{standing}</span>}
      {alert.incident === null ? null : <Link href={`/incidents/${alert.incident}`}>{alert.incident}</Link>}
      <AlertLinks alert={alerts.length === 1 ? alert : { ...alert, labels: commonLabels(alerts) }} />
      {apart === '' ? null : <span className={styles.apart}>{apart}</span>}
    </li>
  );
}
