import { useState } from 'react';
import { Link } from 'wouter';
import type { DeliverySeq } from '../../../../../shared/model/delivery.ts';
import type { Bounce } from '../../../../../shared/model/suppression.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import { useCall, useCallMutation } from '../../../../platform/use-call.ts';
import { Breakable } from '../../../../ui/kit/Breakable.tsx';
import { FileDrop } from '../../../../ui/kit/FileDrop.tsx';
import { StateMark } from '../../../../ui/kit/StateMark.tsx';
import { Failure } from '../../../session/index.ts';
import { Section } from '../../Page.tsx';
import { STALE } from './stale.ts';
import { bounceWords, messageProblem, NO_DELIVERY } from './words.ts';
import settings from '../../settings.module.css';
import styles from './no-mail.module.css';

/** A message that came back, from the mailbox that gets them; what was understood of it stands below. */
export function BounceFile({ nameOf }: { nameOf: (channel: string) => string }) {
  const take = useCallMutation('suppressions.bounce', [...STALE, 'deliveries.list', 'updates.get']);
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const onText = (file: string, message: string) => {
    const wrong = messageProblem(message);
    setName(file);
    setProblem(wrong);
    take.reset();
    if (wrong === null) take.mutate({ message });
  };
  const onProblem = (words: string) => {
    take.reset();
    setProblem(words);
  };
  const again = () => {
    if (take.variables !== undefined) take.mutate(take.variables);
  };
  const file = name === null ? '' : ` (${plain(name, 120)})`;
  return (
    <Section title="Take in a bounce message" lead="What a mail server sends back when it could not deliver. The reader gets no mail from now on if nobody can be reached there, and the delivery it speaks of counts as failed.">
      <FileDrop label="A bounce message" hint="Or drop it here: one message with all its headers (RFC 3464), saved as .eml or as text." accept=".eml,.txt,.mime,message/rfc822,text/plain" onText={onText} onProblem={onProblem} />
      <div role="status">
        {take.isPending ? <p className={styles.part}>Reading it…</p> : null}
        {take.data === undefined ? null : (
          <ul className={settings.list} aria-label="What the bounce message says">
            {take.data.items.map((bounce) => (
              <Told key={`${bounce.address} ${bounce.says}`} bounce={bounce} nameOf={nameOf} />
            ))}
          </ul>
        )}
      </div>
      <Failure error={problem === null ? take.error : { message: problem }} what={`Not taken in${file}`} onPin={again} />
    </Section>
  );
}

function Told({ bounce, nameOf }: { bounce: Bounce; nameOf: (channel: string) => string }) {
  const { state, words, why } = bounceWords(bounce);
  return (
    <li className={styles.told}>
      <p className={settings.rowName} dir="auto">
        <StateMark state={state} word={false} /> <Breakable text={words} />
      </p>
      <p className={settings.rowText} dir="auto">
        <Breakable text={why} />
      </p>
      <p className={settings.rowText}>{bounce.delivery === null ? NO_DELIVERY : <Belonged seq={bounce.delivery} nameOf={nameOf} />}</p>
    </li>
  );
}

/** Which message it was that came back, as people know it: its update, channel and incident. */
function Belonged({ seq, nameOf }: { seq: DeliverySeq; nameOf: (channel: string) => string }) {
  const found = useCall('deliveries.list', { before: seq + 1, limit: 1 });
  const delivery = found.data?.items.find(({ id }) => id === seq);
  if (delivery === undefined) return <>It belonged to delivery {seq}.</>;
  return (
    <>
      It belonged to delivery {seq}: {delivery.update} through {plain(nameOf(delivery.channel), 80)}
      {delivery.incident === null ? null : (
        <>
          {', of '}
          <Link href={`/incidents/${delivery.incident}`}>{delivery.incident}</Link>
        </>
      )}
      {delivery.state === 'failed' ? '. It counts as failed.' : '.'}
    </>
  );
}
