import { useState } from 'react';
import type { IncidentDetail } from '../../../shared/model/incident.ts';
import { epochMs, fromRfc3339, toRfc3339 } from '../../../shared/model/units.ts';
import { AUDIENCE_WORD, clockStage, dueText, nearestClock } from '../../../shared/text/incident-words.ts';
import { useEngineNow } from '../../lib/live-store.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { FormDialog, Moment, TimeField, useTimeText } from '../incidents/index.ts';
import { useReminders } from '../session/index.ts';
import styles from './compose.module.css';

const STATE = { calm: 'none', amber: 'late', due: 'P2' } as const;

/** What each audience was promised next, how near that is, and a reminder of one's own. */
export function Promises({ incident: { id, clocks } }: { incident: IncidentDetail }) {
  const now = useEngineNow();
  const [asking, setAsking] = useState(false);
  const reminders = useReminders();
  const reminder = reminders.of(id);
  const due = clocks.filter(({ kind }) => kind === 'update').toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  if (now === null || (due.length === 0 && reminder === null)) return null;
  return (
    <div className={styles.promises} aria-label="Next updates" role="group">
      {due.map((clock) => {
        const stage = clockStage(clock, now);
        return (
          <span key={clock.id} className={styles.promise} data-stage={stage}>
            <StateMark state={STATE[stage]} word={clock.audience === null ? clock.name : AUDIENCE_WORD[clock.audience]} /> {clock.promised ? 'promised' : 'due'} <Moment at={clock.dueAt} show="utc" />, <strong>{dueText(fromRfc3339(clock.dueAt) ?? epochMs(0), now)}</strong>
          </span>
        );
      })}
      {reminder === null ? (
        <Button kind="quiet" onClick={() => setAsking(true)}>
          Remind me…
        </Button>
      ) : (
        <span className={styles.promise}>
          reminder <Moment at={reminder} show="utc" />{' '}
          <Button kind="quiet" onClick={() => reminders.set(id, null)}>
            Forget the reminder
          </Button>
        </span>
      )}
      {asking ? <Ask first={nearestClock(due)?.dueAt ?? null} onSet={(at) => reminders.set(id, at)} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

const BEFORE_MS = 5 * 60_000;

function Ask({ first, onSet, onClose }: { first: string | null; onSet: (at: string) => void; onClose: () => void }) {
  const now = useEngineNow() ?? epochMs(0);
  const dueAt = first === null ? null : fromRfc3339(first);
  const time = useTimeText('future', dueAt !== null && dueAt - BEFORE_MS > now ? toRfc3339(epochMs(dueAt - BEFORE_MS)).slice(0, 16).replace('T', ' ') : '');
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    const at = time.take();
    if (typeof at !== 'string') return;
    onSet(at);
    onClose();
  };
  return (
    <FormDialog title="Remind me of the next update" lead="A line across this window at that time, on whatever screen it shows. Nobody else sees it." submit="Remind me" busy={false} error={null} what="Not set" onSubmit={submit} onClose={onClose}>
      <TimeField time={time} label="At" {...(tried && time.text.trim() === '' && { hint: 'Expected a time' })} />
    </FormDialog>
  );
}
