import { useState } from 'react';
import type { Delivery } from '../../../../shared/model/delivery.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useShell } from '../../../platform/context.tsx';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { FormDialog, Moment } from '../../incidents/index.ts';
import { Failure, useMay } from '../../session/index.ts';
import { Theirs } from '../remote/Theirs.tsx';
import { DELIVERY_MARK, DELIVERY_WORD } from '../rules/words.ts';
import styles from './ledger.module.css';

const STALE = ['deliveries.list', 'updates.get', 'updates.list'] as const;

/** One update on its way to one channel, or one recipient of it, with what a person can do about it. */
export function DeliveryRow({ delivery, name }: { delivery: Delivery; name: string }) {
  const shell = useShell();
  const { state, recipient, reason, remoteUrl, attempts, purpose } = delivery;
  return (
    <li className={styles.delivery} data-delivery={state}>
      <StateMark state={DELIVERY_MARK[state]} word={state === 'queued' ? 'NOT SENT, queued' : DELIVERY_WORD[state]} />
      <span className={styles.channel} dir="auto">
        {plain(name, 80)}
        {recipient === '' ? '' : ` · ${plain(recipient, 120)}`}
        {purpose === 'correction' ? ' · correction' : ''}
      </span>
      <div className={styles.why}>
        <p>
          <When delivery={delivery} />
          {attempts > 1 ? `, attempt ${attempts}` : ''}
          {remoteUrl === null ? null : (
            <>
              {' · '}
              <a
                href={remoteUrl}
                onClick={(event) => {
                  event.preventDefault();
                  shell.openExternal(remoteUrl);
                }}
              >
                See it there
              </a>
            </>
          )}
        </p>
        {reason === null ? null : <p dir="auto">{plain(reason, 400)}</p>}
        {state === 'unknown' ? <p>It may have arrived, and it is not sent again by itself. Look at {plain(name, 80)} before you say which.</p> : null}
        <Actions delivery={delivery} />
      </div>
    </li>
  );
}

function When({ delivery: { state, queuedAt, startedAt, settledAt, nextAt } }: { delivery: Delivery }) {
  const at = settledAt ?? startedAt ?? queuedAt;
  return (
    <>
      <Moment at={at} show="utc" />
      {nextAt !== null && (state === 'queued' || state === 'unknown') ? (
        <>
          , {state === 'queued' ? 'tried' : 'looked for'} again at <Moment at={nextAt} show="utc" />
        </>
      ) : null}
    </>
  );
}

function Actions({ delivery }: { delivery: Delivery }) {
  const may = useMay('publish', 'Sending');
  const retry = useCallMutation('deliveries.retry', STALE);
  const resolve = useCallMutation('deliveries.resolve', STALE);
  const [leaving, setLeaving] = useState(false);
  const [last, setLast] = useState<(() => void) | null>(null);
  const { id, state, theirs } = delivery;
  if (!may.may || state === 'sent' || state === 'superseded' || state === 'sending') return null;
  if (state === 'failed' && theirs !== null) return <Theirs delivery={delivery} />;
  const doing = (work: () => void) => () => {
    setLast(() => work);
    work();
  };
  const busy = retry.isPending || resolve.isPending;
  return (
    <>
      <div className={styles.actions}>
        {state === 'unknown' ? (
          <>
            <Button disabled={busy} onClick={doing(() => resolve.mutate({ id, arrived: true }))}>
              It arrived
            </Button>
            <Button disabled={busy} onClick={doing(() => resolve.mutate({ id, arrived: false }))}>
              It did not: send once more
            </Button>
          </>
        ) : null}
        {state === 'failed' ? (
          <Button disabled={busy} onClick={doing(() => retry.mutate({ id }))}>
            Retry
          </Button>
        ) : null}
        <Button kind="quiet" disabled={busy} onClick={() => setLeaving(true)}>
          Leave it…
        </Button>
      </div>
      <Failure error={retry.error ?? resolve.error} what="Not done" onPin={() => last?.()} />
      {leaving ? <Leave id={id} onClose={() => setLeaving(false)} /> : null}
    </>
  );
}

function Leave({ id, onClose }: { id: Delivery['id']; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const giveUp = useCallMutation('deliveries.giveUp', STALE);
  const submit = () => {
    setTried(true);
    if (reason.trim() !== '') giveUp.mutate({ id, reason }, { onSuccess: onClose });
  };
  return (
    <FormDialog title="Leave this delivery" lead="It is not tried again. What may have arrived stays where it is." submit="Leave it" busy={giveUp.isPending} error={giveUp.error} what="Not done" onSubmit={submit} onClose={onClose}>
      <Field label="Why" value={reason} onChange={setReason} error={tried && reason.trim() === '' ? 'Expected a reason' : null} autoFocus />
    </FormDialog>
  );
}
