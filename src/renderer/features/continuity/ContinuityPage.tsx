import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { Plan } from '../../../shared/model/continuity/plan.ts';
import { PLAN_KIND_WORD } from '../../../shared/text/continuity-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useLive } from '../../lib/live-store.ts';
import { useCall } from '../../platform/use-call.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Field } from '../../ui/kit/Field.tsx';
import { Screen } from '../../ui/kit/Screen.tsx';
import { useNames } from '../incidents/index.ts';
import { useMay } from '../session/index.ts';
import { LeverBand } from './lever/LeverBand.tsx';
import { LeverDialog } from './lever/LeverDialog.tsx';
import { Now } from './list/Now.tsx';
import { PlanRow } from './list/PlanRow.tsx';
import { EXAMPLE } from './rules/example.ts';
import { findPlans, groupPlans } from './rules/group.ts';
import styles from './list/list.module.css';

const MANY = 8;

/** Every plan, how ready it is and what speaks for it; above them what runs now, and the lever that holds everything. */
export function ContinuityPage() {
  const plans = useCall('plans.list', { limit: 1_000 });
  const names = useNames();
  const lever = useLive((state) => state.continuity.lever);
  const [typed, setTyped] = useState('');
  const mayWrite = useMay('admin', 'Writing plans').may;
  const all = plans.data?.items;
  return (
    <Screen
      title="Continuity"
      beside={all !== undefined && all.length > MANY ? <Field label="Find a plan" hideLabel placeholder="Plan, group or service" value={typed} onChange={setTyped} /> : undefined}
      actions={
        <>
          <span className={styles.links}>
            {mayWrite ? <Link href="/continuity/new">New plan</Link> : null}
            <Link href="/continuity/runs">Runs and drills</Link>
            <Link href="/continuity/card">Card to print</Link>
          </span>
          <HoldAll />
        </>
      }
      lead="What is done when a service does not come back by itself: each plan with how ready it is now, and when it was last shown to work."
    >
      {lever === null ? null : <LeverBand lever={lever} />}
      <Now />
      {all === undefined ? (
        plans.isError ? (
          <ErrorState title="The plans could not be read" message={plans.error.message} onRetry={() => void plans.refetch()} />
        ) : (
          <Skeleton units={32} label="Loading the plans" />
        )
      ) : (
        <>
          {plans.isError ? <p className={styles.old}>Not up to date: {plain(plans.error.message, 200)}</p> : null}
          <Plans all={all} found={findPlans(all, typed, (plan) => `${PLAN_KIND_WORD[plan.kind]} ${plan.services.map(names.service).join(' ')}`)} onAll={() => setTyped('')} />
        </>
      )}
    </Screen>
  );
}

/** The lever, asked for by its button or by an address that ends in `?ask=hold`. */
function HoldAll() {
  const pulled = useLive((state) => state.continuity.lever) !== null;
  const wanted = new URLSearchParams(useSearch()).get('ask') === 'hold';
  const [, go] = useLocation();
  const [asked, setAsked] = useState(false);
  const may = useMay('operate', 'Holding all plans');
  const close = () => {
    setAsked(false);
    if (wanted) go('/continuity', { replace: true });
  };
  if (!may.may) return null;
  return (
    <>
      {pulled ? null : (
        <Button kind="danger" onClick={() => setAsked(true)} shortcut="Shift+H">
          Hold all…
        </Button>
      )}
      {(asked || wanted) && !pulled ? <LeverDialog pulled={false} onClose={close} /> : null}
    </>
  );
}

function Plans({ all, found, onAll }: { all: readonly Plan[]; found: readonly Plan[]; onAll: () => void }) {
  if (all.length === 0)
    return (
      <EmptyState title="No plans yet" actions={<Link href="/continuity/new">Write the first plan</Link>}>
        <p>
          A plan says what is done when a service stays down: move its DNS, put the last good version back, switch off what is not essential, let the load back in step by step. It stands under “plans:” in holdfast.yaml, with the ids of your services;
          the documentation of the configuration shows each kind. Begin with a dry run, which changes nothing.
        </p>
        <pre className={styles.example} tabIndex={0} aria-label="Example of a plan">
          {EXAMPLE}
        </pre>
      </EmptyState>
    );
  if (found.length === 0)
    return (
      <EmptyState title="No plan is called that" actions={<Button onClick={onAll}>Show all</Button>}>
        {all.length === 1 ? 'There is one other.' : `There are ${all.length.toLocaleString('en-GB')} others.`}
      </EmptyState>
    );
  const groups = groupPlans(found);
  return groups.map(({ group, plans }) => (
    <section key={group ?? plans[0]?.id} className={styles.group} aria-label={group === null ? 'Plans of their own' : `Group ${group}`}>
      {groups.length === 1 && group === null ? null : (
        <h2 className={styles.groupName}>
          {group === null ? 'Others' : plain(group, 60)}
          <span className={styles.groupNote}>{group === null ? 'each by itself, with a cool-down of its own' : 'one at a time, with one cool-down'}</span>
        </h2>
      )}
      <ul className={styles.plans}>
        {plans.map((plan) => (
          <PlanRow key={plan.id} plan={plan} />
        ))}
      </ul>
    </section>
  ));
}
