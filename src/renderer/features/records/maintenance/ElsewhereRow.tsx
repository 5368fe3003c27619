import type { MaintenanceElsewhere } from '../../../../shared/model/incident.ts';
import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { useEngineNow, useSources } from '../../../lib/live-store.ts';
import { useShell } from '../../../platform/context.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment, useNames } from '../../incidents/index.ts';
import styles from './maintenance.module.css';

const MOST_NAMED = 5;

/** Work that is announced at a source: what it covers there, whom it concerns here, and until when. */
export function ElsewhereRow({ downtime }: { downtime: MaintenanceElsewhere }) {
  const { service } = useNames();
  const shell = useShell();
  const source = useSources().find(({ id }) => id === downtime.source);
  const at = plain(source?.name ?? downtime.source, 60);
  const { services, url, endsAt, active, confirmed, scope } = downtime;
  const named = services === 'all' ? ['all services'] : services.length === 0 ? ['no service of ours by name'] : services.slice(0, MOST_NAMED).map(service);
  return (
    <li className={styles.row} data-elsewhere={downtime.id}>
      <Left downtime={downtime} />
      <div>
        <h3 className={styles.name} dir="auto">
          {plain(downtime.name, 120) || `Downtime of ${at}`}
        </h3>
        <p className={styles.quiet} dir="auto">
          {at} · {named.join(', ')}
          {services !== 'all' && services.length > MOST_NAMED ? ` and ${services.length - MOST_NAMED} more` : ''} · scope {plain(scope, 120)}
          {confirmed ? '' : ' · not confirmed now'}
        </p>
      </div>
      <dl className={styles.times}>
        <div>
          <dt>{active ? 'Began' : 'Begins'}</dt>
          <dd>
            <Moment at={downtime.startsAt} />
          </dd>
        </div>
        <div>
          <dt>Ends</dt>
          <dd>{endsAt === null ? 'when somebody ends it there' : <Moment at={endsAt} />}</dd>
        </div>
      </dl>
      <div className={styles.buttons}>{url === null ? null : <Button onClick={() => shell.openExternal(url)}>Open in {at}</Button>}</div>
    </li>
  );
}

function Left({ downtime: { startsAt, endsAt } }: { downtime: MaintenanceElsewhere }) {
  const now = useEngineNow() ?? epochMs(0);
  const start = fromRfc3339(startsAt) ?? now;
  const end = endsAt === null ? null : (fromRfc3339(endsAt) ?? now);
  const words = start > now ? `begins in ${formatDuration(start - now)}` : end === null ? 'runs without an end' : end <= now ? 'is over' : `ends in ${formatDuration(end - now)}`;
  return (
    <span className={styles.left}>
      <StateMark state="maintenance" word={words} />
    </span>
  );
}
