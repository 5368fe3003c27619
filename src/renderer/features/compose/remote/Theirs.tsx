import { useState } from 'react';
import { Link } from 'wouter';
import type { Delivery } from '../../../../shared/model/delivery.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Moment } from '../../incidents/index.ts';
import { Failure, useDraft } from '../../session/index.ts';
import { textField } from '../rules/written.ts';
import { Quote } from './Quote.tsx';
import { both, standsOf, statusWord } from './rules.ts';
import styles from './remote.module.css';

const STALE = ['deliveries.list', 'updates.get', 'updates.list', 'remotes.read'] as const;

/** A delivery that was not sent because somebody else has changed what stands there: what that is, and what a person can make of it. */
export function Theirs({ delivery }: { delivery: Delivery }) {
  const { id, theirs } = delivery;
  const keep = useCallMutation('remotes.keepTheirs', STALE);
  const put = useCallMutation('deliveries.retry', STALE);
  const [last, setLast] = useState<(() => void) | null>(null);
  const doing = (work: () => void) => () => {
    setLast(() => work);
    work();
  };
  const { title, status, text, at, deleted } = standsOf(theirs);
  const busy = keep.isPending || put.isPending;
  return (
    <>
      <Quote label="What stands there">
        {deleted ? 'It is not there any more.' : text === null ? '' : plainLines(text)}
        {title === null && status === null && at === null ? null : (
          <footer className={styles.quiet}>
            {[title === null ? null : plain(title, 120), status === null ? null : statusWord(status)].filter((part) => part !== null).join(' · ')}
            {at === null || Number.isNaN(Date.parse(at)) ? null : (
              <>
                {title === null && status === null ? '' : ', '}
                <Moment at={new Date(at).toISOString()} show="utc" />
              </>
            )}
          </footer>
        )}
      </Quote>
      <div className={styles.foot}>
        <Button disabled={busy} onClick={doing(() => keep.mutate({ id }))}>
          Keep theirs
        </Button>
        <Button disabled={busy} onClick={doing(() => put.mutate({ id, overwrite: true }))}>
          Put ours
        </Button>
        {deleted || delivery.purpose === 'correction' ? null : <Merge delivery={delivery} theirs={text} />}
      </div>
      <Failure error={keep.error ?? put.error} what="Not done" onPin={() => last?.()} />
    </>
  );
}

/** Begins a new text with both, for that channel alone; there the person decides over what stands at it now. */
function Merge({ delivery, theirs }: { delivery: Delivery; theirs: string | null }) {
  const update = useCall('updates.get', { id: delivery.update });
  const draft = useDraft(`${delivery.incident ?? ''}/compose`);
  if (delivery.incident === null || update.data === undefined) return null;
  const { audience, kind, text } = update.data.draft;
  const begin = () => {
    const { title, body } = both(theirs, text);
    draft.drop();
    for (const [field, value] of [['audience', audience], ['kind', kind], ['channels', delivery.channel], [textField('title', audience), title], [textField('body', audience), body], [textField('from', audience), 'typed']] as const) draft.set(field, value);
  };
  return (
    <Link href={`/compose/${delivery.incident}`} onClick={begin} className={styles.merge ?? ''}>
      {draft.text(textField('from', audience)) === 'typed' ? 'Merge, in place of what is typed there' : 'Merge'}
    </Link>
  );
}
