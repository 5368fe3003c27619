import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { rowWords } from '../rules/timeline-words.ts';
import { useNames } from '../use-names.ts';
import styles from './forms.module.css';

const SHOWN = 6;

/** What others did since `base` was looked at, so that nobody overwrites it unseen. */
export function Changed({ base }: { base: IncidentDetail }) {
  const { data } = useCall('incidents.timeline', { id: base.id, show: 'all', limit: 20 });
  const names = useNames();
  const since = (data?.items ?? []).filter((row) => row.recordedAt > base.changedAt);
  return (
    <section className={styles.conflict} role="alert">
      <p className={styles.conflictTitle}>This incident changed while you were at it. What you typed stays; send it again to apply it to the incident as it is now.</p>
      {since.length === 0 ? null : (
        <ul>
          {since.slice(0, SHOWN).map((row) => {
            const { title, texts } = rowWords(row, names);
            return (
              <li key={row.seq}>
                {plain(row.actor.name, 60)}: {title}
                {texts.map(({ text }) => (text === null ? '' : ` – ${plain(text, 160)}`))}
              </li>
            );
          })}
          {since.length > SHOWN ? <li>and {since.length - SHOWN} more, in the timeline</li> : null}
        </ul>
      )}
    </section>
  );
}
