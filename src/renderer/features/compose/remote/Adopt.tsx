import { useState } from 'react';
import type { RemoteFound } from '../../../../shared/contract/remote-calls.ts';
import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import type { IncidentId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { FormDialog, Moment } from '../../incidents/index.ts';
import { CHANNEL_WORD } from '../rules/words.ts';
import { Quote } from './Quote.tsx';
import { statusWord } from './rules.ts';
import styles from './remote.module.css';

const WHAT: Readonly<Partial<Record<ChannelView['type'], string>>> = { statuspage: 'an open incident of the page', betterstack: 'an open report of the status page', jira: 'an open issue of the project', slack: 'a channel of the workspace' };

/** Something that was begun there without Holdfast: its link, then what it leads to, and only then the adoption. */
export function Adopt({ channel, incident, onClose }: { channel: ChannelView; incident: IncidentId; onClose: () => void }) {
  const [link, setLink] = useState('');
  const [found, setFound] = useState<RemoteFound | null>(null);
  const [tried, setTried] = useState(false);
  const look = useCallMutation('remotes.look');
  const adopt = useCallMutation('remotes.adopt', ['remotes.read', 'incidents.get', 'incidents.timeline']);
  const submit = () => {
    setTried(true);
    if (link.trim() === '') return;
    if (found === null) look.mutate({ id: channel.id, incident, link }, { onSuccess: setFound });
    else adopt.mutate({ id: channel.id, incident, link, seen: found.seen }, { onSuccess: onClose, onError: () => setFound(null) });
  };
  return (
    <FormDialog
      title={`Adopt what is there on ${plain(channel.name, 60)}`}
      lead={`Updates of ${incident} go there, instead of beginning a second one. Nothing is changed there now.`}
      submit={found === null ? 'Look at it' : 'Adopt it'}
      busy={look.isPending || adopt.isPending}
      error={adopt.error ?? look.error}
      what={adopt.error === null ? 'Not read' : 'Not adopted'}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="Link"
        hint={`To ${WHAT[channel.type] ?? CHANNEL_WORD[channel.type]}`}
        value={link}
        onChange={(next) => {
          setLink(next);
          setFound(null);
        }}
        error={tried && link.trim() === '' ? 'Expected a link' : null}
        autoFocus
      />
      {found === null ? null : <Found found={found} />}
    </FormDialog>
  );
}

function Found({ found: { state, note } }: { found: RemoteFound }) {
  return (
    <div className={styles.found} role="status">
      <Facts
        facts={[
          ['Title', <span key="title" dir="auto">{plain(state.title, 200)}</span>],
          ['Status', <>{statusWord(state.status)}{state.since === null ? null : <>, since <Moment at={state.since} show="utc" /></>}</>],
          ['Newest message', state.at === null ? null : <>{state.by === null ? '' : `${plain(state.by, 80)}, `}<Moment at={state.at} show="utc" /></>],
        ]}
      />
      {state.text === null || state.text === '' ? null : (
        <Quote label="What stands there">
          {state.text}
        </Quote>
      )}
      {note === null ? null : <p className={styles.quiet}>{plain(note, 200)}</p>}
    </div>
  );
}
