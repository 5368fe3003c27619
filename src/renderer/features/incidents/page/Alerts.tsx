import { useState } from 'react';
import type { Alert } from '../../../../shared/model/incident.ts';
import { groupedNumber } from '../../../../shared/text/fact-words.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { AlertLinks, apartWords, Hushed, tellsWords } from '../../alerts/index.ts';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { useNames } from '../use-names.ts';
import { Panel } from './Panel.tsx';
import styles from './panel.module.css';

const SHOWN = 4;
const MORE = 100;

/** The alerts behind it: those that fire now, then those that are over. */
export function Alerts() {
  const { detail } = useIncidentPage();
  const [limit, setLimit] = useState(SHOWN);
  const active = useCall('alerts.list', { incident: detail.id, limit: MORE });
  const over = useCall('alerts.list', { incident: detail.id, state: 'resolved', limit: MORE });
  const all = [...(active.data?.items ?? []), ...(over.data?.items ?? [])];
  const sameName = Map.groupBy(all, ({ name }) => name);
  const total = Math.max(all.length, detail.alertCount, detail.firingAlerts);
  const counted = detail.alertCount > detail.alerts.length;
  const firing = detail.firingAlerts === 0 ? 'none fires now' : `${groupedNumber(detail.firingAlerts)} firing`;
  if (total === 0) return null;
  return (
    <Panel title="Alerts" count={counted ? `${groupedNumber(detail.alertCount)} alerts, ${firing}` : firing}>
      <ul className={styles.list}>
        {all.slice(0, limit).map((alert) => (
          <OneAlert key={alert.id} alert={alert} apart={apartWords(alert.labels, sameName.get(alert.name) ?? [])} />
        ))}
      </ul>
      {active.isError ? <p className={styles.quiet}>They could not be read: {plain(active.error.message, 200)}</p> : null}
      {total > limit && limit === SHOWN && all.length > SHOWN ? (
        <Button kind="quiet" onClick={() => setLimit(MORE * 2)}>
          +{groupedNumber(total - limit)} more
        </Button>
      ) : total > all.length ? (
        <p className={styles.quiet}>and {groupedNumber(total - all.length)} more, {counted ? 'counted' : 'in the timeline'}</p>
      ) : null}
    </Panel>
  );
}

function OneAlert({ alert, apart }: { alert: Alert; apart: string }) {
  const names = useNames();
  const unit = alert.signal === null ? 'none' : names.unitOf(alert.signal);
  const firing = alert.state === 'firing';
  const tells = tellsWords(alert);
  const hushed = alert.suppressedBy !== null || (alert.muted ?? null) !== null;
  return (
    <li className={styles.alert}>
      <StateMark state={firing ? alert.severity : alert.state === 'pending' ? 'late' : 'ok'} word={firing ? alert.severity : alert.state === 'pending' ? 'pending' : 'over'} /> <span dir="auto">{plain(alert.name, 160)}</span>
      <span className={styles.sub}>
        {alert.service === null ? '' : `${names.service(alert.service)} · `}
        {apart === '' ? '' : `${apart} · `}
        {alert.value === null ? '' : `${formatValueText(alert.value, null, unit)}${alert.limit === null ? '' : `, limit ${formatValueText(alert.limit, null, unit)}`} · `}
        since <Moment at={alert.startsAt} show="utc" />
        {alert.endsAt === null ? '' : ' until '}
        {alert.endsAt === null ? null : <Moment at={alert.endsAt} show="utc" />}
        {firing && !alert.confirmed ? ' · not confirmed now' : ''}
        {hushed ? ' · ' : ''}
        <Hushed alert={alert} />
        {tells === '' ? '' : ` · ${tells}`}
      </span>
      <span className={styles.sub}>
        <AlertLinks alert={alert} />
      </span>
    </li>
  );
}
