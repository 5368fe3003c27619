import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { Field } from '../../../ui/kit/Field.tsx';
import { useDraft } from '../../session/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { STEPS, type StepName } from '../rules/next-step.ts';
import { TimeField, useTimeText } from '../TimeField.tsx';
import { useAct, type Action } from '../use-act.ts';

const HOW: Partial<Record<StepName, string>> = { mitigate: 'What stopped the harm', resolve: 'What fixed it' };
const TITLE: Readonly<Record<StepName, string>> = { accept: 'Accept as an incident', acknowledge: 'Acknowledge', investigate: 'Investigation began', mitigate: 'Mitigated', resolve: 'Resolved' };
const LEAD: Partial<Record<StepName, string>> = { mitigate: 'Users are served again, even if the cause is still there.', resolve: 'The cause is gone; nobody has to watch it any more.' };

function actionOf(step: StepName, at: string | undefined, how: string, foundAt: string | null, id: string): Action {
  const time = at === undefined ? {} : { at };
  if (step !== 'mitigate' && step !== 'resolve') return { type: step, ...time };
  // The time that the data show is no memory of anybody's.
  const evidence = foundAt !== null && at === foundAt ? { evidence: { kind: 'record' as const, ref: id, time: foundAt, value: null } } : {};
  return { type: step, ...time, ...(how.trim() === '' ? {} : { how }), ...evidence };
}

export interface StepFormProps {
  readonly detail: IncidentDetail;
  readonly step: StepName;
  readonly foundAt: string | null;
  readonly onClose: () => void;
}

/** One step of the workflow, with when it was and how. */
export function StepForm({ detail, step, foundAt, onClose }: StepFormProps) {
  const draft = useDraft(`${detail.id}/${step}`);
  const when = useTimeText('past', foundAt ?? draft.text('when'), (text) => draft.set('when', text));
  const how = draft.text('how');
  const act = useAct(detail.id, draft.drop);
  const send = () => {
    const at = when.take();
    if (at === false) return;
    act.run(actionOf(step, at, how, foundAt, detail.id), onClose);
  };
  const howLabel = HOW[step];
  return (
    <FormDialog title={TITLE[step]} submit={STEPS[step].word} busy={act.busy} error={act.error} what="Not recorded" onSubmit={send} onClose={onClose} draft={draft} {...(LEAD[step] !== undefined && { lead: LEAD[step] })}>
      {howLabel === undefined ? null : <Field label={howLabel} hint="In a sentence; may be left out" lines={3} value={how} onChange={(next) => draft.set('how', next)} />}
      <TimeField time={when} label="When" hint={foundAt === null ? 'Empty for now. It may lie back, and the timeline will say that it was told later' : 'As the data show it; empty for now'} />
    </FormDialog>
  );
}
