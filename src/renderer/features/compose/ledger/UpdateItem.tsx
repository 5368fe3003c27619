import { useId, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import type { Delivery } from '../../../../shared/model/delivery.ts';
import type { StatusUpdate, StatusUpdateDetail } from '../../../../shared/model/status-update.ts';
import { AUDIENCE_WORD } from '../../../../shared/text/incident-words.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain, plainMessage } from '../../../../shared/text/plain.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { Failure, useMay } from '../../session/index.ts';
import { reached } from '../rules/correction.ts';
import { byChannel, KIND_WORD, openWords, UPDATE_WORD } from '../rules/words.ts';
import { DeliveryRow } from './DeliveryRow.tsx';
import styles from './ledger.module.css';

export interface UpdateItemProps {
  readonly update: StatusUpdate;
  readonly channels: readonly ChannelView[];
  /** Its deliveries that are not settled, or that want somebody. */
  readonly open: readonly Delivery[];
  /** The newest correction of it that was published. */
  readonly correctedBy: string | null;
  readonly openedFirst: boolean;
  readonly showIncident: boolean;
}

/** One update: what it says, for whom, by whom, and what became of it. */
export function UpdateItem({ update, channels, open, correctedBy, openedFirst, showIncident }: UpdateItemProps) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const opened = chosen ?? openedFirst;
  const body = useId();
  const { draft, state } = update;
  const unsent = state === 'draft' || state === 'scheduled';
  return (
    <li className={styles.update} data-update={update.id} data-state={state}>
      <button type="button" className={styles.head} aria-expanded={opened} aria-controls={body} onClick={() => setChosen(!opened)}>
        <span className={styles.arrow} aria-hidden="true">
          {opened ? '▾' : '▸'}
        </span>
        <span className={styles.name} dir="auto">
          {plain(draft.text.title, 300) || '(no title)'}
        </span>
        <span className={styles.quiet}>
          {KIND_WORD[draft.kind]} · {AUDIENCE_WORD[draft.audience]}
        </span>
        {unsent ? <StateMark state="held" word={UPDATE_WORD[state]} /> : <span className={styles.quiet}>{open.length === 0 ? UPDATE_WORD[state] : openWords(open)}</span>}
      </button>
      {opened ? (
        <div id={body} className={styles.inside}>
          <Meta update={update} correctedBy={correctedBy} showIncident={showIncident} />
          <Body text={draft.text.body} />
          {unsent ? <Unsent update={update} /> : null}
          {state === 'published' ? <Deliveries update={update} channels={channels} /> : null}
        </div>
      ) : null}
    </li>
  );
}

const LONG = 600;

/** What it says; a long one is opened, so that what became of it stays in sight. */
function Body({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const isLong = text.length > LONG;
  return (
    <div>
      <p className={styles.text} data-cut={isLong && !whole} dir="auto">
        {plainMessage(text)}
      </p>
      {isLong ? (
        <Button kind="quiet" onClick={() => setWhole(!whole)}>
          {whole ? 'Show less of it' : 'Show all of it'}
        </Button>
      ) : null}
    </div>
  );
}

function Meta({ update, correctedBy, showIncident }: Pick<UpdateItemProps, 'update' | 'correctedBy' | 'showIncident'>) {
  const { id, incident, createdBy, createdAt, publishedBy, publishedAt, publishAt, approval, emergency, corrects, overrides, returned, state } = update;
  return (
    <p className={styles.meta}>
      <span>{id}</span>
      {showIncident ? <Link href={`/compose/${incident}`}>{incident}</Link> : null}
      {publishedAt === null ? (
        <span>
          written by {plain(createdBy.name, 60)}, <Moment at={createdAt} />
        </span>
      ) : (
        <span>
          published by {plain(publishedBy?.name ?? createdBy.name, 60)}, <Moment at={publishedAt} />
        </span>
      )}
      {state === 'scheduled' && publishAt !== null ? (
        <span>
          goes <Moment at={publishAt} />
        </span>
      ) : null}
      {approval === null ? null : <span>approved by {plain(approval.by.name, 60)}</span>}
      {emergency === null ? null : (
        <span>
          <StateMark state="P2" word="emergency, without approval:" /> {plain(emergency, 200)}
        </span>
      )}
      {overrides.map(({ code, reason }) => (
        <span key={code}>stop overridden: {plain(reason, 200)}</span>
      ))}
      {corrects === null ? null : <span>corrects {corrects}</span>}
      {correctedBy === null ? null : <span>corrected by {correctedBy}</span>}
      {returned === null || state !== 'draft' ? null : (
        <span>
          <StateMark state="P2" word="it came back:" /> {plain(returned, 400)}
        </span>
      )}
    </p>
  );
}

/** What can be done with one that has not gone. */
function Unsent({ update: { id, incident, state } }: { update: StatusUpdate }) {
  const may = useMay('publish', 'Writing an update');
  const discard = useCallMutation('updates.discard', ['updates.list', 'updates.get']);
  if (!may.may) return null;
  return (
    <>
      <div className={styles.actions}>
        {state === 'draft' ? <Link href={`/compose/${incident}?draft=${id}`}>Go on writing</Link> : null}
        <Button kind={state === 'draft' ? 'quiet' : 'normal'} busy={discard.isPending} onClick={() => discard.mutate({ id })}>
          {state === 'draft' ? 'Throw it away' : 'Take it back to the drafts'}
        </Button>
      </div>
      <Failure error={discard.error} what="Not done" onPin={() => discard.mutate({ id })} />
    </>
  );
}

/** Asked for only where somebody looks: of mail there may be thousands. */
function Deliveries({ update, channels }: { update: StatusUpdate; channels: readonly ChannelView[] }) {
  const { data, error, refetch } = useCall('updates.get', { id: update.id });
  if (data === undefined) return error === null ? <Skeleton units={4} label="Loading what became of it" /> : <ErrorState title="What became of it could not be read" message={plain(error.message, 300)} onRetry={() => void refetch()} />;
  const nameOf = (id: string): string => channels.find((channel) => channel.id === id)?.name ?? id;
  return (
    <>
    <ul className={styles.deliveries} aria-label={`Deliveries of ${update.id}`}>
      {byChannel(data.deliveries).flatMap(({ channel, shown, settled, waiting }) => [
        ...shown.map((delivery) => <DeliveryRow key={delivery.id} delivery={delivery} name={nameOf(channel)} />),
        ...(settled + waiting === 0
          ? []
          : [
              <li key={`rest of ${channel}`} className={styles.delivery}>
                <StateMark state={waiting > 0 ? 'late' : 'ok'} word={waiting > 0 ? 'on its way' : 'sent'} />
                <span className={styles.channel}>{plain(nameOf(channel), 80)}</span>
                <span className={styles.why}>
                  {waiting > 0 ? `${counted(waiting, 'recipient')} still to come, ` : ''}
                  {counted(settled, waiting > 0 ? 'other' : 'recipient')} settled
                </span>
              </li>,
            ]),
      ])}
    </ul>
      <Correct update={data} />
    </>
  );
}

/** Begins a correction; of what has arrived nowhere there is none. */
function Correct({ update: { id, incident, deliveries } }: { update: StatusUpdateDetail }) {
  const [, go] = useLocation();
  const may = useMay('publish', 'Correcting an update');
  if (!may.may || reached(deliveries).length === 0) return null;
  return (
    <div className={styles.actions}>
      <Button onClick={() => go(`/compose/${incident}?corrects=${id}`)}>Correct…</Button>
    </div>
  );
}
