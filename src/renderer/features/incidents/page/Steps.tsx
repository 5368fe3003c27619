import { useLocation } from 'wouter';
import { fromRfc3339, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { KeyButton } from '../Key.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { dismissRefusal, milestonesOf, nextStep, reviewRefusal, type Milestone } from '../rules/next-step.ts';
import styles from './steps.module.css';

/** The way through the incident: what was done when, and the one step that is next. */
export function Steps() {
  const { detail } = useIncidentPage();
  const onset = detail.impactStartedAt === null ? null : fromRfc3339(detail.impactStartedAt);
  return (
    <section className={styles.bar} aria-label="Workflow">
      <div className={styles.line}>
      {detail.standing === 'proposed' ? (
        <p className={styles.words}>A rule proposes this as an incident. Somebody has to say whether it is one.</p>
      ) : (
        <ol className={styles.steps}>
          {milestonesOf(detail).map((step) => (
            <Done key={step.state} step={step} onset={onset} />
          ))}
        </ol>
      )}
      <Buttons />
      </div>
    </section>
  );
}

function Done({ step, onset }: { step: Milestone; onset: number | null }) {
  const { at, is, word } = step;
  return (
    <li className={styles.step} data-is={is} aria-current={is === 'next' ? 'step' : undefined}>
      <svg className={styles.dot} viewBox="0 0 12 12" aria-hidden="true">
        {is === 'done' ? <path d="M2 6.4 5 9.2 10.2 3" /> : <circle cx="6" cy="6" r="3.6" />}
      </svg>
      <span className={styles.stepWord}>{word}</span>
      <span className={styles.stepTime}>
        {at === null ? is === 'done' ? 'not recorded' : is === 'next' ? 'next' : '' : <StepTime at={at} onset={onset} />}
      </span>
    </li>
  );
}

/** When it was, and how long after the impact began; where there is little room only the latter. */
function StepTime({ at, onset }: { at: EpochMs; onset: number | null }) {
  const after = onset === null || at < onset ? null : formatDuration(at - onset);
  return (
    <>
      <span className={after === null ? undefined : styles.stepAt}>
        <Moment at={toRfc3339(at)} show="utc" />
        {after === null ? '' : ' · '}
      </span>
      {after === null ? '' : `+${after}`}
    </>
  );
}

function Buttons() {
  const { detail, may, ask, act, busy, letters } = useIncidentPage();
  const [, go] = useLocation();
  const isOver = (detail.state === 'resolved' || detail.state === 'reviewed') && reviewRefusal(detail) === null;
  if (!may.steer && !may.reopen && !isOver) return null;
  const step = may.steer ? nextStep(detail) : null;
  return (
    <div className={styles.buttons}>
      {step === null ? null : (
        <KeyButton kind="primary" keys={step.key} letters={letters} disabled={busy} onClick={() => (step.atOnce ? act({ type: step.name as 'acknowledge' }) : ask({ form: 'step', step: step.name }))}>
          {step.word}
          {step.atOnce ? '' : '…'}
        </KeyButton>
      )}
      {isOver ? (
        <KeyButton kind={detail.state === 'resolved' ? 'primary' : 'normal'} keys="v" letters={letters} onClick={() => go(`/review/${detail.id}`)}>
          Review
        </KeyButton>
      ) : null}
      {step?.atOnce === true && step.name !== 'accept' ? <Button onClick={() => ask({ form: 'step', step: step.name })}>At another time…</Button> : null}
      {may.steer && dismissRefusal(detail) === null ? (
        <KeyButton keys="x" letters={letters} onClick={() => ask({ form: 'dismiss' })}>
          Dismiss…
        </KeyButton>
      ) : null}
      {may.reopen ? <Button onClick={() => ask({ form: 'reopen' })}>Reopen…</Button> : null}
      {!may.steer || may.reopen ? null : (
        <KeyButton keys="g" letters={letters} onClick={() => ask({ form: 'merge' })}>
          Merge…
        </KeyButton>
      )}
    </div>
  );
}
