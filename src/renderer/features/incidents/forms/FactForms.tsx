import { useState } from 'react';
import type { ImpactField, IncidentDetail, InstantName } from '../../../../shared/model/incident.ts';
import { CheckField, Field } from '../../../ui/kit/Field.tsx';
import { useDraft } from '../../session/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { Moment } from '../Moment.tsx';
import { IMPACT, INSTANT_WORD } from '../../../../shared/text/fact-words.ts';
import { TimeField, useTimeText } from '../TimeField.tsx';
import { useAct } from '../use-act.ts';
import { useEditForm } from './use-edit-form.tsx';
import styles from './forms.module.css';

interface Props {
  readonly detail: IncidentDetail;
  readonly onClose: () => void;
}

/** Corrects an instant; the value before stays, with who changed it and why. */
export function InstantForm({ detail, instant, onClose }: Props & { instant: InstantName }) {
  const draft = useDraft(`${detail.id}/instant ${instant}`);
  const edit = useEditForm(detail, draft.drop);
  const when = useTimeText('past', draft.text('when'), (text) => draft.set('when', text));
  const unknown = draft.text('unknown') !== '';
  const reason = draft.text('reason');
  const [tried, setTried] = useState(false);
  const now = edit.base.instants[instant]?.at(-1)?.at ?? null;
  const send = () => {
    setTried(true);
    const at = unknown ? null : when.take();
    if (at === false || at === undefined || reason.trim() === '') return;
    edit.run({ instants: [{ instant, to: at, reason }] }, onClose);
  };
  return (
    <FormDialog
      title={`Correct “${INSTANT_WORD[instant]}”`}
      lead={instant === 'impactStartedAt' ? 'Both values stay. The clocks on screen follow the new one; it never starts or cancels a plan.' : 'Both values stay, with who changed it and why.'}
      submit="Correct it"
      busy={edit.busy}
      error={edit.error}
      what="Not corrected"
      notice={edit.notice}
      draft={draft}
      onSubmit={send}
      onClose={onClose}
    >
      <p className={styles.quiet}>Now: {now === null ? 'not recorded' : <Moment at={now} />}</p>
      {unknown ? null : <TimeField time={when} label="It was" />}
      {tried && !unknown && when.text.trim() === '' ? <p className={styles.problem}>Expected a time, or “not known after all”</p> : null}
      <CheckField label="Not known after all" checked={unknown} onChange={(on) => draft.set('unknown', on ? 'yes' : '')} />
      <Field label="Reason" hint="What shows it" lines={2} value={reason} onChange={(next) => draft.set('reason', next)} error={tried && reason.trim() === '' ? 'Expected some words' : null} />
    </FormDialog>
  );
}

/** "12 400", "12,400.5", "12.400" would be three numbers to three readers: only spaces may group. */
const readNumber = (text: string): number | null => {
  const bare = text.replaceAll(/[\s\u00A0\u202F_]/g, '');
  return /^\d+(\.\d+)?$/.test(bare) ? Number(bare) : null;
};

/** One estimate of the impact, with where it comes from. */
export function ImpactForm({ detail, field, onClose }: Props & { field: ImpactField }) {
  const shape = IMPACT[field];
  const before = detail.impact.find((each) => each.field === field);
  const [known, setKnown] = useState(true);
  const [number, setNumber] = useState(before?.number?.toString() ?? '');
  const [text, setText] = useState(before?.text ?? '');
  const [source, setSource] = useState(before?.source ?? '');
  const [tried, setTried] = useState(false);
  const act = useAct(detail.id);
  const value = readNumber(number);
  const wantsNumber = shape.kind !== 'words';
  const numberProblem = !wantsNumber || !known ? null : value === null || (shape.kind === 'count' && !Number.isInteger(value)) ? 'Expected a number such as “12 400”' : null;
  const textProblem = known && shape.kind === 'words' && text.trim() === '' ? 'Expected some words' : null;
  const send = () => {
    setTried(true);
    if (numberProblem !== null || textProblem !== null) return;
    act.run({ type: 'setImpact', field, known, number: known && wantsNumber ? value : null, text: known && shape.kind !== 'count' && text.trim() !== '' ? text : null, source: source.trim() === '' ? null : source }, onClose);
  };
  return (
    <FormDialog title={shape.word} lead={`${shape.hint}. An estimate may be changed as often as needed; the timeline keeps each.`} submit="Save" busy={act.busy} error={act.error} what="Not saved" onSubmit={send} onClose={onClose}>
      {known ? (
        <div className={shape.kind === 'money' ? styles.row : undefined}>
          {wantsNumber ? <Field kind="number" label={shape.kind === 'money' ? 'Amount' : 'How many'} value={number} onChange={setNumber} error={tried ? numberProblem : null} /> : null}
          {shape.kind === 'count' ? null : <Field label={shape.kind === 'money' ? 'Currency, per what' : shape.word} placeholder={shape.kind === 'money' ? 'EUR per hour' : ''} value={text} onChange={setText} error={tried ? textProblem : null} />}
        </div>
      ) : null}
      <CheckField label="Not yet known" checked={!known} onChange={(on) => setKnown(!on)} />
      <Field label="Where this comes from" hint="Such as “CRM, active today”; without it the timeline says that it is from memory" value={source} onChange={setSource} />
    </FormDialog>
  );
}
