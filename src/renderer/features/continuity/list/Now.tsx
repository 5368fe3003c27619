import { useState } from 'react';
import { Link } from 'wouter';
import type { ContinuityFace, Trigger } from '../../../../shared/model/continuity/plan.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { countdownText, RUN_MODE_WORD, SERVICE_MODE_WORD } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { sheetAddress } from '../../../lib/armed.ts';
import { useEngineNow, useLive } from '../../../lib/live-store.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment, useNames } from '../../incidents/index.ts';
import { useMay } from '../../session/index.ts';
import { MODE_MARK } from '../marks.ts';
import { usePlanName } from '../use-plan-name.ts';
import { DrillLine } from './DrillLine.tsx';
import { PutAside } from './PutAside.tsx';
import styles from './now.module.css';

/** What is under way or waits for a word: runs, countdowns, suggestions, services that were switched to less, jobs that were put aside; all of it, or what is about one plan. */
export function Now({ plan }: { plan?: PlanId }) {
  const face = useLive((state) => state.continuity);
  const about = (each: { readonly plan: PlanId }): boolean => plan === undefined || each.plan === plan;
  const runs = face.runs.filter(about);
  const asking = face.triggers.filter((trigger) => about(trigger) && (trigger.countdown !== null || trigger.suggests !== null));
  const drills = face.drills.filter(about);
  const emergencyQueues = plan === undefined ? face.emergencyQueues : [];
  const switched = plan === undefined ? face.switched : [];
  if (runs.length + asking.length + drills.length + switched.length + emergencyQueues.length === 0) return null;
  return (
    <ul className={styles.now} aria-label="Now">
      {asking.map((trigger) => (
        <Asks key={trigger.id} trigger={trigger} />
      ))}
      {runs.map((run) => (
        <Runs key={run.id} run={run} />
      ))}
      {drills.map((note) => (
        <DrillLine key={`${note.plan} ${note.state}`} note={note} />
      ))}
      {switched.map((each) => (
        <Less key={each.service} switched={each} />
      ))}
      {emergencyQueues.map((queue) => (
        <Queue key={queue.queue} queue={queue} />
      ))}
    </ul>
  );
}

function Runs({ run: { id, name, mode, state, step, since, incident } }: { run: ContinuityFace['runs'][number] }) {
  return (
    <li className={styles.line} data-mode={mode}>
      <StateMark state={MODE_MARK[mode]} word={mode === 'drill' ? 'DRILL' : RUN_MODE_WORD[mode]} />
      <span className={styles.words} dir="auto">
        <Link href={`/continuity/runs/${id}`}>{id}</Link> {plain(name, 80)} <span className={styles.quiet}>{state}{step === null ? '' : `, at “${plain(step, 80)}”`}</span>
      </span>
      <span className={styles.quiet}>
        {incident === null ? null : (
          <>
            <Link href={`/incidents/${incident}`}>{incident}</Link> ·{' '}
          </>
        )}
        since <Moment at={since} show="utc" />
      </span>
    </li>
  );
}

/** A trigger that is met: it counts down or suggests. Objecting is the first button, for it is the one that has little time. */
function Asks({ trigger }: { trigger: Trigger }) {
  const now = useEngineNow() ?? epochMs(0);
  const nameOf = usePlanName();
  const may = useMay('operate', 'Answering a trigger');
  const [aside, setAside] = useState(false);
  const counting = trigger.countdown !== null;
  return (
    <li className={styles.line} data-asks>
      <StateMark state="P1" word={counting ? (countdownText(trigger, now) ?? '') : 'suggested'} />
      <span className={styles.words} dir="auto">
        <Link href={`/continuity/plans/${trigger.plan}`}>{nameOf(trigger.plan)}</Link>: {plain(trigger.suggests?.why ?? trigger.says, 200)}
        {trigger.suggests === null ? null : (
          <span className={styles.quiet}>
            {' '}
            since <Moment at={trigger.suggests.since} show="utc" />
          </span>
        )}
      </span>
      {may.may ? (
        <span className={styles.buttons}>
          <Button onClick={() => setAside(true)}>{counting ? 'Object…' : 'Put aside…'}</Button>
          <Link href={sheetAddress(trigger.plan, 'live')}>Look at the sheet</Link>
        </span>
      ) : null}
      {aside ? <PutAside trigger={trigger} onClose={() => setAside(false)} /> : null}
    </li>
  );
}

/** What a plan has done; nobody measures whether it is still so. */
function Less({ switched: { service, to, exit, run, at } }: { switched: ContinuityFace['switched'][number] }) {
  const { service: nameOf } = useNames();
  return (
    <li className={styles.line}>
      <StateMark state="P2" word={SERVICE_MODE_WORD[to]} />
      <span className={styles.words} dir="auto">
        {nameOf(service)} was switched to {SERVICE_MODE_WORD[to]} by <Link href={`/continuity/runs/${run}`}>{run}</Link>
        {exit === null ? '' : `; back when: ${plain(exit, 200)}`}
      </span>
      <span className={styles.quiet}>
        <Moment at={at} show="utc" />
      </span>
    </li>
  );
}

function Queue({ queue: { queue, waiting, oldestSeconds, at } }: { queue: ContinuityFace['emergencyQueues'][number] }) {
  return (
    <li className={styles.line}>
      <StateMark state="P2" word="put aside" />
      <span className={styles.words} dir="auto">
        Emergency queue {plain(queue, 60)}: {waiting === null ? 'how many wait is not known' : `${waiting.toLocaleString('en-GB')} wait`}
        {oldestSeconds === null ? '' : `, the oldest for ${spanText(oldestSeconds)}`}
      </span>
      {at === null ? null : (
        <span className={styles.quiet}>
          read <Moment at={at} show="utc" />
        </span>
      )}
    </li>
  );
}
