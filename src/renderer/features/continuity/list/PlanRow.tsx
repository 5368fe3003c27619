import { Link } from 'wouter';
import type { Plan, Trigger } from '../../../../shared/model/continuity/plan.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { coolDownText, PLAN_KIND_WORD, PLAN_VERB, proofText, TRIGGER_MODE_WORD, TRIGGER_ON_WORD } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineNow, useLive } from '../../../lib/live-store.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { HoldToArm } from '../confirm/HoldToArm.tsx';
import { useNames } from '../../incidents/index.ts';
import { useMay } from '../../session/index.ts';
import { Ready } from '../Ready.tsx';
import styles from './list.module.css';

const SERVICES_SHOWN = 4;

/** One plan: what it is for, whether it would work now and whether it ever did, what may start it, and its button. */
export function PlanRow({ plan }: { plan: Plan }) {
  const names = useNames();
  const triggers = useLive((state) => state.continuity.triggers);
  const own = triggers.filter((trigger) => trigger.plan === plan.id);
  const services = plan.services.slice(0, SERVICES_SHOWN).map(names.service);
  const more = plan.services.length - services.length;
  return (
    <li className={styles.plan} data-plan={plan.id}>
      <div className={styles.what}>
        <h3 className={styles.name} dir="auto">
          <Link href={`/continuity/plans/${plan.id}`}>{plain(plan.name, 120)}</Link>
        </h3>
        <p className={styles.quiet} dir="auto">
          {PLAN_KIND_WORD[plan.kind]} · {services.join(', ')}
          {more > 0 ? ` and ${more} more` : ''}
        </p>
      </div>
      <div className={styles.standing}>
        <Proof plan={plan} />
        <Busy plan={plan} />
      </div>
      <ul className={styles.triggers}>
        {own.length === 0 ? <li className={styles.quiet}>Only a person starts it</li> : own.map((trigger) => <TriggerLine key={trigger.id} trigger={trigger} />)}
      </ul>
      <div className={styles.button}>
        <Go plan={plan} />
      </div>
    </li>
  );
}

function Proof({ plan }: { plan: Plan }) {
  const now = useEngineNow(60_000) ?? epochMs(0);
  const { text, tone } = proofText(plan, now);
  return (
    <p className={styles.proof}>
      <StateMark state={tone === 'ok' ? 'ok' : 'P2'} word={false} /> {text}
    </p>
  );
}

/** What its group is busy with, or rests from. */
function Busy({ plan }: { plan: Plan }) {
  const now = useEngineNow() ?? epochMs(0);
  const rests = coolDownText(plan.coolDownUntil, now);
  if (plan.running !== null)
    return (
      <p>
        <Link href={`/continuity/runs/${plan.running}`}>{plan.running} runs now</Link>
      </p>
    );
  return rests === null ? null : <p className={styles.quiet}>{rests}</p>;
}

/** What a trigger may do; where that is less than configured, why. */
export function TriggerLine({ trigger }: { trigger: Trigger }) {
  const { on, mode, configured, because, state, failed, needed, says } = trigger;
  // An incident makes its decision due, not a number of checks.
  const counts = state === 'counting' && on !== 'whenClock' ? `, ${Math.min(failed, needed)} of ${needed} checks failed` : '';
  const isTold = state === 'met' || state === 'blind' || (state === 'counting' && on === 'whenClock');
  return (
    <li>
      <span className={styles.trigger}>
        {state === 'met' ? <StateMark state="P1" word="met" /> : state === 'blind' ? <StateMark state="blind" word="blind" /> : null}
        <span>
          {TRIGGER_ON_WORD[on]}: {TRIGGER_MODE_WORD[mode]}
          {mode === configured ? '' : `, not ${TRIGGER_MODE_WORD[configured]}`}
          {counts}
        </span>
      </span>
      {isTold ? (
        <span className={styles.because} dir="auto">
          {plain(says, 240)}
        </span>
      ) : null}
      {mode === configured || because.length === 0 ? null : (
        <span className={styles.because} dir="auto">
          {plain(because.join('; '), 240)}
        </span>
      )}
    </li>
  );
}

function Go({ plan }: { plan: Plan }) {
  const may = useMay('operate', 'Running a plan');
  if (!may.may) return <Ready preflight={plan.preflight} />;
  return (
    <HoldToArm plan={plan} mode="live" sub={<Ready preflight={plan.preflight} />}>
      {`Hold to ${PLAN_VERB[plan.kind]}`}
    </HoldToArm>
  );
}
