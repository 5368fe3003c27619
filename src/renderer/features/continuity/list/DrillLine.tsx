import { useState } from 'react';
import { Link } from 'wouter';
import type { DrillNote } from '../../../../shared/model/continuity/plan.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { drillNoteText } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { FormDialog, Moment } from '../../incidents/index.ts';
import { useDraft, useMay } from '../../session/index.ts';
import styles from './now.module.css';

const LEAST = 3;

/** A drill that begins by itself, did not, or failed; whoever may operate says yes to it, or lets it wait for the next time. */
export function DrillLine({ note }: { note: DrillNote }) {
  const { plan, name, state, at, run } = note;
  const now = useEngineNow() ?? epochMs(0);
  const may = useMay('operate', 'Answering for a drill');
  const isOver = state === 'missed' || state === 'failed';
  return (
    <li className={styles.line} data-mode={isOver ? undefined : 'drill'}>
      <StateMark state={isOver ? 'P2' : 'drill'} word="DRILL" />
      <span className={styles.words} dir="auto">
        <Link href={`/continuity/plans/${plan}`}>{plain(name, 80)}</Link> {plain(drillNoteText(note, now), 240)}
      </span>
      <span className={styles.quiet}>
        {run === null ? null : (
          <>
            <Link href={`/continuity/runs/${run}`}>{run}</Link> ·{' '}
          </>
        )}
        <Moment at={at} show="utc" />
      </span>
      {may.may && !isOver ? <Answers note={note} /> : null}
    </li>
  );
}

function Answers({ note: { plan, name, state } }: { note: DrillNote }) {
  const [waits, setWaits] = useState(false);
  const agree = useCallMutation('plans.answerDrill', ['plans.list', 'plans.get']);
  return (
    <span className={styles.buttons}>
      {agree.error === null ? null : <span role="alert">Not agreed: {plain(agree.error.message, 160)}</span>}
      {state === 'asks' ? (
        <Button busy={agree.isPending} onClick={() => agree.mutate({ id: plan, answer: 'yes' })}>
          Yes, drill it
        </Button>
      ) : null}
      <Button onClick={() => setWaits(true)}>Not this time…</Button>
      {waits ? <NotThisTime plan={plan} name={name} onClose={() => setWaits(false)} /> : null}
    </span>
  );
}

function NotThisTime({ plan, name, onClose }: Pick<DrillNote, 'plan' | 'name'> & { onClose: () => void }) {
  const draft = useDraft(`drill/${plan}`);
  const reason = draft.text('reason');
  const [tried, setTried] = useState(false);
  const putOff = useCallMutation('plans.answerDrill', ['plans.list', 'plans.get'], draft.drop);
  const missing = reason.trim().length < LEAST;
  const send = () => {
    setTried(true);
    if (!missing) putOff.mutate({ id: plan, answer: 'notThisTime', reason }, { onSuccess: onClose });
  };
  return (
    <FormDialog title="Put the drill off" lead={`The drill of ${plain(name, 80)} waits for its next hours.`} submit="Put off" busy={putOff.isPending} error={putOff.error} what="Not put off" onSubmit={send} onClose={onClose} draft={draft}>
      <Field label="Why it does not take place" lines={2} value={reason} onChange={(text) => draft.set('reason', text)} error={tried && missing ? 'Expected a reason of three letters or more' : null} autoFocus />
    </FormDialog>
  );
}
