import { useState } from 'react';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import type { TimelineEvent } from '../../../../shared/model/timeline.ts';
import { CheckField, Field } from '../../../ui/kit/Field.tsx';
import { useDraft, type Draft } from '../../session/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { useAct } from '../use-act.ts';
import { useEditForm } from './use-edit-form.tsx';

interface Props {
  readonly detail: IncidentDetail;
  readonly onClose: () => void;
}

/** A reason that must be given; says so only once somebody tried without. */
function useReason(text: string, setText: (text: string) => void) {
  const [missing, setMissing] = useState(false);
  const error = missing && text.trim() === '' ? 'Expected some words' : null;
  return { text, setText, error, given: () => (setMissing(true), text.trim() !== '') };
}

const useKeptReason = (draft: Draft) => useReason(draft.text('reason'), (text) => draft.set('reason', text));

export function DismissForm({ incident, onClose }: { incident: Pick<IncidentDetail, 'id'>; onClose: () => void }) {
  const draft = useDraft(`${incident.id}/dismiss`);
  const reason = useKeptReason(draft);
  const falseAlarm = draft.text('falseAlarm') !== 'no';
  const act = useAct(incident.id, draft.drop);
  const send = () => (reason.given() ? act.run({ type: 'dismiss', reason: reason.text, falseAlarm }, onClose) : undefined);
  return (
    <FormDialog title={`Dismiss ${incident.id}`} lead="It stays in the list of what is over, with this reason." submit="Dismiss" busy={act.busy} error={act.error} what="Not dismissed" onSubmit={send} onClose={onClose} draft={draft}>
      <Field label="Why this is no incident" lines={2} value={reason.text} onChange={reason.setText} error={reason.error} autoFocus />
      <CheckField label="A false alarm" hint="Counts against the rule that fired: nothing was wrong for users" checked={falseAlarm} onChange={(on) => draft.set('falseAlarm', on ? '' : 'no')} />
    </FormDialog>
  );
}

export function ReopenForm({ detail, onClose }: Props) {
  const draft = useDraft(`${detail.id}/reopen`);
  const reason = useKeptReason(draft);
  const act = useAct(detail.id, draft.drop);
  const send = () => (reason.given() ? act.run({ type: 'reopen', reason: reason.text }, onClose) : undefined);
  return (
    <FormDialog title={`Reopen ${detail.id}`} lead="The times recorded so far stay in the timeline." submit="Reopen" busy={act.busy} error={act.error} what="Not reopened" onSubmit={send} onClose={onClose} draft={draft}>
      <Field label="Why it is not over" lines={2} value={reason.text} onChange={reason.setText} error={reason.error} />
    </FormDialog>
  );
}

export function PrivacyForm({ detail, onClose }: Props) {
  const [to] = useState(!detail.private);
  const draft = useDraft(`${detail.id}/${to ? 'private' : 'public'}`);
  const reason = useKeptReason(draft);
  const edit = useEditForm(detail, draft.drop);
  const send = () => (reason.given() ? edit.run({ private: { to, reason: reason.text } }, onClose) : undefined);
  return (
    <FormDialog
      title={to ? 'Make this incident private' : 'Make this incident public'}
      lead={to ? 'Walls, lists and whoever cannot operate see only that there is a security event, and what is due.' : 'Everybody at a screen sees its title, people and timeline.'}
      submit={to ? 'Make it private' : 'Make it public'}
      busy={edit.busy}
      error={edit.error}
      what="Not changed"
      notice={edit.notice}
      draft={draft}
      onSubmit={send}
      onClose={onClose}
    >
      <Field label="Reason" lines={2} value={reason.text} onChange={reason.setText} error={reason.error} />
    </FormDialog>
  );
}

export function HoldForm({ detail, onClose }: Props) {
  const [sets] = useState(detail.hold === null);
  const draft = useDraft(`${detail.id}/${sets ? 'hold' : 'lift-hold'}`);
  const reason = useKeptReason(draft);
  const act = useAct(detail.id, draft.drop);
  const send = () => (reason.given() ? act.run({ type: sets ? 'hold' : 'liftHold', reason: reason.text }, onClose) : undefined);
  return (
    <FormDialog
      title={sets ? `Put ${detail.id} under legal hold` : `Lift the legal hold of ${detail.id}`}
      lead={sets ? 'Nothing of it is deleted while the hold stands: no text, chart or alert, neither by the retention settings nor by a redaction.' : 'The retention settings apply to it again, and its texts can be redacted.'}
      submit={sets ? 'Set the hold' : 'Lift the hold'}
      busy={act.busy}
      error={act.error}
      what={sets ? 'Not set' : 'Not lifted'}
      onSubmit={send}
      onClose={onClose}
      draft={draft}
    >
      <Field label="Reason" {...(sets && { hint: 'Such as the number of a claim' })} lines={2} value={reason.text} onChange={reason.setText} error={reason.error} />
    </FormDialog>
  );
}

export function RedactForm({ detail, event, field, onClose }: Props & { event: TimelineEvent; field: string }) {
  const [text, setText] = useState('');
  // Not kept: in a hurry it may repeat what has to go.
  const reason = useReason(text, setText);
  const act = useAct(detail.id);
  const send = () => (reason.given() ? act.run({ type: 'askRedaction', seq: event.seq, field, reason: reason.text }, onClose) : undefined);
  return (
    <FormDialog title="Ask to remove this text" lead="A second person has to agree. The row stays, with its time and who wrote it; the chain of hashes stays whole and shows the gap." submit="Ask to remove it" busy={act.busy} error={act.error} what="Not asked" onSubmit={send} onClose={onClose}>
      <Field label="Why it must go" hint="Such as “a password was pasted”; do not repeat it here" lines={2} value={reason.text} onChange={reason.setText} error={reason.error} />
    </FormDialog>
  );
}
