import { useState } from 'react';
import type { MaintenanceWindow } from '../../../../shared/model/incident.ts';
import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment, useNames } from '../../incidents/index.ts';
import { Suppressed } from './Suppressed.tsx';
import { lengthText } from './window-times.ts';
import styles from './maintenance.module.css';

export interface WindowRowProps {
  readonly window: MaintenanceWindow;
  /** Null where whoever looks may not change it. */
  readonly onEdit: (() => void) | null;
  readonly onEnd: (() => void) | null;
}

const MOST_NAMED = 5;

/** One window: what is done, where, how long it goes on, and what it kept silent. */
export function WindowRow({ window, onEdit, onEnd }: WindowRowProps) {
  const [open, setOpen] = useState(false);
  const { service } = useNames();
  const { active, weekly, services, suppressed } = window;
  const named = services === 'all' ? ['all services'] : services.slice(0, MOST_NAMED).map(service);
  return (
    <li className={styles.row} data-row={window.id} data-active={active ? '' : undefined}>
      <Left window={window} />
      <div>
        <h3 className={styles.name} dir="auto">
          {plain(window.name, 120)}
        </h3>
        <p className={styles.quiet} dir="auto">
          {named.join(', ')}
          {services !== 'all' && services.length > MOST_NAMED ? ` and ${services.length - MOST_NAMED} more` : ''}
          {weekly ? ' · every week' : ''}
        </p>
      </div>
      <dl className={styles.times}>
        <div>
          <dt>{active ? 'Began' : 'Begins'}</dt>
          <dd>
            <Moment at={window.startsAt} />
          </dd>
        </div>
        <div>
          <dt>Ends</dt>
          <dd>
            <Moment at={window.endsAt} /> <span className={styles.quiet}>after {lengthText(spanMs(window))}</span>
          </dd>
        </div>
      </dl>
      <div className={styles.buttons}>
        {onEdit === null ? null : <Button onClick={onEdit}>Edit…</Button>}
        {onEnd === null ? null : (
          <Button kind="danger" onClick={onEnd}>
            {active && !weekly ? 'End now…' : 'Remove…'}
          </Button>
        )}
      </div>
      {active ? (
        <p className={styles.silent}>
          {suppressed === 0 ? (
            <span className={styles.quiet}>Nothing has been kept silent so far.</span>
          ) : (
            <Button kind="quiet" pressed={open} onClick={() => setOpen(!open)}>
              {counted(suppressed, 'alert')} kept silent: {open ? 'hide' : 'show'} what would have fired
            </Button>
          )}
        </p>
      ) : null}
      {open ? <Suppressed window={window} /> : null}
    </li>
  );
}

const spanMs = ({ startsAt, endsAt }: MaintenanceWindow): number => (fromRfc3339(endsAt) ?? 0) - (fromRfc3339(startsAt) ?? 0);

/** What is left of it, to the second; what is over before the engine has said so is over. */
function Left({ window }: { window: MaintenanceWindow }) {
  const now = useEngineNow() ?? epochMs(0);
  const [start, end] = [fromRfc3339(window.startsAt) ?? now, fromRfc3339(window.endsAt) ?? now];
  const words = end <= now ? 'is over' : start <= now ? `ends in ${formatDuration(end - now)}` : `begins in ${formatDuration(start - now)}`;
  return (
    <span className={styles.left}>
      <StateMark state="maintenance" word={words} />
    </span>
  );
}
