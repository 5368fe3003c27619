import { useLive } from '../../../lib/live-store.ts';
import type { SignalId } from '../../../../shared/model/ids.ts';
import { DisagreementFlag } from '../../../ui/opinion/Opinion.tsx';
import { useIncidentPage } from '../page-context.ts';
import styles from './chains.module.css';

/** Signals of the incident's services on which two sources disagree now: what the numbers below may be worth. */
export function Disagreements() {
  const { detail } = useIncidentPage();
  const apart = useLive((state) =>
    detail.services
      .flatMap((id) => state.servicesById.get(id)?.signals ?? [])
      .filter((id) => state.signals.get(id)?.secondOpinion?.state === 'disagree')
      .join(' '),
  );
  if (apart === '') return null;
  return (
    <ul className={styles.disagreements} aria-label="Sources that disagree">
      {apart.split(' ').map((id) => (
        <li key={id}>
          <DisagreementFlag signal={id as SignalId} named />
        </li>
      ))}
    </ul>
  );
}
