import { useState } from 'react';
import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import type { Person } from '../../../../shared/model/entities.ts';
import { channelTraits, type ConfiguredChannelType } from '../../../../shared/model/channels/index.ts';
import { AUDIENCE_WORD } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { postingWords, proofWords, testWords, tokenEnd, type Told } from '../../../lib/channel-words.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Breakable } from '../../../ui/kit/Breakable.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Failure } from '../../session/index.ts';
import { Confirm } from '../Confirm.tsx';
import { TestPanel } from './TestPanel.tsx';
import styles from './channels.module.css';

const STANDING: Readonly<Record<Told['state'], string>> = { ok: 'works', P2: 'works, look at it', late: 'not confirmed', broken: 'cannot send', none: 'not tried yet' };

const LOOKED = 'I have looked';
const LOOKED_AGAIN = 'I have looked again';

export interface ChannelRowProps {
  readonly channel: ChannelView & { readonly type: ConfiguredChannelType };
  readonly people: readonly Person[];
  readonly mayChange: boolean;
  readonly mayPublish: boolean;
  readonly onEdit: () => void;
  /** The way to those who get no mail, where this is a channel for mail. */
  readonly noMail: { readonly words: string; readonly onOpen: () => void } | null;
}

/** One channel: whether it works and how that is known, who may write there, and what can be done about it. */
export function ChannelRow({ channel, people, mayChange, mayPublish, onEdit, noMail }: ChannelRowProps) {
  const now = useEngineNow();
  const [open, setOpen] = useState<'test' | 'remove' | null>(null);
  const prove = useCallMutation('channels.prove', ['channels.list']);
  const name = plain(channel.name, 80);
  const standing = proofWords(channel, now);
  const ends = tokenEnd(channel.proof?.expiresAt ?? null, now);
  const onProve = () => {
    setOpen(null);
    prove.mutate({ id: channel.id });
  };
  return (
    <li className={styles.channel} data-channel={channel.id} data-state={standing.state}>
      <div className={styles.head}>
        <h2 className={styles.name} dir="auto">
          {name}
        </h2>
        <StateMark state={standing.state} word={STANDING[standing.state]} />
        <span className={styles.buttons}>
          {noMail === null ? null : (
            <Button kind="quiet" label={`${noMail.words}: ${name}`} onClick={noMail.onOpen}>
              {noMail.words}
            </Button>
          )}
          {mayPublish ? (
            <>
              <Button kind="quiet" label={`Prove now: ${name}`} busy={prove.isPending} onClick={onProve}>
                Prove now
              </Button>
              <Button kind="quiet" label={`Test… ${name}`} onClick={() => setOpen('test')}>
                Test…
              </Button>
            </>
          ) : null}
          {mayChange ? (
            <>
              <Button kind="quiet" label={`Change ${name}`} onClick={onEdit}>
                Change…
              </Button>
              <Button kind="quiet" label={`Remove ${name}`} onClick={() => setOpen('remove')}>
                Remove…
              </Button>
            </>
          ) : null}
        </span>
      </div>
      <p className={styles.what}>
        {channelTraits(channel).label} · {AUDIENCE_WORD[channel.audience]} · {channel.id}
        {channel.kinds === null ? '' : channel.kinds.every((kind) => kind === 'factsOnly') ? ' · facts only' : ` · only ${channel.kinds.join(', ')}`}
      </p>
      <p className={styles.line} dir="auto">
        <Breakable text={plain(sentence(standing.words), 500)} />
        {channel.proof?.ok === true ? <span className={styles.quiet}> · {plain(channel.proof.says, 400)}</span> : null}
      </p>
      <dl className={styles.cells}>
        <Cell name="May publish">{channel.publishers === null ? 'all who may publish' : channel.publishers.map((id) => plain(people.find((person) => person.id === id)?.name ?? id, 60)).join(', ')}</Cell>
        <Posting channel={channel} mayConfirm={mayPublish} />
        <Cell name="Token">{ends === null ? 'its end is not told' : <Said told={{ state: ends.stage === null ? 'ok' : ends.stage === 'ended' ? 'broken' : 'P2', words: ends.words.replace(/^its token /, '') }} />}</Cell>
        <Cell name="Last test">{channel.test === null ? 'none yet' : <Said told={testWords(channel.test, now)} />}</Cell>
      </dl>
      <Failure error={prove.error} what="Not proven" onPin={onProve} />
      {open === 'test' ? <TestPanel channel={channel} onProve={onProve} onClose={() => setOpen(null)} /> : null}
      {open === 'remove' ? <Remove channel={channel} onKeep={() => setOpen(null)} /> : null}
    </li>
  );
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function Cell({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={styles.cell}>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

const Said = ({ told }: { told: Told }) => (
  <>
    <StateMark state={told.state} word={false} /> {plain(told.words, 300)}
  </>
);

/** Who may post there at the vendor: what it tells itself, or who looked and when. */
function Posting({ channel, mayConfirm }: { channel: ChannelView; mayConfirm: boolean }) {
  const now = useEngineNow();
  const confirm = useCallMutation('channels.confirmPosting', ['channels.list']);
  const told = postingWords(channel.posting, now);
  const run = () => confirm.mutate({ id: channel.id });
  const { state } = channel.posting;
  const name = plain(channel.name, 80);
  return (
    <Cell name="May post at the vendor">
      {told === null ? 'not restricted' : <Said told={told} />}
      {mayConfirm && (state === 'missing' || state === 'expired' || state === 'confirmed') ? (
        <span className={styles.under}>
          <Button kind={state === 'confirmed' ? 'quiet' : 'normal'} label={`${state === 'confirmed' ? LOOKED_AGAIN : LOOKED} (${name})`} busy={confirm.isPending} onClick={run}>
            {state === 'confirmed' ? LOOKED_AGAIN : LOOKED}
          </Button>
        </span>
      ) : null}
      <Failure error={confirm.error} what="Not confirmed" onPin={run} />
    </Cell>
  );
}

function Remove({ channel, onKeep }: { channel: ChannelView; onKeep: () => void }) {
  const remove = useCallMutation('channels.remove', ['channels.list', 'config.get', 'secrets.describe']);
  const name = plain(channel.name, 80);
  const confirm = () => remove.mutate({ id: channel.id });
  return (
    <Confirm action={`Remove ${name}`} keep="Keep it" busy={remove.isPending} onKeep={onKeep} onConfirm={confirm}>
      Removing {name} takes it out of holdfast.yaml, with the secrets that were stored for it alone. What was sent stays there and in the ledger; what is still on its way fails.
      <Failure error={remove.error} what="Not removed" onPin={confirm} />
    </Confirm>
  );
}
