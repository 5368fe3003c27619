import { useState } from 'react';
import type { CorrectiveStep } from '../../../../shared/contract/review-inputs.ts';
import type { CorrectiveAction } from '../../../../shared/model/review.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Field } from '../../../ui/kit/Field.tsx';
import { FormDialog } from '../../incidents/index.ts';
import { useDraft } from '../../session/index.ts';
import { useActOnAction } from './use-corrective.ts';

/** Steps that want words. */
export type Step = Exclude<CorrectiveStep['type'], 'check'>;

const WORDS: Readonly<Record<Step, { readonly title: string; readonly submit: string; readonly what: string; readonly label: string; readonly hint: string; readonly optional?: boolean }>> = {
  offerLink: { title: 'Put a link as proof', submit: 'Put it', what: 'Not put', label: 'What it shows', hint: '“Pull request 812: zone is checked before it is pushed”' },
  confirmLink: { title: 'Confirm the proof', submit: 'I have seen it: done', what: 'Not confirmed', label: 'What you saw', hint: 'May be left out', optional: true },
  refuseLink: { title: 'The link does not show it', submit: 'Send it back', what: 'Not sent back', label: 'What is missing', hint: 'Whoever put it reads this' },
  drop: { title: 'Drop the action', submit: 'Drop it', what: 'Not dropped', label: 'Why it is not needed any more', hint: 'It stays listed as dropped, with this reason' },
  reopen: { title: 'Reopen the action', submit: 'Reopen it', what: 'Not reopened', label: 'Why it is not done', hint: 'A proof counts only from now on' },
};

export interface StepFormProps {
  readonly action: CorrectiveAction;
  readonly step: Step;
  readonly onClose: () => void;
}

export function StepForm({ action, step, onClose }: StepFormProps) {
  const words = WORDS[step];
  const draft = useDraft(`${action.id}/${step}`);
  const act = useActOnAction(draft.drop);
  const [tried, setTried] = useState(false);
  const [text, url] = [draft.text('text').trim(), draft.text('url').trim()];
  const missing = words.optional !== true && text === '';
  const wrong = step === 'offerLink' && !/^https?:\/\/[^\s/]+/.test(url);
  const send = (): void => {
    setTried(true);
    if (missing || wrong) return;
    const said: CorrectiveStep = step === 'offerLink' ? { type: step, label: text, url } : step === 'confirmLink' ? { type: step, comment: text === '' ? null : text } : { type: step, reason: text };
    act.mutate({ id: action.id, action: said }, { onSuccess: onClose });
  };
  return (
    <FormDialog title={`${words.title}: ${action.id}`} lead={plain(action.text, 200)} submit={words.submit} kind={step === 'drop' ? 'danger' : 'primary'} what={words.what} busy={act.isPending} error={act.error} onSubmit={send} onClose={onClose} draft={draft}>
      {step === 'offerLink' ? <Field label="Address" kind="url" value={draft.text('url')} onChange={(next) => draft.set('url', next)} error={tried && wrong ? 'Expected an http:// or https:// address' : null} placeholder="https://" /> : null}
      <Field label={words.label} lines={step === 'offerLink' ? 1 : 2} hint={words.hint} value={draft.text('text')} onChange={(next) => draft.set('text', next)} error={tried && missing ? 'Expected some words' : null} />
    </FormDialog>
  );
}
