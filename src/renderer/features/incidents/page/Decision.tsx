import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { clockStage, dueText } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Moment } from '../Moment.tsx';
import { Numbers } from '../Numbers.tsx';
import { useIncidentPage } from '../page-context.ts';
import { DECISION_WORD } from '../../../../shared/text/fact-words.ts';
import styles from './decision.module.css';

/** The decision on the continuity plan once it comes near, with the numbers that speak for or against it. */
export function Decision() {
  const { detail, may, ask } = useIncidentPage();
  const now = useEngineNow() ?? epochMs(0);
  const clock = detail.clocks.find(({ kind }) => kind === 'when');
  const stage = clock === undefined ? 'calm' : clockStage(clock, now);
  if (clock === undefined || stage === 'calm') return null;
  const from = fromRfc3339(clock.startedAt) ?? now;
  const dueAt = fromRfc3339(clock.dueAt) ?? now;
  return (
    <section className={styles.panel} data-stage={stage} aria-label="Decision">
      <h2 className={styles.title}>
        Decision {dueText(dueAt, now)}
        <span className={styles.lead}>
          An essential service has been down for {formatDuration(now - from)}
          {clock.confirmed ? '' : '; this cannot be confirmed now, and the clock goes on'}
        </span>
      </h2>
      <Numbers detail={detail} />
      {may.steer ? (
        <div className={styles.buttons}>
          <Button kind="danger" onClick={() => ask({ form: 'decide', choice: 'execute' })}>
            Execute the plan…
          </Button>
          <Button onClick={() => ask({ form: 'decide', choice: 'hold' })}>Hold…</Button>
          <Button onClick={() => ask({ form: 'decide', choice: 'notApplicable' })}>Does not apply…</Button>
        </div>
      ) : null}
    </section>
  );
}

/** What was decided so far, newest first. */
export function Decisions() {
  const { detail } = useIncidentPage();
  if (detail.decisions.length === 0) return null;
  return (
    <ul className={styles.made} aria-label="Decisions">
      {detail.decisions.toReversed().map(({ at, by, choice, reason, reaskAt }) => (
        <li key={`${at} ${choice}`}>
          <strong>Decided: {DECISION_WORD[choice]}</strong>
          {reaskAt === null ? '' : ' until '}
          {reaskAt === null ? null : <Moment at={reaskAt} show="utc" />} <span className={styles.quiet} dir="auto">– {plain(reason, 400)}</span>
          <span className={styles.quiet}>
            {plain(by.name, 60)}, <Moment at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Users are served again, as the data show: somebody has to say whether it is over. Nothing is resolved by itself. */
export function HealthAsked() {
  const { detail, may, ask } = useIncidentPage();
  const question = detail.healthQuestion;
  if (question === null || detail.standing !== 'declared' || detail.state === 'resolved' || detail.state === 'reviewed') return null;
  const foundAt = question.impactEndedAt ?? question.healthySince;
  return (
    <section className={styles.health} aria-label="Is it over?">
      <h2 className={styles.title}>
        <span>
          Healthy since <Moment at={question.healthySince} />
        </span>
        <span className={styles.lead}>Is it over? Nothing is closed by itself.</span>
      </h2>
      {may.steer ? (
        <div className={styles.buttons}>
          {detail.state === 'mitigated' ? null : <Button onClick={() => ask({ form: 'step', step: 'mitigate', foundAt })}>Mitigated at that time…</Button>}
          <Button onClick={() => ask({ form: 'step', step: 'resolve', foundAt })}>Resolved at that time…</Button>
        </div>
      ) : null}
    </section>
  );
}
