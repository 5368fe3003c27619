import { useState } from 'react';
import type { Suppression } from '../../../../../shared/model/suppression.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import { useLater } from '../../../../lib/use-later.ts';
import { useCall, useCallMutation } from '../../../../platform/use-call.ts';
import { Breakable } from '../../../../ui/kit/Breakable.tsx';
import { Button } from '../../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../../ui/kit/EmptyState.tsx';
import { Field } from '../../../../ui/kit/Field.tsx';
import { Moment } from '../../../incidents/index.ts';
import { Failure } from '../../../session/index.ts';
import { Confirm } from '../../Confirm.tsx';
import { STALE } from './stale.ts';
import { byWords, causeWords, liftWords, shownWords } from './words.ts';
import settings from '../../settings.module.css';
import styles from './no-mail.module.css';

const TYPING_MS = 250;

/** The newest first, and those that a search finds. */
export function NoMailList({ nameOf }: { nameOf: (channel: string) => string }) {
  const [typed, setTyped] = useState('');
  const q = useLater(typed.trim(), TYPING_MS);
  const list = useCall('suppressions.list', { q }, { keep: true });
  if (list.data === undefined) return list.isError ? <ErrorState title="Who gets no mail could not be read" message={list.error.message} onRetry={() => void list.refetch()} /> : <Skeleton units={24} label="Loading who gets no mail" />;
  const { items, count } = list.data;
  /* What is shown while the next answer is on its way belongs to the search before it. */
  const part = list.isPlaceholderData ? null : shownWords(items.length, count, q);
  if (count === 0 && q === '' && typed.trim() === '' && !list.isPlaceholderData) return <p className={styles.none}>Nobody: no address was refused for good, came back in a bounce message or was written down.</p>;
  return (
    <>
      <div className={styles.search}>
        <Field label="Search" placeholder="Part of an address" value={typed} onChange={(text) => setTyped(text.slice(0, 254))} />
      </div>
      {list.isError ? <p className={settings.warning}>This is old: {plain(list.error.message, 300)}</p> : null}
      <p className={styles.part} role="status">
        {part}
      </p>
      <ul className={settings.list} aria-label="Who gets no mail">
        {items.map((item) => (
          <Row key={item.address} item={item} nameOf={nameOf} />
        ))}
      </ul>
    </>
  );
}

function Row({ item, nameOf }: { item: Suppression; nameOf: (channel: string) => string }) {
  const [lifting, setLifting] = useState(false);
  const { address, cause, channel, says, at } = item;
  const shown = plain(address, 320);
  return (
    <li className={settings.row}>
      <div className={settings.rowMain}>
        <p className={settings.rowName} dir="auto">
          <Breakable text={shown} />
        </p>
        <p className={styles.why} dir="auto">
          {causeWords(cause, channel === null ? null : nameOf(channel))}: <Breakable text={plain(says, 500)} />
        </p>
        <p className={settings.rowText}>
          Since <Moment at={at} />, {byWords(item)}
        </p>
      </div>
      <Button kind="quiet" label={`Lift ${shown}`} onClick={() => setLifting(true)}>
        Lift…
      </Button>
      {lifting ? <Lift item={item} onKeep={() => setLifting(false)} /> : null}
    </li>
  );
}

function Lift({ item, onKeep }: { item: Suppression; onKeep: () => void }) {
  const lift = useCallMutation('suppressions.lift', STALE);
  const confirm = () => lift.mutate({ address: item.address });
  return (
    <Confirm action="Send mail there again" keep="Keep it as it is" busy={lift.isPending} onKeep={onKeep} onConfirm={confirm}>
      <Breakable text={liftWords(item)} />
      <Failure error={lift.error} what="Not lifted" onPin={confirm} />
    </Confirm>
  );
}
