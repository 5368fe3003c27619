import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { CorrectiveAction } from '../../../../shared/model/review.ts';
import { CORRECTIVE_KIND_WORD, proofText } from '../../../../shared/text/review-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useWorkspace } from '../../../lib/live-store.ts';
import { useShell } from '../../../platform/context.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { Failure, useRights } from '../../session/index.ts';
import { placeHref } from '../rules/filters.ts';
import { actionWords, proofWords } from '../rules/words.ts';
import { StepForm, type Step } from './StepForm.tsx';
import { useActOnAction } from './use-corrective.ts';
import styles from './actions.module.css';

export interface ActionRowProps {
  readonly action: CorrectiveAction;
  /** Absent where it is only listed: its review has the form. */
  readonly onEdit?: (action: CorrectiveAction) => void;
  /** Its Jira issue, where that is shown. */
  readonly issue?: ReactNode;
  /** Where it comes from, for a list over all incidents. */
  readonly named?: boolean;
}

/** One corrective action: what, who, until when, and how its proof stands. */
export function ActionRow({ action, onEdit, issue, named = false }: ActionRowProps) {
  const [step, setStep] = useState<Step | null>(null);
  const said = actionWords(action);
  const { dropped } = action;
  return (
    <li className={styles.action} data-action={action.id} data-state={action.state} data-late={action.daysLate === null ? undefined : ''} tabIndex={-1}>
      <div className={styles.main}>
        <p className={styles.what}>
          <span className={styles.id}>{action.id}</span> <span dir="auto">{plain(action.text, 500)}</span>
        </p>
        <p className={styles.quiet}>
          {CORRECTIVE_KIND_WORD[action.kind]}
          {named ? (
            <>
              {' · '}
              <Link href={placeHref(action.incident, { view: 'actions', action: action.id })}>{action.incident}</Link> <span dir="auto">{plain(action.incidentTitle, 80)}</span>
            </>
          ) : null}
          {action.reopened > 0 ? ` · reopened${action.reopened > 1 ? ` ${action.reopened} times` : ''}` : ''}
        </p>
        {dropped === null ? null : (
          <p className={styles.quiet}>
            Dropped by {plain(dropped.by.name, 60)}: <span dir="auto">{plain(dropped.reason, 300)}</span>
          </p>
        )}
      </div>
      <div className={styles.who}>
        <StateMark state={said.mark} word={said.word} />
        <span dir="auto">{action.ownerName === null ? 'nobody yet' : plain(action.ownerName, 60)}</span>
        <span className={styles.quiet}>{action.dueAt === null ? 'no due date' : <>due <Moment at={action.dueAt} /></>}</span>
      </div>
      <ProofPart action={action} />
      {issue}
      <Buttons action={action} onEdit={onEdit} onStep={setStep} />
      {step === null ? null : <StepForm action={action} step={step} onClose={() => setStep(null)} />}
    </li>
  );
}

/** What has to be seen, and whether it was. */
function ProofPart({ action }: { action: CorrectiveAction }) {
  const shell = useShell();
  const { proof, proofState, proofNote, link, proved } = action;
  const said = proofWords(proofState);
  return (
    <div className={styles.proof}>
      <p className={styles.line}>
        <StateMark state={said.mark} word={said.word} /> <span className={styles.quiet}>{proof === null ? '' : proofText(proof)}</span>
      </p>
      {proofState.says === '' || proof === null ? null : (
        <p className={styles.line} dir="auto">
          {plain(proofState.says, 300)}
        </p>
      )}
      {proofNote === null ? null : (
        <p className={styles.quiet} dir="auto">
          {plain(proofNote, 300)}
        </p>
      )}
      {link === null ? null : (
        <p className={styles.line}>
          <a
            href={link.url}
            onClick={(event) => {
              event.preventDefault();
              shell.openExternal(link.url);
            }}
            dir="auto"
          >
            {plain(link.label, 120)}
          </a>{' '}
          <span className={styles.quiet}>
            put by {plain(link.by.name, 60)}, <Moment at={link.at} />
          </span>
        </p>
      )}
      {proved === null ? null : (
        <p className={styles.quiet}>
          {proved.by.kind === 'holdfast' ? 'Seen by Holdfast' : plain(proved.by.name, 60)}, <Moment at={proved.at} />
        </p>
      )}
    </div>
  );
}

/** What this viewer may do with it now, and nothing else. */
function Buttons({ action, onEdit, onStep }: Pick<ActionRowProps, 'action'> & { onEdit: ActionRowProps['onEdit'] | undefined; onStep: (step: Step) => void }) {
  const rights = useRights();
  const writable = useWorkspace()?.writable ?? true;
  const look = useActOnAction();
  const undone = action.state === 'open' || action.state === 'awaiting';
  const [may, steer] = [rights.may('publish') && writable, rights.may('publish') && rights.may('operate') && writable];
  const looks = action.proof !== null && ['rule', 'probe', 'postman', 'drill'].includes(action.proof.kind);
  const button = (word: string, onClick: () => void): ReactNode => (
    <Button kind="quiet" label={`${word.replace('…', '')}: ${action.id}`} onClick={onClick}>
      {word}
    </Button>
  );
  if (!may) return null;
  return (
    <div className={styles.buttons}>
      {undone && onEdit !== undefined ? button('Change…', () => onEdit(action)) : null}
      {undone && looks ? button('Look now', () => look.mutate({ id: action.id, action: { type: 'check' } })) : null}
      {undone && action.proof?.kind === 'link' ? button(action.link === null ? 'Put the link…' : 'Put another link…', () => onStep('offerLink')) : null}
      {action.mayConfirm ? button('Confirm…', () => onStep('confirmLink')) : null}
      {action.mayConfirm ? button('It does not show it…', () => onStep('refuseLink')) : null}
      {action.state === 'awaiting' && !action.mayConfirm ? <span className={styles.quiet}>Another person than {plain(action.link?.by.name ?? '', 60)} has to confirm it.</span> : null}
      {steer && undone ? button('Drop…', () => onStep('drop')) : null}
      {steer && !undone ? button('Reopen…', () => onStep('reopen')) : null}
      <Failure error={look.error} what="Not looked at" onPin={look.reset} />
    </div>
  );
}
