import { lazy, Suspense, useState } from 'react';
import type { Incident } from '../../shared/model/incident.ts';
import { Failure, useRights } from '../features/session/index.ts';
import { useCallMutation } from '../platform/use-call.ts';
import { Button } from '../ui/kit/Button.tsx';
import styles from './bands.module.css';

/** The form of the list and the page of incidents; a wall loads them only for this. */
const DismissForm = lazy(() => import('../features/incidents/index.ts').then((module) => ({ default: module.DismissForm })));

/** Accept opens the incident; dismiss wants a reason, which the timeline keeps. Only for whoever may operate. */
export function ProposalActions({ incident }: { incident: Incident }) {
  const { id } = incident;
  const rights = useRights();
  const act = useCallMutation('incidents.act');
  const [dismissing, setDismissing] = useState(false);
  if (!rights.may('operate')) return null;
  return (
    <span className={styles.actions}>
      <Button onClick={() => act.mutate({ id, action: { type: 'accept' } })} busy={act.isPending} label={`Accept ${id}`}>
        Accept
      </Button>
      <Button kind="quiet" onClick={() => setDismissing(true)} label={`Dismiss ${id}`}>
        Dismiss…
      </Button>
      {act.isError && !dismissing ? <Failure error={act.error} what="Not accepted" onPin={() => act.reset()} /> : null}
      {dismissing ? (
        <Suspense>
          <DismissForm incident={incident} onClose={() => setDismissing(false)} />
        </Suspense>
      ) : null}
    </span>
  );
}
