import type { RunStep } from '../../../../shared/model/continuity/run.ts';
import { ROLE_WORD } from '../../../../shared/text/incident-words.ts';
import { KeyButton, Moment } from '../../incidents/index.ts';
import { countdown } from './rules/clock.ts';
import { approving } from './rules/may.ts';
import { useRunPage } from './run-context.ts';
import { useRunClock } from './use-run-clock.ts';
import styles from './steps.module.css';

/** Who may approve, until when, and why whoever looks may not. */
export function Approval({ approval }: { approval: NonNullable<RunStep['approval']> }) {
  const { run, looker, ask, refuse, busy, letters } = useRunPage();
  const clock = useRunClock();
  const { own, refusal } = approving(run, approval, looker, clock.now);
  const left = countdown(approval.until, clock);
  return (
    <div className={styles.ask}>
      <h3 className={styles.askTitle}>{approval.role === null ? 'Somebody with the right “approve” must approve' : `${ROLE_WORD[approval.role]}, with the right “approve”, must approve`}</h3>
      <p className={styles.words}>
        {left === null ? '' : `${left.text}; `}until <Moment at={approval.until} />, then the run stops.
      </p>
      <div className={styles.act}>
        <KeyButton keys="a" letters={letters} kind={refusal === null ? 'primary' : 'normal'} off={refusal !== null || busy} onClick={() => (refusal === null ? ask({ form: 'approve' }) : refuse(`${refusal}.`))}>
          Approve…
        </KeyButton>
        {refusal === null ? null : <span>{refusal}.</span>}
        {own && approval.starterFrom !== null ? (
          <span className={styles.quiet}>
            Alone, with a reason, from <Moment at={approval.starterFrom} />
            {refusal === null ? '' : ` (${countdown(approval.starterFrom, clock)?.text ?? ''})`}
          </span>
        ) : null}
      </div>
    </div>
  );
}
