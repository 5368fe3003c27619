import type { ServiceId } from '../../../shared/model/ids.ts';
import type { MaintenanceElsewhere } from '../../../shared/model/incident.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import { formatUntil } from '../../../shared/time/format.ts';
import { useEngineNow, useSources } from '../../lib/live-store.ts';
import { useCall } from '../../platform/use-call.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import styles from './service.module.css';

const EVERY_MS = 30_000;

/** Work on this service that is announced at a source and runs now; nothing of it is kept silent here. */
export function ServiceDowntimes({ service }: { service: ServiceId }) {
  const { data } = useCall('maintenance.list', {}, { refetchMs: EVERY_MS });
  const sources = useSources();
  const now = useEngineNow(EVERY_MS) ?? epochMs(0);
  const running = (data?.elsewhere ?? []).filter((each) => isRunning(each, now) && (each.services === 'all' || each.services.includes(service)));
  if (running.length === 0) return null;
  return (
    <section className={styles.alerts} aria-label="Announced at sources">
      <ul>
        {running.map((each) => (
          <li key={`${each.source} ${each.id}`}>
            <StateMark state="maintenance" word={wordsOf(each, sources.find(({ id }) => id === each.source)?.name ?? each.source, now)} />
            <span className={styles.since} dir="auto">
              {each.name === '' ? '' : `${plain(each.name, 120)} · `}rules here go on as always
              {each.confirmed ? '' : ' · not confirmed now'}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What ended since it was told is over. */
const isRunning = ({ startsAt, endsAt }: MaintenanceElsewhere, now: EpochMs): boolean => (fromRfc3339(startsAt) ?? now) <= now && (endsAt === null || (fromRfc3339(endsAt) ?? now) > now);

function wordsOf({ endsAt, scope }: MaintenanceElsewhere, source: string, now: EpochMs): string {
  const end = endsAt === null ? null : fromRfc3339(endsAt);
  return `${plain(source, 60)} downtime ${end === null ? 'without an end' : `until ${formatUntil(end, now)}`} (scope ${plain(scope, 80)})`;
}
