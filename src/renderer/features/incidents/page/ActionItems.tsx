import type { ActionItem } from '../../../../shared/model/incident.ts';
import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { dueText } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { KeyButton } from '../Key.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { Panel } from './Panel.tsx';
import styles from './panel.module.css';

/** Open ones first, those with a due time before those without. */
const inOrder = (items: readonly ActionItem[]): readonly ActionItem[] => items.toSorted((a, b) => Number(a.doneAt !== null) - Number(b.doneAt !== null) || (a.dueAt ?? '~').localeCompare(b.dueAt ?? '~'));

export function ActionItems() {
  const { detail, may, ask, letters } = useIncidentPage();
  const open = detail.actions.filter(({ doneAt }) => doneAt === null).length;
  const add = may.tell ? (
    <KeyButton kind="quiet" keys="t" letters={letters} onClick={() => ask({ form: 'action' })}>
      Add…
    </KeyButton>
  ) : null;
  return (
    <Panel title="Action items" count={detail.actions.length === 0 ? undefined : `${open} open`} action={add}>
      {detail.actions.length === 0 ? <p className={styles.quiet}>Who must do what by when stands here.</p> : null}
      <ul className={styles.list}>
        {inOrder(detail.actions).map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
    </Panel>
  );
}

function Item({ item }: { item: ActionItem }) {
  const { may, ask, act } = useIncidentPage();
  const text = plain(item.text, 500);
  const done = item.doneAt !== null;
  return (
    <li className={styles.check} data-done={done ? '' : undefined}>
      <input type="checkbox" checked={done} disabled={!may.tell} aria-label={`Done: ${text}`} onChange={() => act({ type: 'finishAction', item: item.id, done: !done })} />
      <span className={styles.main} dir="auto">
        <span className={styles.text}>{text}</span>
        <span className={styles.sub}>
          {item.ownerName === null ? 'nobody yet' : plain(item.ownerName, 60)}
          {item.doneAt === null ? (
            <Due dueAt={item.dueAt} />
          ) : (
            <>
              , done <Moment at={item.doneAt} show="utc" />
            </>
          )}
        </span>
      </span>
      {may.tell && !done ? (
        <span className={styles.buttons}>
          <Button kind="quiet" onClick={() => ask({ form: 'action', item })} label={`Change owner and due time: ${text}`}>
            Change…
          </Button>
        </span>
      ) : null}
    </li>
  );
}

function Due({ dueAt }: { dueAt: string | null }) {
  const now = useEngineNow() ?? epochMs(0);
  const due = dueAt === null ? null : fromRfc3339(dueAt);
  if (due === null) return null;
  const late = now >= due;
  return (
    <>
      , <span className={late ? styles.late : undefined}>{late ? dueText(due, now) : `due ${dueText(due, now)}`}</span>
    </>
  );
}
