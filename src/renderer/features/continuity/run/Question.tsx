import type { ReactNode } from 'react';
import type { RunStep } from '../../../../shared/model/continuity/run.ts';
import { KeyButton } from '../../incidents/index.ts';
import { settleRefusal } from './rules/may.ts';
import { answersOf, elsewhereAnswers, goOnWords, type Answers } from './rules/settle.ts';
import { useRunPage } from './run-context.ts';
import styles from './steps.module.css';

/** Nobody but a person can say it: the request left, and no answer came that can be believed. */
export function Question({ step, place }: { step: RunStep; place: number }) {
  const { run } = useRunPage();
  return (
    <Asked title={run.way === 'back' ? 'Was it taken back?' : 'Did it happen?'} answers={answersOf(run, place)}>
      It was sent, and it cannot be read whether it took effect. Look where it acts, then say so. It is not sent again by itself{step.attempts > 1 ? `, after ${step.attempts} attempts` : ''}.
    </Asked>
  );
}

/** This console took over: whoever is asked looks at the other one, or at what the step acts on, so that it does not happen twice. */
export function Elsewhere({ place }: { place: number }) {
  const { run } = useRunPage();
  return (
    <Asked title={run.way === 'back' ? 'Has the other console taken this back?' : 'Has the other console done this?'} answers={elsewhereAnswers(run, place)}>
      This console took over, and the other one may have gone on. Look where the step acts, or ask who sits there. Say no only if the other console has stopped: what both do happens twice.
    </Asked>
  );
}

function Asked({ title, answers, children }: { title: string; answers: Answers; children: ReactNode }) {
  const { run, looker, ask, refuse, busy, letters } = useRunPage();
  const refusal = settleRefusal(run, looker);
  const answer = (happened: boolean) => (refusal === null ? ask({ form: 'settle', happened }) : refuse(`${refusal}.`));
  return (
    <div className={styles.ask}>
      <h3 className={styles.askTitle}>{title}</h3>
      <p className={styles.words}>{children}</p>
      <ul className={styles.answers}>
        {([true, false] as const).map((happened) => (
          <li key={String(happened)} className={styles.answer}>
            <KeyButton keys={happened ? 'y' : 'n'} letters={letters} off={refusal !== null || busy} onClick={() => answer(happened)}>
              {happened ? answers.yes.button : answers.no.button}
            </KeyButton>
            <span>{happened ? answers.yes.does : answers.no.does}</span>
          </li>
        ))}
      </ul>
      {refusal === null ? null : <p className={styles.words}>{refusal}.</p>}
    </div>
  );
}

/** It has taken effect, and what would show that it works does not: a person decides whether that is enough. */
export function Unproven({ place }: { place: number }) {
  const { run, looker, ask, refuse, busy, letters } = useRunPage();
  const refusal = settleRefusal(run, looker);
  return (
    <div className={styles.ask}>
      <h3 className={styles.askTitle}>It was done, and is not seen to work. Go on all the same?</h3>
      <div className={styles.act}>
        <KeyButton keys="y" letters={letters} off={refusal !== null || busy} onClick={() => (refusal === null ? ask({ form: 'settle', happened: true }) : refuse(`${refusal}.`))}>
          Go on…
        </KeyButton>
        <span>{goOnWords(run, place)} “Try again” looks once more; “Roll back” takes it back.</span>
      </div>
      {refusal === null ? null : <p className={styles.words}>{refusal}.</p>}
    </div>
  );
}
