import { useState } from 'react';
import { LINK_KINDS, type ActionItem, type IncidentClock, type IncidentDetail, type IncidentLink } from '../../../../shared/model/incident.ts';
import type { Role } from '../../../../shared/model/policy-config.ts';
import { ROLE_WORD } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { useDraft } from '../../session/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { TimeField, useTimeText } from '../TimeField.tsx';
import { useAct } from '../use-act.ts';
import { personOptions, usePeople } from '../use-people.ts';
import { PersonId } from '../../../../shared/model/ids.ts';

interface Props {
  readonly detail: IncidentDetail;
  readonly onClose: () => void;
}

const idOf = (value: string): PersonId | null => {
  const known = PersonId.safeParse(value);
  return known.success ? known.data : null;
};

/** Who must have done what by when. Of one that exists, owner and due time change. */
export function ActionForm({ detail, item, onClose }: Props & { item: ActionItem | null }) {
  const people = usePeople();
  const draft = useDraft(`${detail.id}/action ${item?.id ?? 'new'}`);
  const text = item?.text ?? draft.text('text');
  const [owner, setOwner] = useState<string>(item?.owner ?? draft.text('owner'));
  const [tried, setTried] = useState(false);
  // Owner and due time of one that exists are a choice, not words: they begin as they are.
  const due = useTimeText('future', item === null ? draft.text('due') : (item.dueAt ?? ''), (when) => (item === null ? draft.set('due', when) : undefined));
  const act = useAct(detail.id, draft.drop);
  const send = () => {
    setTried(true);
    // A due time that has passed and was not touched stays as it is.
    const dueAt = item !== null && due.text === (item.dueAt ?? '') ? item.dueAt : due.take();
    if (dueAt === false || text.trim() === '') return;
    if (item === null) act.run({ type: 'addAction', text, owner: idOf(owner), dueAt: dueAt ?? null }, onClose);
    else act.run({ type: 'changeAction', item: item.id, owner: idOf(owner), dueAt: dueAt ?? null }, onClose);
  };
  return (
    <FormDialog title={item === null ? 'Action item' : 'Owner and due time'} submit={item === null ? 'Add it' : 'Save'} busy={act.busy} error={act.error} what="Not saved" onSubmit={send} onClose={onClose} draft={draft}>
      {item === null ? <Field label="What must be done" lines={2} value={text} onChange={(next) => draft.set('text', next)} error={tried && text.trim() === '' ? 'Expected some words' : null} /> : <p>{plain(item.text, 500)}</p>}
      <SelectField label="Owner" value={owner} options={personOptions(people, 'Nobody yet')} onChange={(next) => (setOwner(next), item === null ? draft.set('owner', next) : undefined)} />
      <TimeField time={due} label="Due" hint="May be left out" />
    </FormDialog>
  );
}

const LINK_WORD: Readonly<Record<IncidentLink['kind'], string>> = { warRoom: 'War room', ticket: 'Ticket', dashboard: 'Dashboard', other: 'Other' };

export function LinkForm({ detail, onClose }: Props) {
  const hasRoom = detail.links.some(({ kind }) => kind === 'warRoom');
  const [kind, setKind] = useState<IncidentLink['kind']>(hasRoom ? 'ticket' : 'warRoom');
  const [label, setLabel] = useState('');
  const [url, setUrl] = useState('');
  const [tried, setTried] = useState(false);
  const act = useAct(detail.id);
  const isAddress = /^https?:\/\/\S+$/.test(url.trim());
  const send = () => {
    setTried(true);
    if (isAddress) act.run({ type: 'addLink', kind, label: label.trim() === '' ? LINK_WORD[kind] : label, url: url.trim() }, onClose);
  };
  return (
    <FormDialog title="Link" submit="Add it" busy={act.busy} error={act.error} what="Not added" onSubmit={send} onClose={onClose}>
      <SelectField label="What it is" value={kind} options={LINK_KINDS.map((value) => ({ value, label: LINK_WORD[value] }))} onChange={setKind} {...(kind === 'warRoom' && { hint: 'Stands on the wall, unless the incident is private' })} />
      <Field kind="url" label="Address" placeholder="https://" value={url} onChange={setUrl} error={tried && !isAddress ? 'Expected an address that begins with https:// or http://' : null} />
      <Field label="Name" placeholder={LINK_WORD[kind]} value={label} onChange={setLabel} />
    </FormDialog>
  );
}

/** Puts somebody into a role, or offers one's own to somebody who has to accept it. */
export function RoleForm({ detail, role, how, onClose }: Props & { role: Role; how: 'assign' | 'offer' }) {
  const people = usePeople();
  const [person, setPerson] = useState('');
  const [tried, setTried] = useState(false);
  const act = useAct(detail.id);
  const chosen = idOf(person);
  const word = ROLE_WORD[role].toLowerCase();
  const send = () => {
    setTried(true);
    if (chosen !== null) act.run(how === 'assign' ? { type: 'assignRole', role, person: chosen } : { type: 'offerRole', role, to: chosen }, onClose);
  };
  const lead = how === 'assign' ? 'They have it at once; whoever has it now leaves it, and the timeline says so.' : 'You have it until they accept; both are recorded.';
  return (
    <FormDialog title={how === 'assign' ? `Who is ${word}` : `Hand over ${word}`} lead={lead} submit={how === 'assign' ? 'Assign' : 'Offer it'} busy={act.busy} error={act.error} what="Not changed" onSubmit={send} onClose={onClose}>
      <SelectField label="Person" value={person} options={personOptions(people, 'Choose somebody')} onChange={setPerson} error={tried && chosen === null ? 'Expected somebody' : null} />
    </FormDialog>
  );
}

/** What law or contract asks for has been done. */
export function ObligationForm({ detail, clock, onClose }: Props & { clock: IncidentClock }) {
  const draft = useDraft(`${detail.id}/${clock.id}`);
  const when = useTimeText('past', draft.text('when'), (text) => draft.set('when', text));
  const how = draft.text('how');
  const act = useAct(detail.id, draft.drop);
  const send = () => {
    const at = when.take();
    if (at !== false) act.run({ type: 'meetObligation', obligation: clock.id.replace(/^obligation:/, ''), ...(how.trim() === '' ? {} : { how }), ...(at === undefined ? {} : { at }) }, onClose);
  };
  return (
    <FormDialog title={`${plain(clock.name, 120)}: met`} submit="Record it" busy={act.busy} error={act.error} what="Not recorded" onSubmit={send} onClose={onClose} draft={draft}>
      <Field label="Who was told what" hint="May be left out" lines={2} value={how} onChange={(next) => draft.set('how', next)} />
      <TimeField time={when} label="When" hint="Empty for now" />
    </FormDialog>
  );
}
