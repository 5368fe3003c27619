import { lazy, Suspense } from 'react';
import type { Incident } from '../../shared/model/incident.ts';
import { shownTitle } from '../../shared/text/band-words.ts';
import { StateMark } from '../ui/kit/StateMark.tsx';
import { IncidentLink, Lasted } from './IncidentBand.tsx';
import styles from './bands.module.css';

/** Most walls never show a proposal, and on a kiosk nobody can answer it: its buttons are loaded when they are wanted. */
const ProposalActions = lazy(() => import('./ProposalActions.tsx').then((module) => ({ default: module.ProposalActions })));

/** Something fires and nobody has said yet whether it is an incident. */
export function ProposalLine({ incident, kiosk }: { incident: Incident; kiosk: boolean }) {
  const title = shownTitle(incident);
  return (
    <article className={styles.band} data-proposed data-incident={incident.id} aria-label={`Proposed, ${incident.severity} ${incident.id}: ${title}`}>
      <span className={styles.marks}>
        <StateMark state={incident.severity} />
        {incident.isDrill ? <StateMark state="drill" /> : null}
      </span>
      <IncidentLink incident={incident} title={title} />
      <Lasted incident={incident} />
      {kiosk ? null : (
        <Suspense>
          <ProposalActions incident={incident} />
        </Suspense>
      )}
    </article>
  );
}
