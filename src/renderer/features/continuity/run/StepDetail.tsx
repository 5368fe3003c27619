import type { RunStep } from '../../../../shared/model/continuity/run.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plainLines } from '../../../../shared/text/plain.ts';
import { Moment } from '../../incidents/index.ts';
import { Drained, Switched } from './Told.tsx';
import { Approval } from './Approval.tsx';
import { DnsGates } from './DnsGates.tsx';
import { Elsewhere, Question, Unproven } from './Question.tsx';
import { elsewhereStep, unprovenStep } from './rules/words.ts';
import { useRunPage } from './run-context.ts';
import { Ramp } from './ramp/Ramp.tsx';
import styles from './steps.module.css';

/** What is known of one step: what it found, how it got there, and what a person may do about it. */
export function StepDetail({ step, place }: { step: RunStep; place: number }) {
  const { progress, approval, state } = step;
  const { run } = useRunPage();
  return (
    <div className={styles.detail}>
      {state === 'unknown' ? <Question step={step} place={place} /> : null}
      {place === elsewhereStep(run) ? <Elsewhere place={place} /> : null}
      {place === unprovenStep(run) ? <Unproven place={place} /> : null}
      {approval !== null && state === 'approving' ? <Approval approval={approval} /> : null}
      {step.outcome === null ? null : (
        <p className={styles.outcome} dir="auto" tabIndex={step.outcome.length > 1_000 ? 0 : undefined}>
          {plainLines(step.outcome, 200)}
        </p>
      )}
      {progress?.kind === 'dns' ? <DnsGates progress={progress} /> : null}
      {progress?.kind === 'drain' ? <Drained progress={progress} /> : null}
      {progress?.kind === 'degrade' ? <Switched progress={progress} /> : null}
      {progress?.kind === 'ramp' ? <Ramp step={step} ramp={progress} /> : null}
      <p className={styles.facts}>
        {step.startedAt === null ? (
          <span>not begun</span>
        ) : (
          <span>
            began <Moment at={step.startedAt} />
          </span>
        )}
        {step.endedAt === null ? null : (
          <span>
            ended <Moment at={step.endedAt} />
          </span>
        )}
        {step.attempts > 0 ? <span>{counted(step.attempts, 'attempt')}</span> : null}
        <span>{step.changes ? (step.undoable ? 'changes something, can be taken back' : 'changes something, cannot be taken back') : 'changes nothing'}</span>
      </p>
    </div>
  );
}
