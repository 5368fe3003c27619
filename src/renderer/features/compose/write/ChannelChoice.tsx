import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import type { Recipients } from '../../../../shared/contract/update-calls.ts';
import { AUDIENCE_WORD } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { CheckField } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Proof } from '../Proof.tsx';
import { reachOf } from '../rules/correction.ts';
import { refusalOf } from '../rules/missing.ts';
import { readerWords } from '../rules/readers.ts';
import { CHANNEL_WORD } from '../rules/words.ts';
import type { Writer } from './use-writer.ts';
import styles from './write.module.css';

/** Only channels of this audience: a text cannot go to any other. A correction goes where the update arrived, or may have. */
export function ChannelChoice({ writer }: { writer: Writer }) {
  const { channels, chosen, draft, audience, corrects } = writer;
  const choose = (id: string, checked: boolean) => {
    const others = chosen.map((each): string => each.id).filter((each) => each !== id);
    const next = checked ? [...others, id] : others;
    draft.set('channels', next.length === 0 ? 'none:' : next.join(' '));
  };
  return (
    <fieldset className={styles.group}>
      <legend>{corrects === null ? 'Send to' : `Correct ${corrects.id} on`}</legend>
      {channels.length === 0 ? (
        <p className={styles.quiet}>
          No channel has the {AUDIENCE_WORD[audience].toLowerCase()} audience. Add one in Settings, Channels, or copy the text by hand.
        </p>
      ) : null}
      {channels.map((channel) => (
        <Choice key={channel.id} channel={channel} writer={writer} checked={chosen.some(({ id }) => id === channel.id)} onChange={(checked) => choose(channel.id, checked)} />
      ))}
    </fieldset>
  );
}

function Choice({ channel, writer: { incident, kind, person, corrects, recipients, countAgain }, checked, onChange }: { channel: ChannelView; writer: Writer; checked: boolean; onChange: (checked: boolean) => void }) {
  const reach = corrects === null ? null : reachOf(corrects.deliveries, channel);
  const refusal = refusalOf(channel, kind, person, incident.isDrill) ?? (reach?.way === 'none' ? reach.words : null);
  return (
    <div className={styles.channel}>
      <CheckField label={`${plain(channel.name, 80)} · ${CHANNEL_WORD[channel.type]}`} checked={checked} disabled={refusal !== null} onChange={onChange} />
      {reach === null || refusal !== null ? null : <p>{reach.words}</p>}
      {channel.type !== 'email' || refusal !== null ? null : <Readers recipients={recipients} channel={channel.id} onAgain={countAgain} />}
      <p className={styles.quiet}>{refusal !== null && refusal !== channel.problem ? refusal : <Proof channel={channel} />}</p>
    </div>
  );
}

/** Who gets the mail: how many, and the first of them to know the lists by. */
function Readers({ recipients, channel, onAgain }: { recipients: readonly Recipients[] | null; channel: string; onAgain: () => void }) {
  const found = recipients?.find((each) => each.channel === channel);
  if (found === undefined) return <p className={styles.quiet}>Counting who gets it</p>;
  if (found.problem !== null)
    return (
      <p>
        <StateMark state="broken" word="not known who gets it" /> {plain(found.problem, 300)} <Button onClick={onAgain}>Count again</Button>
      </p>
    );
  return <p>{readerWords(found)}</p>;
}
