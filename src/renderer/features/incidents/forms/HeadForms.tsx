import { useState } from 'react';
import { INCIDENT_KINDS, type IncidentDetail, type IncidentKind } from '../../../../shared/model/incident.ts';
import type { ServiceId } from '../../../../shared/model/ids.ts';
import { SEVERITIES } from '../../../../shared/model/severity.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useServices } from '../../../lib/live-store.ts';
import { CheckField, Field, SelectField } from '../../../ui/kit/Field.tsx';
import { useDraft } from '../../session/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { KIND_WORD } from '../../../../shared/text/fact-words.ts';
import { SeverityChoice } from './SeverityChoice.tsx';
import { useEditForm } from './use-edit-form.tsx';
import styles from './forms.module.css';

interface Props {
  readonly detail: IncidentDetail;
  readonly onClose: () => void;
}

export function SeverityForm({ detail, onClose }: Props) {
  const draft = useDraft(`${detail.id}/severity`);
  const edit = useEditForm(detail, draft.drop);
  const to = draft.one('to', SEVERITIES) ?? edit.base.severity;
  const reason = draft.text('reason');
  const [tried, setTried] = useState(false);
  const same = to === edit.base.severity;
  const send = () => {
    setTried(true);
    if (!same && reason.trim() !== '') edit.run({ severity: { to, reason } }, onClose);
  };
  return (
    <FormDialog title="Change the severity" lead="It changes the sound, the clocks and the roles that are needed. It never starts or cancels a plan." submit="Change it" busy={edit.busy} error={edit.error} what="Not changed" notice={edit.notice} onSubmit={send} onClose={onClose} draft={draft} width="wide">
      <SeverityChoice value={to} onChange={(next) => draft.set('to', next)} />
      <Field label="Reason" lines={2} value={reason} onChange={(next) => draft.set('reason', next)} error={tried && !same && reason.trim() === '' ? 'Expected some words' : null} />
      {tried && same ? <p className={styles.problem}>It is {to} already. Choose another, or cancel.</p> : null}
    </FormDialog>
  );
}

const KINDS: readonly { readonly value: IncidentKind | ''; readonly label: string }[] = [{ value: '', label: 'Not known yet' }, ...INCIDENT_KINDS.map((value) => ({ value, label: KIND_WORD[value] }))];

export function KindField({ value, onChange }: { value: IncidentKind | null; onChange: (kind: IncidentKind | null) => void }) {
  return (
    <SelectField
      label="Kind"
      value={value ?? ''}
      options={KINDS}
      onChange={(kind) => onChange(kind === '' ? null : kind)}
      hint={value === 'security' ? 'Private at once: walls and lists say only that there is a security event' : 'Security makes it private at once'}
    />
  );
}

export function ServiceChecks({ chosen, onChange }: { chosen: readonly ServiceId[]; onChange: (services: readonly ServiceId[]) => void }) {
  const services = useServices();
  if (services.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>Services</legend>
      <div className={styles.checks}>
        {services.map(({ id, name }) => (
          <CheckField key={id} label={plain(name, 60)} checked={chosen.includes(id)} onChange={(on) => onChange(on ? [...chosen, id] : chosen.filter((each) => each !== id))} />
        ))}
      </div>
    </fieldset>
  );
}

/** Only what differs is sent: what somebody else changed meanwhile stays. */
export function HeadForm({ detail, onClose }: Props) {
  const edit = useEditForm(detail);
  const { base } = edit;
  const [title, setTitle] = useState(base.title);
  const [kind, setKind] = useState(base.kind);
  const [services, setServices] = useState<readonly ServiceId[]>(base.services);
  const sameServices = services.length === base.services.length && services.every((id) => base.services.includes(id));
  const changes = { ...(title === base.title ? {} : { title }), ...(kind === base.kind ? {} : { kind }), ...(sameServices ? {} : { services: [...services] }) };
  const send = () => (Object.keys(changes).length === 0 ? onClose() : edit.run(changes, onClose));
  return (
    <FormDialog title="Title, kind and services" submit="Save" busy={edit.busy} error={edit.error} what="Not saved" notice={edit.notice} onSubmit={send} onClose={onClose}>
      <Field label="Title" hint="What users notice, in a few words" value={title} onChange={setTitle} />
      <KindField value={kind} onChange={setKind} />
      <ServiceChecks chosen={services} onChange={setServices} />
    </FormDialog>
  );
}
