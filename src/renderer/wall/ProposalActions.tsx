import { useEffect, useRef, useState } from 'react';
import type { IncidentId } from '../../shared/model/ids.ts';
import { Failure, useRights } from '../features/session/index.ts';
import { useCallMutation } from '../platform/use-call.ts';
import { Button } from '../ui/kit/Button.tsx';
import { CheckField, Field } from '../ui/kit/Field.tsx';
import styles from './bands.module.css';

/** Accept opens the incident; dismiss wants a reason, which the timeline keeps. Only for whoever may operate. */
export function ProposalActions({ id }: { id: IncidentId }) {
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
        Dismiss
      </Button>
      {act.isError && !dismissing ? <Failure error={act.error} what="Not accepted" onPin={() => act.reset()} /> : null}
      {dismissing ? <Dismiss id={id} onClose={() => setDismissing(false)} /> : null}
    </span>
  );
}

function Dismiss({ id, onClose }: { id: IncidentId; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const act = useCallMutation('incidents.act');
  const [reason, setReason] = useState('');
  const [falseAlarm, setFalseAlarm] = useState(true);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = () => act.mutate({ id, action: { type: 'dismiss', reason: reason.trim(), falseAlarm } }, { onSuccess: onClose });
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={`Dismiss ${id}`} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <h2 className={styles.dialogTitle}>Dismiss {id}?</h2>
        <Field label="Why is this no incident?" name="reason" value={reason} onChange={setReason} autoFocus />
        <CheckField label="It was a false alarm" hint="The rule counts as wrong in its record." checked={falseAlarm} onChange={setFalseAlarm} />
        <Failure error={act.error} what="Not dismissed" onPin={() => act.reset()} />
        <span className={styles.buttons}>
          <Button type="submit" kind="primary" busy={act.isPending} disabled={reason.trim() === ''}>
            Dismiss
          </Button>
          <Button onClick={onClose}>Keep it</Button>
        </span>
      </form>
    </dialog>
  );
}
