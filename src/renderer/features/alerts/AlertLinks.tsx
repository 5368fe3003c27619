import type { Alert } from '../../../shared/model/incident.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useSources } from '../../lib/live-store.ts';
import { useShell } from '../../platform/context.tsx';
import { alertLinks } from './words.ts';
import styles from './alerts.module.css';

/** Where this alert can be looked at outside of Holdfast; nothing where nowhere is known. */
export function AlertLinks({ alert }: { alert: Alert }) {
  const links = alertLinks(alert, useSources());
  const shell = useShell();
  if (links.length === 0) return null;
  return (
    <span className={styles.links}>
      {links.map(({ label, url }) => (
        <a
          key={url}
          href={url}
          aria-label={`${plain(alert.name, 120)}: open in ${label}`}
          onClick={(event) => {
            event.preventDefault();
            shell.openExternal(url);
          }}
        >
          {label}
        </a>
      ))}
    </span>
  );
}
