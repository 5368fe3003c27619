import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatSince } from '../../../../shared/time/format.ts';
import { useEngineNow, usePresence } from '../../../lib/live-store.ts';
import { Section } from '../Page.tsx';
import styles from '../settings.module.css';

/** Who looks at what right now. */
export function Here() {
  const presence = usePresence();
  const now = useEngineNow();
  return (
    <Section title="Here now">
      {presence.length === 0 ? (
        <p className={styles.quiet}>Nobody has a screen open.</p>
      ) : (
        <ul className={styles.list} aria-label="Here now">
          {presence.map(({ seat, personName, kind, screen, since }) => {
            const at = fromRfc3339(since);
            return (
              <li key={seat}>
                {plain(personName, 80)} <span className={styles.quiet}>{kind}</span> on {plain(screen, 80)}
                {at === null ? '' : <span className={styles.quiet}> {formatSince(at, now ?? epochMs(at))}</span>}
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}
