import { useState } from 'react';
import type { IncidentDetail, IncidentKind } from '../../../../shared/model/incident.ts';
import type { ServiceId } from '../../../../shared/model/ids.ts';
import type { Severity } from '../../../../shared/model/severity.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { CheckField, Field } from '../../../ui/kit/Field.tsx';
import { FormDialog } from '../FormDialog.tsx';
import { TimeField, useTimeText } from '../TimeField.tsx';
import { KindField, ServiceChecks } from './HeadForms.tsx';
import { SeverityChoice } from './SeverityChoice.tsx';
import styles from './forms.module.css';

/** Opens an incident by hand: a title and a severity are enough, everything else can be added later. */
export function DeclareForm({ onDone, onClose }: { onDone: (made: IncidentDetail) => void; onClose: () => void }) {
  const open = useCallMutation('incidents.open', ['incidents.list']);
  const [title, setTitle] = useState('');
  const [severity, setSeverity] = useState<Severity | null>(null);
  const [kind, setKind] = useState<IncidentKind | null>(null);
  const [services, setServices] = useState<readonly ServiceId[]>([]);
  const [reported, setReported] = useState(false);
  const [drill, setDrill] = useState(false);
  const [tried, setTried] = useState(false);
  const since = useTimeText('past');
  const send = () => {
    setTried(true);
    const impactStartedAt = since.take();
    if (title.trim() === '' || severity === null || impactStartedAt === false) return;
    open.mutate({ title, severity, kind, services: [...services], origin: reported ? 'customer' : 'person', impactStartedAt: impactStartedAt ?? null, isDrill: drill }, { onSuccess: onDone });
  };
  return (
    <FormDialog title="Declare an incident" lead="A title and a severity are enough; the rest can follow." submit="Declare it" busy={open.isPending} error={open.error} what="Not declared" onSubmit={send} onClose={onClose} width="wide">
      <Field label="Title" hint="What users notice, in a few words" value={title} onChange={setTitle} error={tried && title.trim() === '' ? 'Expected some words' : null} autoFocus />
      <SeverityChoice value={severity} onChange={setSeverity} />
      {tried && severity === null ? <p className={styles.problem}>Expected one of the three severities</p> : null}
      <ServiceChecks chosen={services} onChange={setServices} />
      <div className={styles.row}>
        <TimeField time={since} label="Users affected since" hint="Empty if not known" />
        <KindField value={kind} onChange={setKind} />
      </div>
      <div className={styles.row}>
        <CheckField label="Reported by customers" hint="They saw it before we did" checked={reported} onChange={setReported} />
        <CheckField label="A drill" hint="Marked everywhere, left out of the scorecard" checked={drill} onChange={setDrill} />
      </div>
    </FormDialog>
  );
}
