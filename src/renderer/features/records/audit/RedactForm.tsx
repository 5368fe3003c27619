import { useState } from 'react';
import type { TimelineEvent } from '../../../../shared/model/timeline.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Field } from '../../../ui/kit/Field.tsx';
import { FormDialog } from '../../incidents/index.ts';

export interface AskedRemoval {
  readonly event: TimelineEvent;
  /** Which of its texts. */
  readonly field: string;
}

const STALE = ['audit.list', 'incidents.timeline', 'incidents.get'] as const;

/** The first of two people asks that a text goes: personal data, a pasted secret. */
export function RedactForm({ asked, onClose }: { asked: AskedRemoval; onClose: () => void }) {
  const { event, field } = asked;
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const ofWorkspace = useCallMutation('audit.redact', STALE);
  const ofIncident = useCallMutation('incidents.act', STALE);
  const send = () => {
    setTried(true);
    const words = reason.trim();
    if (words === '') return;
    if (event.incident === null) ofWorkspace.mutate({ seq: event.seq, field, reason: words }, { onSuccess: onClose });
    else ofIncident.mutate({ id: event.incident, action: { type: 'askRedaction', seq: event.seq, field, reason: words } }, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={`Ask to remove “${plain(field, 40)}” of row ${event.seq}`}
      lead="A second person has to agree; then the text is erased for good. The row stays, with its time and who wrote it, and the chain of hashes stays whole and shows the gap."
      submit="Ask to remove it"
      busy={ofWorkspace.isPending || ofIncident.isPending}
      error={ofWorkspace.error ?? ofIncident.error}
      what="Not asked"
      onSubmit={send}
      onClose={onClose}
    >
      <Field label="Why it must go" hint="Such as “a password was pasted”; do not repeat it here" lines={2} value={reason} onChange={setReason} error={tried && reason.trim() === '' ? 'Expected some words' : null} autoFocus />
    </FormDialog>
  );
}
