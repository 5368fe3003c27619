import { useState } from 'react';
import type { ActionItem } from '../../../../shared/model/incident.ts';
import { PersonId, type IncidentId } from '../../../../shared/model/ids.ts';
import { CORRECTIVE_KINDS, CorrectiveKind, type CorrectiveAction } from '../../../../shared/model/review.ts';
import { CORRECTIVE_KIND_WORD } from '../../../../shared/text/review-words.ts';
import { zoneName } from '../../../../shared/time/format.ts';
import { useWorkspace } from '../../../lib/live-store.ts';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { Changed, FormDialog, personOptions, readConflict, usePeople } from '../../incidents/index.ts';
import { useDraft } from '../../session/index.ts';
import { dayOf, endOfDay, fieldsOf, proofOf, readFields } from '../rules/proof.ts';
import { ProofChoice } from './ProofChoice.tsx';
import { useAddAction, useEditAction } from './use-corrective.ts';
import styles from './actions.module.css';

export interface ActionFormProps {
  readonly incident: IncidentId;
  /** One that exists and is changed; null: a new one. */
  readonly action: CorrectiveAction | null;
  /** The action item of the incident whose place a new one takes. */
  readonly from: ActionItem | null;
  readonly onClose: () => void;
}

const KINDS = CORRECTIVE_KINDS.map((value) => ({ value, label: CORRECTIVE_KIND_WORD[value] }));

/** What is to be done, by whom, until when, and what will prove it. What was typed is there again when the form is. */
export function ActionForm({ incident, action, from, onClose }: ActionFormProps) {
  const people = usePeople();
  const timeZone = useWorkspace()?.timeZone ?? 'UTC';
  const draft = useDraft(`${incident}/corrective ${action?.id ?? from?.id ?? 'new'}`);
  const begun = { text: action?.text ?? from?.text ?? '', owner: action?.owner ?? from?.owner ?? '', day: dayOf(action?.dueAt ?? from?.dueAt ?? null, timeZone), note: action?.proofNote ?? '', kind: action?.kind ?? 'monitoring', proof: JSON.stringify(fieldsOf(action?.proof ?? null)) };
  // A field that was emptied stays empty: what is kept begins with a mark.
  const value = (field: keyof typeof begun): string => (draft.text(field) === '' ? begun[field] : draft.text(field).slice(1));
  const set = (field: keyof typeof begun, next: string): void => draft.set(field, `=${next}`);
  const proof = readFields(value('proof'));
  const kind = CorrectiveKind.safeParse(value('kind'));
  const [tried, setTried] = useState(false);
  const [seen, setSeen] = useState(action?.version ?? 0);
  const add = useAddAction(draft.drop);
  const edit = useEditAction(draft.drop);
  const conflict = edit.error?.code === 'conflict' ? readConflict(edit.error.details) : null;
  const text = value('text').trim();
  const read = proofOf(proof);
  const send = (): void => {
    setTried(true);
    if (text === '' || !read.ok) return;
    const owner = PersonId.safeParse(value('owner'));
    const note = value('note').trim();
    // A day that was not touched keeps its hour.
    const dueAt = action !== null && value('day') === begun.day ? action.dueAt : endOfDay(value('day'), timeZone);
    const said = { text, kind: kind.success ? kind.data : 'monitoring', owner: owner.success ? owner.data : null, dueAt, proof: read.proof, proofNote: note === '' ? null : note } as const;
    if (action === null) add.mutate({ incident, ...said, fromItem: from?.id ?? null }, { onSuccess: onClose });
    else
      edit.mutate(
        { id: action.id, version: seen, ...said },
        {
          onSuccess: onClose,
          onError: ({ code, details }) => {
            const told = code === 'conflict' ? readConflict(details) : null;
            if (told !== null) setSeen(told.version);
            if (code === 'conflict') edit.readAgain();
          },
        },
      );
  };
  return (
    <FormDialog
      title={action === null ? 'Corrective action' : `Change ${action.id}`}
      submit={action === null ? 'Add it' : 'Save'}
      what="Not saved"
      busy={add.isPending || edit.isPending}
      error={add.error ?? edit.error}
      onSubmit={send}
      onClose={onClose}
      draft={draft}
      width="wide"
      notice={conflict === null ? null : <Changed changes={conflict.changes} />}
    >
      <Field label="What is done so that it does not come back" lines={2} value={value('text')} onChange={(next) => set('text', next)} error={tried && text === '' ? 'Expected some words' : null} />
      <div className={styles.pair}>
        <SelectField label="Kind" value={kind.success ? kind.data : 'monitoring'} options={KINDS} onChange={(next) => set('kind', next)} />
        <SelectField label="Owner" value={value('owner')} options={personOptions(people, 'Nobody yet')} onChange={(next) => set('owner', next)} />
        <label className={styles.dayField}>
          <span>Due by the end of ({zoneName(timeZone)})</span>
          <input className={styles.day} type="date" value={value('day')} onChange={({ currentTarget }) => set('day', currentTarget.value)} />
        </label>
      </div>
      <ProofChoice fields={proof} onChange={(next) => set('proof', JSON.stringify(next))} wrong={tried && !read.ok ? read : null} />
      <Field label="What the proof will show" value={value('note')} onChange={(next) => set('note', next)} hint="A number, a page, a test; may be left out" />
    </FormDialog>
  );
}
