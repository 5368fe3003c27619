import { useState, type ReactNode } from 'react';
import type { Run, RunStep } from '../../../../shared/model/continuity/run.ts';
import { assertNever } from '../../../../shared/model/result.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Field } from '../../../ui/kit/Field.tsx';
import { FormDialog } from '../../incidents/index.ts';
import { useDraft } from '../../session/index.ts';
import { approving } from './rules/may.ts';
import { standsNow, undoing } from './rules/rollback.ts';
import { answersOf, elsewhereAnswers, goOnWords } from './rules/settle.ts';
import { elsewhereStep, unprovenStep } from './rules/words.ts';
import { useRunPage, type Ask } from './run-context.ts';
import { useRunClock } from './use-run-clock.ts';
import { useSteer, type Steer } from './use-steer.ts';
import styles from './forms.module.css';

interface Props {
  readonly onClose: () => void;
}

export function Forms({ asked, onClose }: Props & { asked: Exclude<Ask, { form: 'keys' }> }) {
  switch (asked.form) {
    case 'rollBack':
      return <RollBackForm onClose={onClose} />;
    case 'abort':
      return <AbortForm onClose={onClose} />;
    case 'takeOver':
      return <TakeOverForm onClose={onClose} />;
    case 'approve':
      return <ApproveForm onClose={onClose} />;
    case 'settle':
      return <SettleForm happened={asked.happened} onClose={onClose} />;
    default:
      return assertNever(asked, 'form');
  }
}

interface ReasonProps extends Props {
  readonly form: string;
  readonly title: string;
  readonly lead?: string;
  readonly label: string;
  readonly submit: string;
  readonly what: string;
  readonly kind?: 'primary' | 'danger';
  /** False: it is done without one, too. */
  readonly needed?: boolean;
  readonly make: (reason: string, epoch: number) => Steer;
  readonly children?: ReactNode;
}

const LEAST = 3;

/** Asks for the reason of something. It speaks for the run as it was when the form was opened: who has lost it meanwhile is told. */
function ReasonForm({ form, title, lead, label, submit, what, kind = 'primary', needed = true, make, children, onClose }: ReasonProps) {
  const { run } = useRunPage();
  const draft = useDraft(`${run.id}/${form}`);
  const [epoch] = useState(run.epoch);
  const [tried, setTried] = useState(false);
  const steering = useSteer(run.id, draft.drop);
  const reason = draft.text('reason').trim();
  const missing = needed ? reason.length < LEAST : reason !== '' && reason.length < LEAST;
  const send = () => {
    setTried(true);
    // Seen again, it speaks for what is seen now.
    if (!missing) steering.run(make(reason, steering.error?.code === 'conflict' ? run.epoch : epoch), onClose);
  };
  return (
    <FormDialog title={title} lead={lead} submit={submit} kind={kind} busy={steering.busy} error={steering.error} what={what} onSubmit={send} onClose={onClose} draft={draft}>
      {children}
      <Field label={label} lines={2} value={draft.text('reason')} onChange={(text) => draft.set('reason', text)} error={tried && missing ? 'Expected a reason of three letters or more' : null} autoFocus />
    </FormDialog>
  );
}

function StepNames({ title, steps, none }: { title: string; steps: readonly RunStep[]; none: string }) {
  return (
    <div>
      <h3 className={styles.title}>{title}</h3>
      {steps.length === 0 ? (
        <p className={styles.quiet}>{none}</p>
      ) : (
        <ol className={styles.steps}>
          {steps.map(({ id, name }) => (
            <li key={id} dir="auto">
              {plain(name, 200)}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function RollBackForm({ onClose }: Props) {
  const { run } = useRunPage();
  const { back, stays, underWay } = undoing(run);
  return (
    <ReasonForm form="rollBack" title={`Roll back ${run.id}`} label="Why it is rolled back" submit="Roll back" what="Not rolled back" kind="danger" make={(reason, epoch) => ({ call: 'runs.rollBack', with: { reason, epoch } })} onClose={onClose}>
      <StepNames title="Taken back, in this order" steps={back} none="Nothing that was done needs to be taken back." />
      <StepNames title="Stays, because it has no undo" steps={stays} none="Nothing." />
      {underWay === null ? null : <p className={styles.words}>“{plain(underWay.name, 120)}” is under way. {underWay.kind === 'ramp' ? 'It stops where it stands' : 'It ends first'}{underWay.undoable ? ', and is taken back too if it happened' : ', and stays if it happened'}.</p>}
    </ReasonForm>
  );
}

function AbortForm({ onClose }: Props) {
  const { run } = useRunPage();
  return (
    <ReasonForm form="abort" title={`End ${run.id} here`} lead="Nothing is taken back, and it cannot be resumed." label="Why it ends here" submit="End it here" what="Not ended" kind="danger" make={(reason, epoch) => ({ call: 'runs.abort', with: { reason, epoch } })} onClose={onClose}>
      <StepNames title="Stays as it was done" steps={standsNow(run)} none="Nothing was changed." />
    </ReasonForm>
  );
}

function TakeOverForm({ onClose }: Props) {
  const { run, looker } = useRunPage();
  return <ReasonForm form="takeOver" title={`Take ${run.id} over`} lead={`${looker.holderName} holds it, sees that you took it over, and can only look on then.`} label="Why you take it over" submit="Take over" what="Not taken over" make={(reason, epoch) => ({ call: 'runs.takeOver', with: { reason, epoch } })} onClose={onClose} />;
}

interface SettleWords {
  readonly title: string;
  readonly lead: string;
  readonly label: string;
}
function settleWords(run: Run, place: number, happened: boolean): SettleWords {
  if (place === unprovenStep(run)) return { title: 'Go on all the same', lead: goOnWords(run, place), label: 'Why that is enough' };
  const isBack = run.way === 'back';
  if (place === elsewhereStep(run)) {
    const { yes, no } = elsewhereAnswers(run, place);
    return happened
      ? { title: `The other console has ${isBack ? 'taken it back' : 'done it'}`, lead: yes.does, label: 'How you know' }
      : { title: 'The other console has not, and will not', lead: no.does, label: 'How you know' };
  }
  const { yes, no } = answersOf(run, place);
  return happened ? { title: isBack ? 'It was taken back' : 'It happened', lead: yes.does, label: 'How you know' } : { title: isBack ? 'It was not taken back' : 'It did not happen', lead: no.does, label: 'How you know' };
}

function SettleForm({ happened, onClose }: Props & { happened: boolean }) {
  const { run } = useRunPage();
  // What was asked when the form was opened: what is answered is no other step.
  const [asked] = useState(() => {
    const place = [unprovenStep(run), elsewhereStep(run), run.steps.findIndex(({ state }) => state === 'unknown')].find((found) => found !== -1) ?? 0;
    return { place, step: run.steps[place], words: settleWords(run, place, happened) };
  });
  const { place, step, words } = asked;
  return (
    <ReasonForm form={`settle/${String(happened)}`} title={words.title} lead={words.lead} label={words.label} submit={words.title} what="Not recorded" make={(reason, epoch) => ({ call: 'runs.settle', with: { reason, epoch, happened, step: step?.id } })} onClose={onClose}>
      <p className={styles.words} dir="auto">
        Step {place + 1}: {plain(step?.name ?? '', 200)}
      </p>
    </ReasonForm>
  );
}

function ApproveForm({ onClose }: Props) {
  const { run, looker } = useRunPage();
  const clock = useRunClock();
  const at = run.steps.findIndex(({ state }) => state === 'approving');
  const approval = run.steps[at]?.approval ?? null;
  const own = approval !== null && approving(run, approval, looker, clock.now).own;
  const next = run.steps.slice(at + 1).filter(({ changes }) => changes);
  return (
    <ReasonForm form="approve" title={`Approve step ${at + 1} of ${run.id}`} lead={own ? 'You started it and approve it alone: that is written down with your reason.' : 'The run goes on at once.'} label={own ? 'Why nobody else approves' : 'Reason (may stay empty)'} submit="Approve" what="Not approved" needed={own} make={(reason) => ({ call: 'runs.approve', with: reason === '' ? {} : { reason } })} onClose={onClose}>
      <StepNames title="What it changes after that" steps={next} none="Nothing more is changed." />
    </ReasonForm>
  );
}
