import { useState } from 'react';
import type { CallOutput } from '../../../../shared/contract/contract.ts';
import { CHANNEL_FORMS } from '../../../../shared/model/channels/form.ts';
import { channelTraits, type ConfiguredChannelType } from '../../../../shared/model/channels/index.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { AUDIENCE_WORD } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { tokenEnd } from '../../../lib/channel-words.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { CheckField, Field, SelectField } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Failure } from '../../session/index.ts';
import { Section } from '../Page.tsx';
import { ChannelFields } from './ChannelFields.tsx';
import { draftOf, knownKeys, newChannel, readChannel, typesSecret, type ChannelDraft, type ChannelProblems } from './draft.ts';
import { keyOf, problemsIn } from './paths.ts';
import connect from '../connect/connect.module.css';
import styles from '../settings.module.css';

/** In the order in which they are offered. */
const TYPES = (Object.keys(CHANNEL_FORMS) as ConfiguredChannelType[]).map((type) => ({ value: type, label: channelTraits({ type }).label }));
const AUDIENCES = (['internal', 'executive', 'public'] as const).map((value) => ({ value, label: AUDIENCE_WORD[value] }));

type Setup = CallOutput<'channels.setup'>;
type Tried = CallOutput<'channels.try'>;

export interface ChannelFormProps {
  /** Null: a new one. */
  readonly was: Setup | null;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

/** A channel from its type to what it needs; tried before it is saved, and written only then. */
export function ChannelForm({ was, taken, onClose }: ChannelFormProps) {
  const [begun] = useState<ChannelDraft>(() => (was === null ? newChannel('slack', taken) : draftOf(was.setup)));
  const [draft, setDraft] = useState(begun);
  const [tried, setTried] = useState(false);
  const [answer, setAnswer] = useState<{ readonly tried: Tried; readonly of: ChannelDraft } | null>(null);
  const tryOut = useCallMutation('channels.try');
  const write = useCallMutation('channels.write', ['channels.list', 'config.get', 'secrets.describe']);
  const secrets = useCall('secrets.describe', {});
  const cannotKeep = secrets.data?.canStore === false ? secrets.data.how : null;
  const read = readChannel(draft, { isNew: was === null, taken });
  const known = knownKeys(draft);
  const change = (part: Partial<ChannelDraft>): void => {
    setDraft((before) => ({ ...before, ...part }));
    write.reset();
  };
  const isOld = answer !== null && answer.of !== draft;
  const told = answer === null || isOld || answer.tried.ok || answer.tried.key === null ? {} : { [keyOf(answer.tried.key, known)]: answer.tried.says };
  const problems: ChannelProblems = { ...told, ...problemsIn(write.error?.details, known), ...(tried && !read.ok ? read.problems : {}) };
  const missing = tried && !read.ok ? Object.keys(read.problems).length : 0;
  const cannotSave = cannotKeep !== null && typesSecret(draft) ? { message: `A secret was typed that cannot be kept. ${cannotKeep}` } : null;
  const onTry = () => {
    setTried(true);
    if (read.ok) tryOut.mutate({ setup: read.setup, was: was === null ? null : was.setup.id }, { onSuccess: (found) => setAnswer({ tried: found, of: draft }) });
  };
  const onSave = () => {
    setTried(true);
    if (read.ok && cannotSave === null) write.mutate({ setup: read.setup, revision: was?.revision ?? null }, { onSuccess: onClose });
  };
  const isTried = answer !== null && !isOld && (answer.tried.ok || !answer.tried.certain);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onTry();
      }}
    >
      <Section title={was === null ? 'A new channel' : `Channel ${was.setup.id}`}>
        <div className={styles.form}>
          {was === null ? (
            <SelectField label="Type" hint={CHANNEL_FORMS[draft.type].lead} value={draft.type} options={TYPES} onChange={(type) => setDraft({ ...newChannel(type, taken), name: draft.name })} />
          ) : (
            <Field label="Type" hint={CHANNEL_FORMS[draft.type].lead} value={channelTraits(draft).label} onChange={() => undefined} disabled />
          )}
          <Field label="Id in holdfast.yaml" hint="What was sent is kept under it" value={draft.id} onChange={(id) => change({ id: id.slice(0, 63) })} error={problems['id'] ?? null} disabled={was !== null} required />
          <Field label="Name" hint="Shown instead of the id" value={draft.name} onChange={(name) => change({ name: name.slice(0, 80) })} error={problems['name'] ?? null} />
          <SelectField label="Audience" hint="Who reads there; no other text can be sent to it" value={draft.audience} options={AUDIENCES} onChange={(audience) => change({ audience })} />
          <ChannelFields draft={draft} onChange={change} problems={problems} kept={keptOf(begun)} cannotKeep={cannotKeep} />
        </div>
      </Section>
      <Section title="Who may publish there, and what">
        <Who draft={draft} onChange={change} problems={problems} />
      </Section>
      <div className={styles.save}>
        <Failure error={tryOut.error} what="Not tried" onPin={onTry} />
        <Failure error={tried && cannotSave !== null ? cannotSave : write.error} what="Not saved" onPin={onSave} />
        {answer === null || tryOut.isError ? null : <Answer tried={answer.tried} isOld={isOld} />}
        <div className={styles.actions}>
          <Button type="submit" kind={isTried ? 'normal' : 'primary'} busy={tryOut.isPending}>
            Try it
          </Button>
          <Button kind={isTried ? 'primary' : 'normal'} busy={write.isPending} onClick={onSave}>
            Save to holdfast.yaml
          </Button>
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          {missing === 0 ? <span className={styles.quiet}>Trying signs in and reads; nothing is sent.</span> : <span className={styles.warning}>{counted(missing, 'field')} above {missing === 1 ? 'needs' : 'need'} a look</span>}
        </div>
      </div>
    </form>
  );
}

/** What stands in the configuration for each secret, in case somebody begins to change it and thinks better of it. */
const keptOf = ({ secrets }: ChannelDraft): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(secrets).flatMap(([key, { kind, text }]) => (kind === 'kept' ? [[key, text]] : [])));

function Answer({ tried, isOld }: { tried: Tried; isOld: boolean }) {
  const now = useEngineNow();
  const ends = tokenEnd(tried.expiresAt, now);
  const mark = isOld ? 'none' : tried.ok ? (tried.warns === null ? 'ok' : 'P2') : tried.certain ? 'broken' : 'late';
  const word = isOld ? 'Before the form was changed' : tried.ok ? 'It works' : tried.certain ? 'It does not work' : 'Not known yet';
  return (
    <div className={connect.report} role="status">
      <p className={connect.reportLine}>
        <StateMark state={mark} word={word} /> <span>{plain(tried.says, 600)}</span>
      </p>
      {tried.warns === null ? null : <p className={connect.advice}>{plain(tried.warns, 400)}</p>}
      {ends === null ? null : <p className={connect.advice}>{`${ends.words.charAt(0).toUpperCase()}${ends.words.slice(1)}.`}</p>}
    </div>
  );
}

/** Publishers and kinds: what Holdfast itself sees to. */
function Who({ draft, onChange, problems }: { draft: ChannelDraft; onChange: (change: Partial<ChannelDraft>) => void; problems: ChannelProblems }) {
  const people = useCall('people.list', {});
  const known = people.data?.items ?? [];
  const gone = draft.publishers.filter((id) => !known.some((person) => person.id === id));
  const kinds = [{ value: 'all' as const, label: 'updates of every kind' }, { value: 'factsOnly' as const, label: 'facts only: what is down, until when, that it is over' }, ...(draft.keptKinds === undefined ? [] : [{ value: 'asIs' as const, label: `as it is: ${draft.keptKinds.join(', ')}` }])];
  const toggle = (id: string, chosen: boolean) => onChange({ publishers: chosen ? [...draft.publishers, id] : draft.publishers.filter((each) => each !== id) });
  return (
    <div className={styles.form}>
      <SelectField label="What goes there" value={draft.kinds} options={kinds} onChange={(chosen) => onChange({ kinds: chosen })} error={problems['kinds'] ?? null} />
      <span />
      <fieldset className={`${styles.checks ?? ''} ${styles.whole ?? ''}`}>
        <legend>Only these people; nobody chosen: all who may publish</legend>
        {known.map((person) => (
          <CheckField key={person.id} label={plain(person.name, 80)} checked={draft.publishers.includes(person.id)} onChange={(chosen) => toggle(person.id, chosen)} />
        ))}
        {gone.map((id) => (
          <CheckField key={id} label={`${id} (not among people)`} checked onChange={(chosen) => toggle(id, chosen)} />
        ))}
        {people.data !== undefined && known.length === 0 ? <span className={styles.quiet}>Nobody is named under people in holdfast.yaml yet.</span> : null}
        {problems['publishers'] === undefined ? null : <p className={styles.warning}>{problems['publishers']}</p>}
      </fieldset>
    </div>
  );
}
