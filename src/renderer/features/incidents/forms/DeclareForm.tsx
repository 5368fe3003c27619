import { useState } from 'react';
import { INCIDENT_KINDS, type IncidentDetail } from '../../../../shared/model/incident.ts';
import { ServiceId } from '../../../../shared/model/ids.ts';
import { SEVERITIES } from '../../../../shared/model/severity.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { CheckField, Field } from '../../../ui/kit/Field.tsx';
import { useDraft } from '../../session/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { TimeField, useTimeText } from '../TimeField.tsx';
import { KindField, ServiceChecks } from './HeadForms.tsx';
import { SeverityChoice } from './SeverityChoice.tsx';
import styles from './forms.module.css';

/** Opens an incident by hand: a title and a severity are enough, everything else can be added later. */
export function DeclareForm({ onDone, onClose }: { onDone: (made: IncidentDetail) => void; onClose: () => void }) {
  // All of it is kept or nothing: a title that comes back without “security” or “a drill” would be declared as something else.
  const draft = useDraft('declare');
  const open = useCallMutation('incidents.open', ['incidents.list'], draft.drop);
  const title = draft.text('title');
  const severity = draft.one('severity', SEVERITIES);
  const kind = draft.one('kind', INCIDENT_KINDS);
  const services = draft.text('services').split(' ').flatMap((id) => ServiceId.safeParse(id).data ?? []);
  const reported = draft.text('reported') !== '';
  const drill = draft.text('drill') !== '';
  const [tried, setTried] = useState(false);
  const since = useTimeText('past', draft.text('since'), (text) => draft.set('since', text));
  const send = () => {
    setTried(true);
    const impactStartedAt = since.take();
    if (title.trim() === '' || severity === null || impactStartedAt === false) return;
    open.mutate({ title, severity, kind, services: [...services], origin: reported ? 'customer' : 'person', impactStartedAt: impactStartedAt ?? null, isDrill: drill }, { onSuccess: onDone });
  };
  return (
    <FormDialog title="Declare an incident" lead="A title and a severity are enough; the rest can follow." submit="Declare it" busy={open.isPending} error={open.error} what="Not declared" onSubmit={send} onClose={onClose} draft={draft} width="wide">
      <Field label="Title" hint="What users notice, in a few words" value={title} onChange={(next) => draft.set('title', next)} error={tried && title.trim() === '' ? 'Expected some words' : null} autoFocus />
      <SeverityChoice value={severity} onChange={(next) => draft.set('severity', next)} />
      {tried && severity === null ? <p className={styles.problem}>Expected one of the three severities</p> : null}
      <ServiceChecks chosen={services} onChange={(next) => draft.set('services', next.join(' '))} />
      <div className={styles.row}>
        <TimeField time={since} label="Users affected since" hint="Empty if not known" />
        <KindField value={kind} onChange={(next) => draft.set('kind', next ?? '')} />
      </div>
      <div className={styles.row}>
        <CheckField label="Reported by customers" hint="They saw it before we did" checked={reported} onChange={(on) => draft.set('reported', on ? 'yes' : '')} />
        <CheckField label="A drill" hint="Marked everywhere, left out of the scorecard" checked={drill} onChange={(on) => draft.set('drill', on ? 'yes' : '')} />
      </div>
    </FormDialog>
  );
}
