import { useRef, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Plan, PlanStep } from '../../../../shared/model/continuity/plan.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { PLAN_KIND_WORD, PLAN_VERB, proofText, STEP_KIND_WORD } from '../../../../shared/text/continuity-words.ts';
import { ROLE_WORD } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { sheetAddress } from '../../../lib/armed.ts';
import { useEngineNow, useLive } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { HoldToArm } from '../confirm/HoldToArm.tsx';
import { Moment, useNames } from '../../incidents/index.ts';
import { LeverBand } from '../lever/LeverBand.tsx';
import { TriggerLine } from '../list/PlanRow.tsx';
import { Now } from '../list/Now.tsx';
import { Ready } from '../Ready.tsx';
import { useMay, usePersonName } from '../../session/index.ts';
import { usePlanName } from '../use-plan-name.ts';
import { Checks } from './Checks.tsx';
import { StepLane } from './StepLane.tsx';
import styles from './plan.module.css';

/** One plan: the picture of its steps, whether it would work now, who does what, and the way to its sheet. */
export function PlanPage({ id }: { id: PlanId }) {
  const { data, isError, error, refetch } = useCall('plans.get', { id });
  const crumb = <Link href="/continuity">Continuity</Link>;
  if (data !== undefined) return <Loaded plan={data} stale={isError ? error.message : null} />;
  if (isError && error.code === 'not_found')
    return (
      <Screen title="Not found" crumb={crumb}>
        <EmptyState title="There is no such plan" actions={<Link href="/continuity">Go to the plans</Link>}>
          No plan in holdfast.yaml has the id “{plain(id, 60)}”.
        </EmptyState>
      </Screen>
    );
  return (
    <Screen title={id} crumb={crumb}>
      {isError ? <ErrorState title="The plan could not be read" message={error.message} onRetry={() => void refetch()} /> : <Skeleton units={40} label="Loading the plan" />}
    </Screen>
  );
}

function Loaded({ plan, stale }: { plan: Plan; stale: string | null }) {
  const lever = useLive((state) => state.continuity.lever);
  const steps = useRef<HTMLOListElement>(null);
  const show = (step: PlanStep) => {
    const at = plan.steps.indexOf(step);
    const line = steps.current?.children.item(at);
    line?.scrollIntoView({ block: 'center' });
    if (line instanceof HTMLElement) line.focus({ preventScroll: true });
  };
  return (
    <Screen title={plain(plan.name, 120)} crumb={<Link href="/continuity">Continuity</Link>} beside={<Beside plan={plan} />} actions={<Ways plan={plan} />}>
      {stale === null ? null : <p className={styles.stale}>Not up to date: {plain(stale, 200)}</p>}
      {lever === null ? null : <LeverBand lever={lever} />}
      <Now plan={plan.id} />
      <div className={styles.page}>
        <div className={styles.main}>
          <Part title="Steps" note={plan.steps.length === 0 ? undefined : stepsNote(plan)}>
            {plan.steps.length === 0 ? <p className={styles.quiet}>No step yet: a plan needs “steps”, or “children” that have some.</p> : <StepLane steps={plan.steps} onSelect={show} />}
          </Part>
          {plan.steps.length === 0 ? null : (
            <Part title="What each does">
              <ol ref={steps} className={styles.steps}>
                {plan.steps.map((step) => (
                  <StepLine key={`${step.plan ?? ''}/${step.id}`} step={step} />
                ))}
              </ol>
              <p className={styles.quiet}>The exact requests stand on the sheet of each run, also of a dry run.</p>
            </Part>
          )}
        </div>
        <aside className={styles.side} aria-label="Facts">
          <Part title="Pre-flight" note={<Ready preflight={plan.preflight} />}>
            <Checks checks={plan.preflight.checks} steps={plan.steps} />
          </Part>
          <PlanFacts plan={plan} />
          <Triggers plan={plan} />
          <Roles plan={plan} />
          <Contacts plan={plan} />
        </aside>
      </div>
    </Screen>
  );
}

/** Its kind, and for whoever may change it the way to its lines. */
function Beside({ plan: { id, kind } }: { plan: Plan }) {
  const mayChange = useMay('admin', 'Changing plans').may;
  return (
    <>
      <span className={styles.kind}>{PLAN_KIND_WORD[kind]}</span>
      {mayChange ? <Link href={`/continuity/plans/${id}/edit`}>Edit</Link> : null}
    </>
  );
}

const stepsNote = ({ steps }: Plan): string => {
  const changing = steps.filter(({ changes }) => changes);
  const final = changing.filter(({ undoable }) => !undoable).length;
  return `${steps.length}, ${changing.length} ${changing.length === 1 ? 'changes' : 'change'} something${final > 0 ? `, ${final} for good` : ''}`;
};

/** The three ways to run it: what changes nothing comes first, what users feel is held. */
function Ways({ plan }: { plan: Plan }) {
  const [, go] = useLocation();
  const may = useMay('operate', 'Running a plan');
  if (!may.may) return may.why === null ? null : <p className={styles.quiet}>{may.why}</p>;
  return (
    <>
      <Button onClick={() => go(sheetAddress(plan.id, 'dry-run'))}>Dry run…</Button>
      <Button onClick={() => go(sheetAddress(plan.id, 'drill'))}>Drill…</Button>
      <HoldToArm plan={plan} mode="live" sub={<Ready preflight={plan.preflight} />}>
        {`Hold to ${PLAN_VERB[plan.kind]}`}
      </HoldToArm>
    </>
  );
}

export function Part({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.part} aria-label={title}>
      <h2 className={styles.title}>
        {title}
        {note === undefined ? null : <span className={styles.note}>{note}</span>}
      </h2>
      {children}
    </section>
  );
}

function StepLine({ step }: { step: PlanStep }) {
  const nameOf = usePlanName();
  return (
    <li className={styles.step} tabIndex={-1}>
      <p className={styles.name} dir="auto">
        {plain(step.name, 80)}{' '}
        <span className={styles.quiet}>
          {STEP_KIND_WORD[step.kind]}
          {step.plan === null ? '' : `, of ${nameOf(step.plan)}`}
        </span>
      </p>
      <p dir="auto">{plain(step.says, 400)}</p>
      <p className={styles.quiet}>{step.changes ? (step.undoable ? 'Changes something; it can be taken back.' : 'Changes something; it cannot be taken back.') : 'Changes nothing.'}</p>
    </li>
  );
}

function PlanFacts({ plan }: { plan: Plan }) {
  const names = useNames();
  const now = useEngineNow(60_000) ?? epochMs(0);
  const proof = proofText(plan, now);
  return (
    <Part title="Proof and promise">
      <Facts
        facts={[
          ['Last proof', <span key="proof">
              <StateMark state={proof.tone === 'ok' ? 'ok' : 'P2'} word={false} /> {proof.text}
            </span>],
          ['Its run', plan.proof === null ? null : <Link key="run" href={`/continuity/runs/${plan.proof.run}`}>{plan.proof.run}</Link>],
          ['Next drill', plan.nextDrillAt === null ? 'none is scheduled' : <NextDrill key="next" at={plan.nextDrillAt} />],
          ['Objective', spanText(plan.objectiveSeconds)],
          ['Services', plan.services.map(names.service).join(', ')],
          ['Takes writes', plan.writes ? 'yes: two sites at once would lose some' : 'no'],
          ['Group', plan.group],
          ['History', <Link key="history" href={`/continuity/runs?plan=${plan.id}`}>Runs and drills of this plan</Link>],
        ]}
      />
    </Part>
  );
}

function Triggers({ plan }: { plan: Plan }) {
  const triggers = useLive((state) => state.continuity.triggers).filter((trigger) => trigger.plan === plan.id);
  return (
    <Part title="What may start it">
      <ul className={styles.list}>
        <li>A person, by holding its button and confirming its sheet</li>
        {triggers.map((trigger) => (
          <TriggerLine key={trigger.id} trigger={trigger} />
        ))}
      </ul>
    </Part>
  );
}

function Roles({ plan: { roles } }: { plan: Plan }) {
  const nameOf = usePersonName();
  if (roles.length === 0) return null;
  return (
    <Part title="Who does what">
      <Facts facts={roles.map(({ role, does, person }): readonly [string, ReactNode] => [ROLE_WORD[role], `${person === null ? '' : `${nameOf(person)}: `}${plain(does, 300)}`])} />
    </Part>
  );
}

function Contacts({ plan: { contacts } }: { plan: Plan }) {
  if (contacts.length === 0) return null;
  return (
    <Part title="Who is reached how">
      <Facts facts={contacts.map(({ name, reach, for: what }): readonly [string, ReactNode] => [plain(name, 80), `${plain(reach, 200)}${what === null ? '' : ` – ${plain(what, 120)}`}`])} />
    </Part>
  );
}

/** What is due in the past is overdue, and not next. */
function NextDrill({ at }: { at: string }) {
  const now = useEngineNow(60_000);
  const isOverdue = now !== null && Date.parse(at) < now;
  return isOverdue ? (
    <>
      <StateMark state="P2" word="overdue since" /> <Moment at={at} />
    </>
  ) : (
    <Moment at={at} />
  );
}
